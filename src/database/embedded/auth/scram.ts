import { createHash, createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } from 'node:crypto';
import { CommandError } from '../errors.ts';
import type { Credentials } from './credentials.ts';

/** Server side of SCRAM-SHA-256 (RFC 5802, RFC 7677). */
export const mechanism = 'SCRAM-SHA-256';
const iterations = 15_000;

/** What is kept of the password: enough to check a proof, not enough to make one. */
export interface ScramSecret {
  user: string;
  salt: Buffer;
  storedKey: Buffer;
  serverKey: Buffer;
}

export function scramSecret({ user, password }: Credentials): ScramSecret {
  const salt = randomBytes(28);
  const salted = pbkdf2Sync(password, salt, iterations, 32, 'sha256');
  const storedKey = createHash('sha256').update(hmac(salted, 'Client Key')).digest();
  return { user, salt, storedKey, serverKey: hmac(salted, 'Server Key') };
}

/** One conversation: the client's first message was answered, its proof is awaited. */
export class ScramConversation {
  readonly #secret: ScramSecret;
  readonly #firstBare: string;
  readonly #nonce: string;
  readonly #knownUser: boolean;
  readonly serverFirst: string;

  /** @throws CommandError 18 for a message that is none of SCRAM */
  constructor(secret: ScramSecret, clientFirst: string) {
    const match = /^[ny],,(n=([^,]*),r=([\x21-\x2b\x2d-\x7e]+))$/.exec(clientFirst);
    if (!match) throw failed();
    const [, bare = '', user = '', clientNonce = ''] = match;
    this.#secret = secret;
    this.#firstBare = bare;
    this.#knownUser = user.replaceAll('=2C', ',').replaceAll('=3D', '=') === secret.user;
    this.#nonce = clientNonce + randomBytes(24).toString('base64');
    this.serverFirst = `r=${this.#nonce},s=${secret.salt.toString('base64')},i=${iterations}`;
  }

  /** Checks the client's proof and returns the server's. @throws CommandError 18 when it is wrong */
  finish(clientFinal: string): string {
    const match = /^(c=(?:biws|eSws),r=([^,]+)),p=([A-Za-z0-9+/=]+)$/.exec(clientFinal);
    if (!match || match[2] !== this.#nonce) throw failed();
    const signed = `${this.#firstBare},${this.serverFirst},${match[1]}`;
    const proof = Buffer.from(match[3] ?? '', 'base64');
    const signature = hmac(this.#secret.storedKey, signed);
    if (proof.length !== signature.length) throw failed();
    const clientKey = Buffer.from(signature.map((byte, at) => byte ^ (proof[at] ?? 0)));
    const right = timingSafeEqual(createHash('sha256').update(clientKey).digest(), this.#secret.storedKey);
    if (!right || !this.#knownUser) throw failed();
    return `v=${hmac(this.#secret.serverKey, signed).toString('base64')}`;
  }
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function failed(): CommandError {
  return new CommandError('AuthenticationFailed', 'Authentication failed.');
}
