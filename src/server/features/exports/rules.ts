import { DAY } from '../../platform/clock.ts';

/** A finished file is kept so long. */
export const KEPT_FOR = 2 * DAY;

/** What opens something, or proves that one could. */
const SECRET = /hash|secret|salt|token|password|credential|cipher|sealed|jwk|verifier|nonce/i;

/** Named like a secret and none: by these anybody can check that the audit trail is whole. */
const PROOFS: Readonly<Record<string, readonly string[]>> = { 'audit-entries': ['hash', 'previousHash'] };

/** Kept for Foyer's own work and no data of anybody's, or nothing but secrets. */
const NOT_EXPORTED = new Set([
  'directory-syncs',
  'export-parts',
  'exports',
  'mail-sources.files',
  'oauth-artifacts',
  'oauth-keys',
  'password-attempts',
  'password-resets',
  'passwords',
  'session-handovers',
]);

export function isExported(collection: string): boolean {
  return !NOT_EXPORTED.has(collection);
}

/** A document without its secrets and hashes, however deep they are: by their names, so that new ones stay in too. */
export function withoutSecrets(collection: string, document: object): object {
  const proofs = PROOFS[collection] ?? [];
  const strip = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(strip);
    if (value === null || typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype) return value;
    return Object.fromEntries(
      Object.entries(value)
        .filter(([name]) => proofs.includes(name) || !SECRET.test(name))
        .map(([name, inner]) => [name, strip(inner)]),
    );
  };
  return strip(document) as object;
}
