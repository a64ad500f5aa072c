import type { AuditAction } from '../../platform/audit-actions.ts';
import { newId } from '../../platform/ids.ts';
import { Problem, type ProblemTarget } from '../../platform/problem.ts';
import type { ProblemCode } from '../../platform/problem-codes.ts';
import type { Services, Tx } from '../../platform/services.ts';
import { randomToken } from '../../platform/tokens.ts';
import { withTransaction } from '../../platform/transaction.ts';
import { type AuditRow, auditHeadModel, auditModel } from './model.ts';
import { type ChainedEntry, FIRST_HASH, hashEntry, type Parts, seal } from './rules.ts';

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

/** Makes the end of a new organization's chain, to which everything else is added. */
export async function begin(tx: Tx, organizationId: string): Promise<void> {
  await auditHeadModel(tx.db).create([{ _id: organizationId, sequence: 0, hash: FIRST_HASH }], {
    session: tx.transaction,
  });
}

/** How many entries the organization's chain has. */
export async function count({ db }: Services, organizationId: string): Promise<number> {
  return (await auditHeadModel(db).findById(organizationId).lean())?.sequence ?? 0;
}

/**
 * Adds to the organization's chain what the transaction has done (AUD-1); it becomes true with the transaction.
 * @throws Problem `not_found` when the organization was closed meanwhile: nothing can be done in it any more.
 */
export async function record(tx: Tx, entry: AuditRecord): Promise<void> {
  await recordAll(tx, [entry]);
}

/** The same for many at once. */
export async function recordAll(tx: Tx, entries: readonly AuditRecord[]): Promise<void> {
  await append(tx, entries, { outcome: 'done', code: null });
}

/** Adds what was refused, in a transaction of its own: the attempt's was rolled back. A closed organization has no trail. */
export async function recordRefusal(services: Services, entry: AuditRecord, code: ProblemCode): Promise<void> {
  await withTransaction(services, async (tx) => {
    const isClosed = !(await auditHeadModel(tx.db).exists({ _id: entry.organizationId }).session(tx.transaction));
    if (!isClosed) await append(tx, [entry], { outcome: 'refused', code });
  });
}

async function append(tx: Tx, entries: readonly AuditRecord[], { outcome, code }: Outcome): Promise<void> {
  for (const organizationId of new Set(entries.map((entry) => entry.organizationId))) {
    const own = entries.filter((entry) => entry.organizationId === organizationId);
    const head = await auditHeadModel(tx.db).findById(organizationId).session(tx.transaction).lean();
    if (!head) throw new Problem('not_found');
    let { sequence, hash: previousHash } = head;
    const rows = own.map((entry) => {
      sequence += 1;
      const row = toRow(entry, { outcome, code }, { at: tx.clock.now(), sequence, previousHash });
      previousHash = row.hash;
      return row;
    });
    await auditModel(tx.db).insertMany(rows, { session: tx.transaction });
    await auditHeadModel(tx.db).updateOne(
      { _id: organizationId },
      { sequence, hash: previousHash },
      { session: tx.transaction },
    );
  }
}

function toRow(
  { organizationId, actor, action, target, details = {} }: AuditRecord,
  { outcome, code }: Outcome,
  link: { at: Date; sequence: number; previousHash: string },
): AuditRow {
  const open = {
    _id: newId(),
    organizationId,
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
    ...link,
  };
  const salts = { actor: randomToken(), label: randomToken(), details: randomToken() };
  const row = { ...open, salts, seals: sealsOf(open, salts) };
  return { ...row, hash: hashEntry(chained(row)) };
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

/** The row as its hash covers it. */
export function chained(row: Omit<AuditRow, 'hash'>): ChainedEntry {
  return {
    organizationId: row.organizationId,
    sequence: row.sequence,
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
    previousHash: row.previousHash,
  };
}
