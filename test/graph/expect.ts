import assert from 'node:assert/strict';
import { MicrosoftError, type MicrosoftErrorCode } from '../../src/graph/errors.ts';

/** Waits for a refusal with that code and gives it back. */
export async function refused(code: MicrosoftErrorCode, promise: Promise<unknown>): Promise<MicrosoftError> {
  const outcome = await promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  assert.ok('error' in outcome, `expected ${code}, got ${JSON.stringify(outcome)}`);
  const { error } = outcome;
  if (!(error instanceof MicrosoftError)) throw error;
  assert.equal(error.code, code);
  return error;
}
