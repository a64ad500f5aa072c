import type { AuditAction } from '../../platform/audit-actions.ts';
import { newId } from '../../platform/ids.ts';
import type { ProblemTarget } from '../../platform/problem.ts';
import type { ProblemCode } from '../../platform/problem-codes.ts';
import type { Services, Tx } from '../../platform/services.ts';
import { randomToken } from '../../platform/tokens.ts';
import { type Prover, prove } from './keys.ts';
import { type AuditEnd, type AuditRow, auditHeadModel, auditModel } from './model.ts';
import { type ChainedEntry, FIRST_HASH, type Parts, seal } from './rules.ts';

/** Who did it. `account.id` is null for somebody whose sign-in was refused; `apiToken` is what acted in their place. */
export interface AuditActor {
  account: { id: string | null; loginId: string };
  address: string | null;
  apiToken?: { id: string } | null;
  /** The partner's site that acted in their place. */
  site?: { name: string };
}

export interface AuditRecord {
  organizationId: string;
  /** Usually the `Actor` of the call. Null when Foyer itself acts: a job, an expiry. */
  actor: AuditActor | null;
  action: AuditAction;
  target: ProblemTarget;
  /** Plain JSON; no secrets. */
  details?: Record<string, unknown>;
}

interface Outcome {
  outcome: 'done' | 'refused';
  code: ProblemCode | null;
}

/** Makes the end of a new organization's chain, at which everything else is sealed. */
export async function begin(tx: Tx, organizationId: string): Promise<void> {
  const end = { sequence: 0, hash: FIRST_HASH, unkeyed: 0, unconfirmed: [] };
  const proof = prove(tx.secrets, 'head', valuesOfEnd(organizationId, end));
  await auditHeadModel(tx.db).create([{ _id: organizationId, ...end, proof }], { session: tx.transaction });
}

/** How many entries the organization's trail has, sealed or not. */
export async function count({ db }: Services, organizationId: string): Promise<number> {
  return await auditModel(db).countDocuments({ organizationId });
}

/**
 * Adds to the organization's trail what the transaction has done (AUD-1); it becomes true with the transaction. Its place
 * in the chain it gets a moment later (`sealer.ts`), so that changes of one organization need not wait for each other.
 */
export async function record(tx: Tx, entry: AuditRecord): Promise<void> {
  await recordAll(tx, [entry]);
}

/** The same for many at once, also of several organizations, in one insert. */
export async function recordAll(tx: Tx, entries: readonly AuditRecord[]): Promise<void> {
  if (entries.length === 0) return;
  const rows = entries.map((entry) => toRow(tx, entry, { outcome: 'done', code: null }));
  await auditModel(tx.db).insertMany(rows, { session: tx.transaction });
  for (const organizationId of new Set(entries.map((entry) => entry.organizationId))) {
    tx.afterCommit(() => tx.sealer.wake(organizationId));
  }
}

/** Adds what was refused, beside any transaction: the attempt's was rolled back. A closed organization has no trail. */
export async function recordRefusal(services: Services, entry: AuditRecord, code: ProblemCode): Promise<void> {
  if (!(await auditHeadModel(services.db).exists({ _id: entry.organizationId }))) return;
  await auditModel(services.db).insertMany([toRow(services, entry, { outcome: 'refused', code })]);
  services.sealer.wake(entry.organizationId);
}

function toRow(
  { clock, secrets }: Services,
  { organizationId, actor, action, target, details = {} }: AuditRecord,
  { outcome, code }: Outcome,
): AuditRow {
  const id = newId();
  const open = {
    _id: id,
    organizationId,
    sequence: id,
    at: clock.now(),
    actor: {
      accountId: actor?.account.id || null,
      loginId: actor?.account.loginId ?? '',
      apiTokenId: actor?.apiToken?.id ?? null,
    },
    action,
    target: { kind: target.kind, id: target.id, label: target.label },
    address: actor?.address ?? null,
    outcome,
    code,
    details: JSON.stringify(actor?.site ? { ...details, site: actor.site.name } : details),
    previousHash: '',
    hash: '',
  };
  const salts = { actor: randomToken(), label: randomToken(), details: randomToken() };
  const row = { ...open, salts, seals: sealsOf(open, salts) };
  return { ...row, proof: prove(secrets, 'written', valuesOf(row)) };
}

/** What proves an entry as it was written, without a place in the chain. */
export function valuesOf(row: Omit<AuditRow, 'proof'>): readonly unknown[] {
  return [row._id, ...Object.values(chained(row, { sequence: 0, previousHash: '' }))];
}

/** What proves an entry in its place. */
export function valuesOfLink(organizationId: string, { sequence, hash }: Pick<AuditEnd, 'sequence' | 'hash'>) {
  return [organizationId, sequence, hash];
}

/** What proves the end of a chain. */
export function valuesOfEnd(
  organizationId: string,
  { sequence, hash, unkeyed, unconfirmed }: Omit<AuditEnd, 'proof'>,
): readonly unknown[] {
  return [organizationId, sequence, hash, unkeyed, unconfirmed];
}

/**
 * Those of these ends, and of the ones before them, that no key here confirms. Whoever moved an end back, or made one up,
 * leaves such a one behind. A process that has not got a new key yet does so too; the next one that has it drops it.
 */
export async function withoutConfirmed(
  organizationId: string,
  ends: readonly AuditEnd[],
  prover: Prover,
): Promise<AuditEnd[]> {
  const left: AuditEnd[] = [];
  for (const end of ends) {
    const isConfirmed = end.proof && (await prover(end.proof, 'head', valuesOfEnd(organizationId, end)));
    left.push(...(isConfirmed ? await withoutConfirmed(organizationId, end.unconfirmed, prover) : [end]));
  }
  return left;
}

type Open = Pick<AuditRow, 'actor' | 'address' | 'target' | 'details'>;

/** What the seals of an entry have to be. */
export function sealsOf({ actor, address, target, details }: Open, salts: Parts<string>): Parts<string> {
  return {
    // Nothing more where no token acted: so were the entries made that are older than tokens.
    actor: seal(salts.actor, [actor.loginId, address, ...(actor.apiTokenId ? [actor.apiTokenId] : [])]),
    label: seal(salts.label, [target.label]),
    details: seal(salts.details, [details]),
  };
}

/** Where an entry stands in the chain. */
export interface Link {
  sequence: number;
  previousHash: string;
}

/** The row as its hash covers it there. */
export function chained(row: Omit<AuditRow, 'proof'>, { sequence, previousHash }: Link): ChainedEntry {
  return {
    organizationId: row.organizationId,
    sequence,
    at: row.at.toISOString(),
    accountId: row.actor.accountId ?? null,
    actorSeal: row.seals.actor,
    action: row.action,
    targetKind: row.target.kind,
    targetId: row.target.id,
    labelSeal: row.seals.label,
    outcome: row.outcome,
    code: row.code,
    detailsSeal: row.seals.details,
    previousHash,
  };
}
