import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Config } from '../platform/config.ts';
import { Problem } from '../platform/problem.ts';
import { hashToken } from '../platform/tokens.ts';
import type { Limit } from './route.ts';
import { networkOf, type Visitor } from './visitor.ts';

export interface RateLimits {
  /**
   * Counts a call of nobody we know against the budget of its address: a network of IPv6, for each household has 2^64.
   * @throws Problem `too_many_requests` with the seconds to wait.
   */
  takeFromAddress(limit: Limit, visitor: Visitor): Promise<void>;
  /**
   * Before a call with a session or token costs anything: refuses one that has used up its budget.
   * @throws Problem `too_many_requests`.
   */
  refuseSpent(key: string): Promise<void>;
  /**
   * Counts a call with a session or token that was found valid against a budget of its own, whatever address it shares.
   * @throws Problem `too_many_requests`.
   */
  takeFromKey(key: string): Promise<void>;
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
  const consume = async (limit: Limit, key: string) => {
    await limiters[limit].consume(key).catch((refusal: unknown) => {
      throw refusal instanceof RateLimiterRes ? tooMany(refusal) : refusal;
    });
  };
  return {
    takeFromAddress: async (limit, visitor) => await consume(limit, addressKey(visitor)),
    async refuseSpent(key) {
      // Only what was valid a moment ago is kept, so that made-up tokens can't fill the memory.
      const used = await limiters.calls.get(keyOf(key));
      if (used !== null && used.consumedPoints >= config.RATE_LIMIT_CALLS) throw tooMany(used);
    },
    takeFromKey: async (key) => await consume('calls', keyOf(key)),
    async takeFromPerson(person, visitor) {
      await consume('sign-ins', `person:${person}`);
      await limiters['sign-ins'].reward(addressKey(visitor));
    },
  };
}

const keyOf = (key: string): string => `key:${hashToken(key)}`;

const addressKey = ({ address }: Visitor): string => `address:${networkOf(address ?? '')}`;

function tooMany({ msBeforeNext }: RateLimiterRes): Problem {
  return new Problem('too_many_requests', { retryAfter: Math.max(1, Math.ceil(msBeforeNext / 1000)) });
}
