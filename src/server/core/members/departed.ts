import type { ErasedPerson } from '../audit/erase-people.ts';

/**
 * Somebody who is deleted from an organization for good (MEM-8). `ids` and `texts` are what the audit trail forgets
 * them by; whoever erases a thing that entries may be about adds its id.
 */
export interface Departed extends ErasedPerson {
  memberId: string;
  objectId: string | null;
  /** Normalized. */
  loginId: string;
  /** Where mail went. */
  addresses: readonly string[];
}

/** Who deletes, and takes over what has to stay somebody's. */
export interface Heir {
  accountId: string;
  fullName: string;
  loginId: string;
}

/** Who is erased from which organization. */
export interface Erasure {
  organizationId: string;
  people: readonly Departed[];
  heir: Heir;
  /** What stands where a name stood, in the organization's language. */
  deletedName: string;
}
