import { Problem } from '../../platform/problem.ts';

/** The version of the terms that joining asks to accept (INV-4): the date from which they hold. */
export const TERMS_VERSION = '2026-01-01';

/**
 * INV-4: the terms that were accepted are those that hold.
 * @throws Problem `terms_outdated`.
 */
export function checkTerms(termsVersion: string): void {
  if (termsVersion !== TERMS_VERSION) throw new Problem('terms_outdated', { details: { termsVersion: TERMS_VERSION } });
}
