import { Problem } from '../../platform/problem.ts';

/** The version of the terms to accept when joining (INV-4): the date from which they apply. */
export const TERMS_VERSION = '2026-01-01';

/**
 * INV-4: only the current terms can be accepted.
 * @throws Problem `terms_outdated`.
 */
export function checkTerms(termsVersion: string): void {
  if (termsVersion !== TERMS_VERSION) throw new Problem('terms_outdated', { details: { termsVersion: TERMS_VERSION } });
}
