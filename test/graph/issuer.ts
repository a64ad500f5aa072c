import { generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type JWTPayload, SignJWT } from 'jose';

interface Key {
  kid: string;
  privateKey: KeyObject;
  publicKey: KeyObject;
  issuer?: string;
}

/** Signs and publishes keys as Entra does, and counts who reads them: for tokens that no honest issuer makes. */
export class Issuer {
  readonly tenantId = randomUUID();
  readonly clientId = randomUUID();
  readonly objectId = randomUUID();
  readonly reads = { metadata: 0, keys: 0 };
  keys: Key[] = [newKey()];
  /** Set to answer all with this status. */
  outage = 0;
  readonly #server = createServer((request, response) => this.#answer(request, response));

  static async start(): Promise<Issuer> {
    const issuer = new Issuer();
    issuer.#server.listen(0, '127.0.0.1');
    await once(issuer.#server, 'listening');
    return issuer;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get key(): Key {
    const key = this.keys.at(-1);
    if (!key) throw new Error('no key');
    return key;
  }

  /** From now on a new key signs, and only it is published. */
  rotate(issuer?: string): Key {
    this.keys = [{ ...newKey(), ...(issuer && { issuer }) }];
    return this.key;
  }

  claims(changes: Record<string, unknown> = {}): JWTPayload {
    const now = Math.floor(Date.now() / 1000);
    return {
      aud: this.clientId,
      iss: `https://login.microsoftonline.com/${this.tenantId}/v2.0`,
      iat: now,
      nbf: now,
      exp: now + 3600,
      tid: this.tenantId,
      oid: this.objectId,
      name: 'Ada Example',
      scp: 'access_as_user',
      ver: '2.0',
      ...changes,
    };
  }

  async sign(
    changes: Record<string, unknown> = {},
    header: { alg?: string; kid?: string } = {},
    key: Key = this.key,
  ): Promise<string> {
    const { alg = 'RS256', kid = key.kid } = header;
    return await new SignJWT(this.claims(changes)).setProtectedHeader({ alg, kid, typ: 'JWT' }).sign(key.privateKey);
  }

  async stop(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    response.setHeader('content-type', 'application/json');
    response.statusCode = this.outage || 200;
    if (this.outage) response.end('{}');
    else if (request.url === '/login.microsoftonline.com/organizations/v2.0/.well-known/openid-configuration') {
      this.reads.metadata++;
      response.end(JSON.stringify(metadata));
    } else {
      this.reads.keys++;
      const keys = this.keys.map(({ kid, publicKey, issuer }) => ({
        ...publicKey.export({ format: 'jwk' }),
        kid,
        use: 'sig',
        issuer: issuer ?? metadata.issuer,
      }));
      response.end(JSON.stringify({ keys }));
    }
  }
}

const metadata = {
  issuer: 'https://login.microsoftonline.com/{tenantid}/v2.0',
  jwks_uri: 'https://login.microsoftonline.com/organizations/discovery/v2.0/keys',
};

export function newKey(): Key {
  return { kid: randomUUID(), ...generateKeyPairSync('rsa', { modulusLength: 2048 }) };
}
