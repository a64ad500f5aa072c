import { isProblem } from '../../api.ts';

/** What the server found wrong with one field, in the reader's language; null when nothing was. */
export function fieldFailure(error: unknown, field: string): string | null {
  if (!isProblem(error, 'weak_password', 'validation_failed')) return null;
  return error.errors.find((failure) => failure.field === field)?.message ?? null;
}
