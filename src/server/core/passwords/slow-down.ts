import { networkOf } from '../../http/visitor.ts';
import { after, SECOND } from '../../platform/clock.ts';
import { normalizeLoginId } from '../../platform/login-id.ts';
import { duplicateKey } from '../../platform/mongo-errors.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services } from '../../platform/services.ts';
import { hashToken } from '../../platform/tokens.ts';
import { attemptsModel } from './model.ts';
import { decayed, PATIENCE, type Patience, pauseAfter } from './rules.ts';

/** One thing that attempts are counted against. */
export interface Counter {
  key: string;
  patience: Patience;
}

/** All browsers that an account does not know. Login IDs without an account are counted the same way. */
export function accountCounter(loginId: string): Counter {
  return { key: `account:${hashToken(normalizeLoginId(loginId))}`, patience: PATIENCE.account };
}

export function addressCounter(address: string | null): Counter {
  return { key: `address:${networkOf(address ?? '')}`, patience: PATIENCE.address };
}

/** One browser that the account knows: attempts from elsewhere don't count against it. */
export function deviceCounter(deviceHash: string, accountId: string): Counter {
  return { key: `device:${deviceHash}:${accountId}`, patience: PATIENCE.device };
}

/** A signed-in person who confirms their password. */
export function ownCounter(accountId: string): Counter {
  return { key: `own:${accountId}`, patience: PATIENCE.own };
}

/** Answers to an account's security question. */
export function answerCounter(accountId: string): Counter {
  return { key: `answer:${accountId}`, patience: PATIENCE.answer };
}

/**
 * Counts an attempt as wrong before it is checked, so that concurrent attempts can't exceed the limit. `settle` takes a
 * right one back.
 * @throws Problem `too_many_attempts` with the seconds to wait.
 */
export async function reserve(services: Services, counters: readonly Counter[]): Promise<void> {
  for (const counter of counters) while (!(await count(services, counter)));
}

/** Takes back the count of a right attempt; an account's or a device's count starts from zero. */
export async function settle(services: Services, counters: readonly Counter[]): Promise<void> {
  const attempts = attemptsModel(services.db);
  await Promise.all(
    counters.map(async ({ key, patience }) =>
      // An address is shared: one right password must not clear the wrong attempts on other accounts.
      patience === PATIENCE.address
        ? await attempts.updateOne({ key }, { $inc: { failures: -1 }, $set: { notBefore: services.clock.now() } })
        : await attempts.deleteOne({ key }),
    ),
  );
}

/** @returns false when a concurrent attempt changed the count first. */
async function count({ db, clock }: Services, { key, patience }: Counter): Promise<boolean> {
  const attempts = attemptsModel(db);
  const now = clock.now();
  const row = await attempts.findOne({ key }).lean();
  if (row && row.notBefore > now) {
    const retryAfter = Math.ceil((row.notBefore.getTime() - now.getTime()) / SECOND);
    throw new Problem('too_many_attempts', { retryAfter });
  }
  const failures = 1 + (row ? decayed(row.failures, now.getTime() - row.lastAt.getTime(), patience) : 0);
  const next = {
    failures,
    lastAt: now,
    notBefore: after(now, pauseAfter(failures, patience)),
    expiresAt: after(now, failures * patience.recovery),
  };
  if (row) {
    const { _id, failures: before, lastAt } = row;
    const { modifiedCount } = await attempts.updateOne({ _id, failures: before, lastAt }, { $set: next });
    return modifiedCount === 1;
  }
  try {
    await attempts.create({ key, ...next });
    return true;
  } catch (error) {
    if (duplicateKey(error)) return false;
    throw error;
  }
}
