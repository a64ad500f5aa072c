import type { Services, Tx } from '../../platform/services.ts';
import { accountModel } from '../accounts/model.ts';
import { type Account, findMany, findManyByLoginId } from '../accounts/service.ts';
import { recordPersonal } from './record-personal.ts';
import * as members from './service.ts';

/** A new login ID for an account. */
export interface Move {
  /** Null for a person without an account, for whom the login ID has to become free. */
  account: Account | null;
  /** Normalized; null when the account's person has left the directory, so that its login ID can be given away. */
  loginId: string | null;
}

/**
 * The current login ID of an account's person in the directory; null when they have left it, undefined when it is
 * unknown or the account does not follow a directory.
 */
export type CurrentLoginId = (account: Account) => Promise<string | null | undefined>;

/**
 * The wanted renames, and the further ones that they need. The login ID may be held by an account whose person was
 * renamed as well, whose new login ID may be held by yet another account, and so on. People who swap login IDs form a
 * circle.
 */
export async function planMoves(
  services: Services,
  wanted: readonly Move[],
  currentLoginId: CurrentLoginId,
): Promise<Move[]> {
  const moves = [...wanted];
  const seen = new Set(wanted.flatMap(({ account }) => account?.id ?? []));
  let names = wanted.flatMap(({ loginId }) => loginId ?? []);
  while (names.length > 0) {
    const holders = await findManyByLoginId(services, names);
    names = [];
    for (const account of holders.values()) {
      if (seen.has(account.id)) continue;
      seen.add(account.id);
      const loginId = await currentLoginId(account);
      if (loginId === undefined || loginId === account.loginId) continue;
      moves.push({ account, loginId });
      if (loginId !== null) names.push(loginId);
    }
  }
  return moves;
}

/**
 * Gives accounts their new login IDs, all or none. All of them first give up their old one, so that the order does not
 * matter. An account keeps its own login ID when the new one is held by an account without a move, or when its person
 * has left. If its own goes to somebody else, it gets that login ID prefixed with its object ID, as Entra renames
 * deleted users.
 */
export async function moveLoginIds(tx: Tx, moves: readonly Move[]): Promise<void> {
  const accounts = await findMany(
    tx,
    moves.flatMap(({ account }) => account?.id ?? []),
  );
  const holders = await findManyByLoginId(
    tx,
    moves.flatMap(({ loginId }) => loginId ?? []),
  );
  const taken = new Set<string>();
  const renamed = new Map<string, string>();
  for (const { account, loginId } of moves) {
    if (loginId === null || taken.has(loginId)) continue;
    const holder = holders.get(loginId);
    if (holder && !accounts.has(holder.id)) continue;
    taken.add(loginId);
    if (account) renamed.set(account.id, loginId);
  }
  const givenUp = [...accounts.values()].filter(({ id, loginId }) => taken.has(loginId) && renamed.get(id) !== loginId);
  for (const account of givenUp) {
    if (!renamed.has(account.id)) renamed.set(account.id, vacated(account));
  }
  await write(
    tx,
    givenUp.map((account) => [account.id, vacated(account)] as const),
  );
  await write(tx, [...renamed]);
  for (const [id, loginId] of renamed) {
    const before = accounts.get(id);
    if (!before || before.loginId === loginId) continue;
    const account = { ...before, loginId };
    await members.followAccount(tx, account);
    const details = { loginIdBefore: before.loginId, loginId };
    await recordPersonal(tx, { actor: null, account, action: 'account.rename', details });
  }
}

async function write(tx: Tx, names: readonly (readonly [id: string, loginId: string])[]): Promise<void> {
  for (const [id, loginId] of names) {
    await accountModel(tx.db).updateOne({ _id: id }, { $set: { loginId } }, { session: tx.transaction });
  }
}

function vacated({ loginId, identities }: Account): string {
  const prefix = identities[0]?.objectId.replaceAll('-', '') ?? '';
  return loginId.startsWith(prefix) ? loginId : prefix + loginId;
}
