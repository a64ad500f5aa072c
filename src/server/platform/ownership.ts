import type { Model, QueryFilter } from 'mongoose';
import type { Services } from './services.ts';

/**
 * Whose the documents of each collection are, read from the collections themselves: `organizationId` makes a document an
 * organization's, `accountId` an account's. So nothing is forgotten when an organization is exported or closed, or when
 * an account is. A test holds every collection to have one of the two, or to be named here.
 */

/** Documents whose `_id` is the organization's. */
const BY_ORGANIZATION_ID = new Set(['organizations', 'audit-heads']);

/** Collections of nobody; each with the reason. */
export const NOBODYS: Readonly<Record<string, string>> = {
  'audit-keys': 'what Foyer itself proves with',
  closings: 'name an organization as long as something of it is left',
  'link-offers': 'sign-ins that opened nothing, and live for 15 minutes',
  'mail-sources.chunks': 'belong to a file and go with it (`dropSources`)',
  'oauth-artifacts': 'belong to a grant and go with it (`endGrants`)',
  'oauth-keys': 'what Foyer itself signs with',
  'password-attempts': 'counters under hashes, for minutes or hours; those under an account go with its password',
  'sending-mailboxes': 'the mailbox that Foyer itself sends from',
  'sign-ins': 'name nobody before somebody has signed in, and live for 15 minutes',
  'spent-captchas': 'signatures, for minutes',
};

type Filter = QueryFilter<object>;

/** Which documents of a collection are an organization's; null for a collection that has none of any. */
export function ofOrganization(model: Model<object>, organizationId: string): Filter | null {
  if (BY_ORGANIZATION_ID.has(model.collection.collectionName)) return { _id: organizationId };
  const path = ['organizationId', 'metadata.organizationId'].find((each) => model.schema.path(each));
  return path ? { [path]: organizationId } : null;
}

/** Which documents of a collection are about these accounts; null for a collection that has none of any. */
export function ofAccounts(model: Model<object>, accountIds: readonly string[]): Filter | null {
  if (model.collection.collectionName === 'accounts') return { _id: { $in: accountIds } };
  return model.schema.path('accountId') ? { accountId: { $in: accountIds } } : null;
}

/** A collection, and what of it is somebody's. */
export interface Holding {
  model: Model<object>;
  filter: Filter;
}

/** Everything that is an organization's. */
export function organizationHoldings(
  { collections }: Pick<Services, 'collections'>,
  organizationId: string,
): Holding[] {
  return holdings(collections, (model) => ofOrganization(model, organizationId));
}

/** Everything that is about these accounts. */
export function accountHoldings(
  { collections }: Pick<Services, 'collections'>,
  accountIds: readonly string[],
): Holding[] {
  return holdings(collections, (model) => ofAccounts(model, accountIds));
}

function holdings(collections: readonly Model<object>[], filterOf: (model: Model<object>) => Filter | null): Holding[] {
  return collections.flatMap((model) => {
    const filter = filterOf(model);
    return filter ? { model, filter } : [];
  });
}
