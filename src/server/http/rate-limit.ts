import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Config } from '../platform/config.ts';
import { Problem } from '../platform/problem.ts';
import { hashToken } from '../platform/tokens.ts';
import type { Limit } from './route.ts';
import { networkOf, type Visitor } from './visitor.ts';

/** A person who calls, or the token that calls for them. */
export interface Caller {
  accountId: string;
  /** The bearer token of a script or a site, which has a budget of its own. */
  bearer: string | null;
}

export interface RateLimits {
  /**
   * Counts a call of nobody we know against the budget of its address: a network of IPv6, for each household has 2^64.
   * @throws Problem `too_many_requests` with the seconds to wait.
   */
  takeFromAddress(limit: Limit, visitor: Visitor): Promise<void>;
  /**
   * Before a session's or token's call costs anything: refuses one that was never valid, when its address has used up its
   * budget.
   * @throws Problem `too_many_requests`.
   */
  refuseUnknown(key: string, visitor: Visitor): Promise<void>;
  /**
   * Counts a call of a person against their own budget, whatever address they share with others.
   * @throws Problem `too_many_requests`.
   */
  takeFromCaller(key: string, caller: Caller): Promise<void>;
  /**
   * Counts a sign-in against its person, once it is proved who that is, and gives it back to the address: at nine o'clock
   * a whole company shares one.
   * @throws Problem `too_many_requests`.
   */
  takeFromPerson(person: string, visitor: Visitor): Promise<void>;
}

/** Budgets for a minute, counted in this process. */
export function createRateLimits(config: Config): RateLimits {
  const duration = 60;
  const limiters = {
    calls: new RateLimiterMemory({ points: config.RATE_LIMIT_CALLS, duration }),
    'sign-ins': new RateLimiterMemory({ points: config.RATE_LIMIT_SIGN_INS, duration }),
  } satisfies Record<Limit, RateLimiterMemory>;
  // Only what was valid a moment ago is remembered, so that made-up tokens can't fill the memory.
  const valid = new RateLimiterMemory({ points: Number.MAX_SAFE_INTEGER, duration });
  const consume = async (limit: Limit, key: string) => {
    await limiters[limit].consume(key).catch((refusal: unknown) => {
      throw refusal instanceof RateLimiterRes ? tooMany(refusal) : refusal;
    });
  };
  return {
    takeFromAddress: async (limit, visitor) => await consume(limit, addressKey(visitor)),
    async refuseUnknown(key, visitor) {
      if ((await valid.get(hashToken(key))) !== null) return;
      const used = await limiters.calls.get(addressKey(visitor));
      if (used !== null && used.consumedPoints >= config.RATE_LIMIT_CALLS) throw tooMany(used);
    },
    async takeFromCaller(key, { accountId, bearer }) {
      await valid.consume(hashToken(key));
      await consume('calls', bearer === null ? `account:${accountId}` : `token:${hashToken(bearer)}`);
    },
    async takeFromPerson(person, visitor) {
      await consume('sign-ins', `person:${person}`);
      await limiters['sign-ins'].reward(addressKey(visitor));
    },
  };
}

const addressKey = ({ address }: Visitor): string => `address:${networkOf(address ?? '')}`;

function tooMany({ msBeforeNext }: RateLimiterRes): Problem {
  return new Problem('too_many_requests', { retryAfter: Math.max(1, Math.ceil(msBeforeNext / 1000)) });
}
