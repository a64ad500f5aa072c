import { normalizeLoginId } from '../../platform/login-id.ts';
import type { Services, Tx } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import { identityOf } from '../accounts/availability.ts';
import * as accounts from '../accounts/service.ts';
import { directoryUserModel } from '../directory/model.ts';
import { isAccident } from '../directory/rules.ts';
import { type CurrentLoginId, type Move, moveLoginIds, planMoves } from '../members/move-login-ids.ts';
import * as members from '../members/service.ts';
import { type Departure, resume, suspend } from './leavers.ts';

/** Whose directory is read. */
interface Reading {
  organizationId: string;
  tenantId: string;
  /** Called after each step. @throws CutOff when the run has to leave off. */
  mustGoOn(): void;
}

/** What a reading has said of people, by object ID: that they are there, or that they are gone. */
export type Changed = Map<string, 'seen' | 'removed'>;

/** What an account takes from the mirror. */
interface Known {
  loginId: string;
  isEnabled: boolean;
}

interface Suspect {
  account: accounts.Account;
  identity: accounts.MicrosoftIdentity;
  kind: Departure['kind'];
}

/** Accounts that are compared with the mirror, or changed, in one step. */
const BATCH = 100;

/**
 * Brings the accounts of a tenant's people in line with the mirror after a reading: login IDs follow renamings, disabled
 * and deleted people are shut out, and those who are enabled again come back (GONE-2).
 * @param changed the people to look at, or everybody, which the mirror has to be complete for.
 * @param isAccepted whether an administrator has said that so many people have really left.
 * @returns how many members would have been shut out by what looks like an accident (GONE-6): then nobody is.
 * @throws MicrosoftError when Graph can't say whether a person exists whom the mirror lacks.
 */
export async function followDirectory(
  services: Services,
  reading: Reading,
  changed: Changed | 'everybody',
  isAccepted: boolean,
): Promise<number> {
  const suspects: Suspect[] = [];
  for await (const { people, objectIds } of batches(services, reading, changed)) {
    const known = await inMirror(services, reading, objectIds);
    await followNames(services, reading, people, known);
    for (const { account, identity } of people) {
      const kind = await departureOf(services, identity, known, changed);
      const before = identityOf(account, identity)?.unavailable?.kind ?? null;
      if (kind === undefined || kind === before) continue;
      if (kind && !before) suspects.push({ account, identity, kind });
      else await withTransaction(services, (tx) => update(tx, account, identity, kind));
    }
    reading.mustGoOn();
  }
  const held = isAccepted ? 0 : await countAccident(services, reading, suspects);
  if (held > 0) return held;
  for (let start = 0; start < suspects.length; start += BATCH) {
    await withTransaction(services, async (tx) => {
      for (const { account, identity, kind } of suspects.slice(start, start + BATCH)) {
        await suspend(tx, account, identity, { kind, noticedBy: 'sync' });
      }
    });
    reading.mustGoOn();
  }
  return 0;
}

type Person = Omit<Suspect, 'kind'>;

/** For a person who is shut out already: lets them back in, or notes another reason. */
async function update(
  tx: Tx,
  account: accounts.Account,
  identity: accounts.MicrosoftIdentity,
  kind: Departure['kind'] | null,
): Promise<void> {
  if (kind) await suspend(tx, account, identity, { kind, noticedBy: 'sync' });
  else await resume(tx, account, identity, 'sync');
}

interface Batch {
  /** Those who have an account, each with the identity of this tenant. */
  people: Person[];
  /** All object IDs of the batch. */
  objectIds: string[];
}

async function* batches(
  services: Services,
  { tenantId }: Reading,
  changed: Changed | 'everybody',
): AsyncIterable<Batch> {
  const toBatch = (found: readonly accounts.Account[], objectIds?: string[]): Batch => {
    const people = found.flatMap((account) => {
      const own = account.identities.find((each) => each.tenantId === tenantId);
      return own ? [{ account, identity: { tenantId, objectId: own.objectId } }] : [];
    });
    return { people, objectIds: objectIds ?? people.map(({ identity }) => identity.objectId) };
  };
  if (changed !== 'everybody') {
    const all = [...changed.keys()];
    for (let start = 0; start < all.length; start += BATCH) {
      const objectIds = all.slice(start, start + BATCH);
      yield toBatch(await accounts.findManyByIdentity(services, tenantId, objectIds), objectIds);
    }
    return;
  }
  let some: accounts.Account[] = [];
  for await (const account of accounts.eachOfTenant(services, tenantId)) {
    some.push(account);
    if (some.length < BATCH) continue;
    yield toBatch(some);
    some = [];
  }
  if (some.length > 0) yield toBatch(some);
}

async function inMirror(
  { db }: Services,
  { organizationId }: Reading,
  objectIds: readonly string[],
): Promise<Map<string, Known>> {
  const rows = await directoryUserModel(db)
    .find({ organizationId, objectId: { $in: objectIds } })
    .select('objectId loginId isEnabled')
    .lean();
  return new Map(rows.map(({ objectId, loginId, isEnabled }) => [objectId, { loginId, isEnabled }]));
}

/**
 * Why a person is shut out; null when they are not, undefined when the mirror can't tell. A person who is missing after a
 * reading of everybody may be newer than the reading, so Graph is asked about each.
 */
async function departureOf(
  services: Services,
  { tenantId, objectId }: accounts.MicrosoftIdentity,
  known: ReadonlyMap<string, Known>,
  changed: Changed | 'everybody',
): Promise<Departure['kind'] | null | undefined> {
  const person = known.get(objectId);
  if (person) return person.isEnabled ? null : 'disabled';
  if (changed !== 'everybody') return changed.get(objectId) === 'removed' ? 'deleted' : undefined;
  const user = await services.microsoft.readUser(tenantId, objectId);
  if (!user) return 'deleted';
  return user.accountEnabled ? null : 'disabled';
}

/**
 * The login IDs of accounts that live by their identity follow the mirror's. A login ID of a person without an account is
 * taken from the account that had it before (GONE-5): mail to it is no longer that account's.
 */
async function followNames(
  services: Services,
  reading: Reading,
  people: readonly Person[],
  known: ReadonlyMap<string, Known>,
): Promise<void> {
  const accountOf = new Map(people.map((person) => [person.identity.objectId, person]));
  const holders = await accounts.findManyByLoginId(
    services,
    [...known.values()].map(({ loginId }) => loginId),
  );
  const wanted = [...known].flatMap(([objectId, { loginId }]): Move[] => {
    const { account = null, identity } = accountOf.get(objectId) ?? {};
    if (account && identity && identityOf(account, identity)?.linkedAt) return [];
    const isSettled = account ? account.loginId === loginId : !holders.has(loginId);
    return isSettled ? [] : [{ account, loginId }];
  });
  if (wanted.length === 0) return;
  const moves = await planMoves(services, wanted, askingMirror(services, reading));
  await withTransaction(services, (tx) => moveLoginIds(tx, moves));
}

function askingMirror(services: Services, reading: Reading): CurrentLoginId {
  return async ({ identities }) => {
    const identity = identities.find(({ tenantId, linkedAt }) => tenantId === reading.tenantId && !linkedAt);
    if (!identity) return undefined;
    const [person] = await directoryUserModel(services.db)
      .find({ organizationId: reading.organizationId, objectId: identity.objectId })
      .select('loginId')
      .lean();
    if (person) return person.loginId;
    // The person may be newer than the reading.
    const user = await services.microsoft.readUser(identity.tenantId, identity.objectId);
    return user && normalizeLoginId(user.userPrincipalName);
  };
}

async function countAccident(
  services: Services,
  { organizationId }: Reading,
  suspects: readonly Suspect[],
): Promise<number> {
  if (suspects.length === 0) return 0;
  const [affected, active] = await Promise.all([
    members.countActive(
      services,
      organizationId,
      suspects.map(({ account }) => account.id),
    ),
    members.countActive(services, organizationId, null),
  ]);
  return isAccident(affected, active) ? affected : 0;
}
