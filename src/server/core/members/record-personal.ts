import type { AuditAction } from '../../platform/audit-actions.ts';
import type { Problem } from '../../platform/problem.ts';
import type { Services, Tx } from '../../platform/services.ts';
import * as audit from '../audit/service.ts';
import * as members from './service.ts';

/** What somebody did, or tried to do, with an account: their own, or one that they tried to open. */
export interface PersonalRecord {
  /** Null when the directory did it. */
  actor: audit.AuditActor | null;
  account: { id: string; loginId: string };
  action: AuditAction;
  /** Plain JSON; no secrets. */
  details?: Record<string, unknown>;
}

/** Records a change of an account in the trail of each organization that it is a member of (AUD-1). */
export async function recordPersonal(tx: Tx, record: PersonalRecord): Promise<void> {
  await audit.recordAll(tx, await inEachPlace(tx, record));
}

/** The same for a refused attempt. */
export async function recordPersonalRefusal(
  services: Services,
  record: PersonalRecord,
  code: Problem['code'],
): Promise<void> {
  for (const entry of await inEachPlace(services, record)) await audit.recordRefusal(services, entry, code);
}

async function inEachPlace(
  services: Services,
  { actor, account, action, details = {} }: PersonalRecord,
): Promise<audit.AuditRecord[]> {
  const places = await members.placesOf(services, account.id);
  const target = { kind: 'account', id: account.id, label: account.loginId };
  return places.map(({ organizationId }) => ({ organizationId, actor, action, target, details }));
}
