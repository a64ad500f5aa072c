import { createHash, generateKeyPair as generate, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type CryptoKey, importJWK, type JWK } from 'jose';

const generateKeyPair = promisify(generate);

/** The tenant of personal Microsoft accounts, whose keys stand among those of `common`. */
const consumersTenant = '9188040d-6c67-4c5b-b112-36a304b66dad';

export interface SigningKey {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
  readonly privateJwk: JWK;
  readonly publicJwk: JWK;
}

/** `current` signs; `previous` still counts; `consumers` is for personal accounts; nobody knows `stranger`. */
export type KeyName = 'current' | 'previous' | 'consumers' | 'stranger';

/** The keys that sign tokens (RS256), changed by `rotate`. */
export class KeyRing {
  readonly #keys: Map<KeyName, SigningKey>;
  readonly #file: string | undefined;

  private constructor(keys: Map<KeyName, SigningKey>, file: string | undefined) {
    this.#keys = keys;
    this.#file = file;
  }

  /** New keys, or those kept in `dataDir`, so that sessions outlive a restart. */
  static async open(dataDir: string | undefined): Promise<KeyRing> {
    const file = dataDir === undefined ? undefined : join(dataDir, 'keys.json');
    const keys = new Map<KeyName, SigningKey>();
    if (file !== undefined && existsSync(file)) {
      const kept = JSON.parse(readFileSync(file, 'utf8')) as Partial<Record<KeyName, JWK>>;
      for (const [name, jwk] of Object.entries(kept)) keys.set(name as KeyName, await signingKey(jwk));
    }
    const ring = new KeyRing(keys, file);
    await Promise.all([ring.key('current'), ring.key('consumers')]);
    if (dataDir !== undefined) mkdirSync(dataDir, { recursive: true });
    ring.#save();
    return ring;
  }

  /** Keys that nothing has needed so far are made now. */
  async key(name: KeyName): Promise<SigningKey> {
    let key = this.#keys.get(name);
    if (key === undefined) {
      key = await newKey();
      this.#keys.set(name, key);
    }
    return key;
  }

  /** A published key by its `kid`. */
  find(kid: string | undefined): SigningKey | undefined {
    return this.#published().find((key) => key.kid === kid);
  }

  /** A new key signs from now on; the one before stays published until the next change. */
  async rotate(): Promise<void> {
    this.#keys.set('previous', await this.key('current'));
    this.#keys.set('current', await newKey());
    this.#save();
  }

  /** The JSON Web Key Set of a tenant, or of `common` and `organizations`. Each key names who it issues for. */
  publicKeys(tenant: string): { keys: JWK[] } {
    const shared = tenant === 'common' || tenant === 'organizations';
    const issuer = `https://login.microsoftonline.com/${shared ? '{tenantid}' : tenant}/v2.0`;
    const consumers = this.#keys.get('consumers');
    const keys = this.#published().map((key) => ({
      ...key.publicJwk,
      issuer: key === consumers ? `https://login.microsoftonline.com/${consumersTenant}/v2.0` : issuer,
    }));
    return { keys };
  }

  #published(): SigningKey[] {
    return [...this.#keys].flatMap(([name, key]) => (name === 'stranger' ? [] : [key]));
  }

  #save(): void {
    if (this.#file === undefined) return;
    const kept = Object.fromEntries([...this.#keys].map(([name, key]) => [name, key.privateJwk]));
    writeFileSync(this.#file, JSON.stringify(kept), { mode: 0o600 });
  }
}

async function newKey(): Promise<SigningKey> {
  const { privateKey } = await generateKeyPair('rsa', { modulusLength: 2048 });
  return signingKey({ ...(privateKey.export({ format: 'jwk' }) as JWK), kid: thumbprint() });
}

/** Looks like the thumbprint of a certificate. */
function thumbprint(): string {
  return createHash('sha1').update(randomUUID()).digest('base64url');
}

async function signingKey(privateJwk: JWK): Promise<SigningKey> {
  const { kty, n, e, kid = '' } = privateJwk;
  const publicJwk = { kty, use: 'sig', kid, x5t: kid, n, e, alg: 'RS256' } as JWK;
  const [privateKey, publicKey] = await Promise.all([importJWK(privateJwk, 'RS256'), importJWK(publicJwk, 'RS256')]);
  if (privateKey instanceof Uint8Array || publicKey instanceof Uint8Array) throw new TypeError('not an RSA key');
  return { kid, privateKey, publicKey, privateJwk, publicJwk };
}
