import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Config } from '../platform/config.ts';
import { Problem } from '../platform/problem.ts';
import type { Limit } from './route.ts';

export interface RateLimits {
  /**
   * Counts one call against a budget.
   * @param key of the budget: a session's or token's, or an address.
   * @throws Problem `too_many_requests` with the seconds to wait.
   */
  take(limit: Limit, key: string): Promise<void>;
}

/** Budgets for a minute, counted in this process. */
export function createRateLimits(config: Config): RateLimits {
  const limiters = {
    calls: new RateLimiterMemory({ points: config.RATE_LIMIT_CALLS, duration: 60 }),
    'sign-ins': new RateLimiterMemory({ points: config.RATE_LIMIT_SIGN_INS, duration: 60 }),
  } satisfies Record<Limit, RateLimiterMemory>;
  return {
    async take(limit, key) {
      try {
        await limiters[limit].consume(key);
      } catch (refusal) {
        if (!(refusal instanceof RateLimiterRes)) throw refusal;
        throw new Problem('too_many_requests', { retryAfter: Math.max(1, Math.ceil(refusal.msBeforeNext / 1000)) });
      }
    },
  };
}
