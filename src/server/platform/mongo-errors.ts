import { mongo } from 'mongoose';

/**
 * The fields of the unique index that a write ran into (E11000), or null for any other error.
 * A lost race for a "one of" rule arrives here.
 */
export function duplicateKey(error: unknown): string[] | null {
  if (!(error instanceof mongo.MongoServerError) || error.code !== 11_000) return null;
  const pattern: unknown = error.keyPattern;
  return typeof pattern === 'object' && pattern !== null ? Object.keys(pattern) : [];
}
