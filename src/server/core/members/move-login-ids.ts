import type { Services, Tx } from '../../platform/services.ts';
import { accountModel } from '../accounts/model.ts';
import { type Account, findMany, findManyByLoginId } from '../accounts/service.ts';
import { recordPersonal } from './record-personal.ts';
import * as members from './service.ts';

/** What an account is to be called from now on. */
export interface Move {
  /** Null for a person without an account, who needs the login ID to be free. */
  account: Account | null;
  /** Normalized; null when the account's person has left the directory, so that another person may have its login ID. */
  loginId: string | null;
}

/**
 * What the directory calls an account's person at this moment; null when they have left it, undefined when it can't be
 * told or the account does not follow a directory.
 */
export type CurrentLoginId = (account: Account) => Promise<string | null | undefined>;

/**
 * All renamings that belong together. An account in the way of one has another name in the directory by now, which may
 * again be held by an account that was renamed: a chain, whose end may meet its beginning when people swap names.
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
 * Gives accounts their new login IDs, all or none. Each gives up the one that it has before anybody gets another, so that
 * the order does not matter. An account whose new login ID is held by one that stays, or whose person has left, keeps its
 * own, unless that goes to somebody else: then it keeps it behind its object ID, as Entra names those it has deleted.
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
    await accountModel(tx.db).updateOne({ _id: id }, { $set: { loginId } }, { session: tx.session });
  }
}

function vacated({ loginId, identities }: Account): string {
  const prefix = identities[0]?.objectId.replaceAll('-', '') ?? '';
  return loginId.startsWith(prefix) ? loginId : prefix + loginId;
}
