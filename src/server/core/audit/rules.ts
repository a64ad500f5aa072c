import { createHash } from 'node:crypto';

/**
 * What the hash of an entry covers. Ids as hexadecimal text, the time in ISO 8601. What may name a person stands in it
 * as a seal only, so that it can be erased and the chain still holds.
 */
export interface ChainedEntry {
  organizationId: string;
  sequence: number;
  at: string;
  accountId: string | null;
  actorSeal: string;
  action: string;
  targetKind: string;
  targetId: string;
  labelSeal: string;
  outcome: string;
  code: string | null;
  detailsSeal: string;
  previousHash: string;
}

/** The parts of an entry that may name a person; each has a salt of its own. */
export interface Parts<Value> {
  /** Login ID and address of who did it. */
  actor: Value;
  /** What the target is called. */
  label: Value;
  details: Value;
}

/** The hash before the first entry. */
export const FIRST_HASH = '';

/** The action of the entry that says whose parts were erased: `details.ids`. */
export const ERASURE = 'audit.erase';

/** SHA-256 over the entry's values in the order above, as JSON: no value can slip into its neighbour's place. */
export function hashEntry(entry: ChainedEntry): string {
  return digest([
    entry.organizationId,
    entry.sequence,
    entry.at,
    entry.accountId,
    entry.actorSeal,
    entry.action,
    entry.targetKind,
    entry.targetId,
    entry.labelSeal,
    entry.outcome,
    entry.code,
    entry.detailsSeal,
    entry.previousHash,
  ]);
}

/** Binds a part to its entry without telling it: once values and salt are gone, nobody finds them out by trying names. */
export function seal(salt: string, values: readonly (string | null)[]): string {
  return digest([salt, ...values]);
}

function digest(values: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(values)).digest('hex');
}
