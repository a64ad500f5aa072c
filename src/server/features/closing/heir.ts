import type { Heir } from '../../core/members/departed.ts';
import * as members from '../../core/members/service.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services } from '../../platform/services.ts';

/** Who takes over what somebody leaves behind: the first by name of the others who manage people; null without any. */
export async function findHeir(
  services: Services,
  organizationId: string,
  accountId: string,
): Promise<(Heir & { memberId: string }) | null> {
  const approvers = await members.approvers(services, organizationId, 2);
  const heir = approvers.find((person) => person.accountId !== accountId);
  if (!heir) return null;
  const { id: memberId, fullName, loginId } = heir;
  return { memberId, accountId: heir.accountId, fullName, loginId };
}

/** @throws Problem `only_administrator` when there is nobody else. */
export async function heirIn(services: Services, organizationId: string, accountId: string) {
  const heir = await findHeir(services, organizationId, accountId);
  if (!heir) throw new Problem('only_administrator');
  return heir;
}
