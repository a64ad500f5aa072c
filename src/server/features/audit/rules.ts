import { createHash } from 'node:crypto';

/** What the hash of an entry covers: everything but the hash itself. Ids as hexadecimal text, the time in ISO 8601. */
export interface ChainedEntry {
  organizationId: string;
  sequence: number;
  at: string;
  accountId: string | null;
  loginId: string;
  action: string;
  targetKind: string;
  targetId: string;
  targetLabel: string;
  address: string | null;
  outcome: string;
  code: string | null;
  details: string;
  previousHash: string;
}

/** The hash before the first entry. */
export const FIRST_HASH = '';

/** SHA-256 over the entry's values in the order above, as JSON: no value can slip into its neighbour's place. */
export function hashEntry(entry: ChainedEntry): string {
  const values = [
    entry.organizationId,
    entry.sequence,
    entry.at,
    entry.accountId,
    entry.loginId,
    entry.action,
    entry.targetKind,
    entry.targetId,
    entry.targetLabel,
    entry.address,
    entry.outcome,
    entry.code,
    entry.details,
    entry.previousHash,
  ];
  return createHash('sha256').update(JSON.stringify(values)).digest('hex');
}
