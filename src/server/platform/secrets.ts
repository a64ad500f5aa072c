import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Bytes of a key: AES-256. */
const KEY_BYTES = 32;

const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Keeps secrets that have to be read again, such as a mailbox's password: encrypted at rest, AES-256-GCM. */
export interface Secrets {
  /**
   * @param context where it belongs, e.g. `mailbox:<id>`: it opens nowhere else.
   * @returns `KEYID.BASE64URL` of nonce, ciphertext and tag.
   */
  seal(text: string, context: string): string;
  /** @throws Error when the key is unknown, the text was changed or it belongs elsewhere. */
  open(sealed: string, context: string): string;
  /** Whether it was sealed with the key that seals now; if not, a rotation has it to do. */
  isCurrent(sealed: string): boolean;
  /** What the keys are called, the one that seals now first; it tells nothing of them. */
  readonly keyIds: readonly string[];
  /**
   * 32 bytes that follow from a key (HKDF, RFC 5869), the one that seals now unless another is named; another purpose
   * gives others.
   * @throws Error when there is no key of that name.
   */
  derive(purpose: string, keyId?: string): Buffer;
}

/** @param keys base64 of 32 bytes each: the first one seals, all of them open. */
export function createSecrets(keys: readonly string[]): Secrets {
  const byId = new Map(keys.map((key) => [idOf(bytesOf(key)), bytesOf(key)]));
  const [current] = byId;
  if (!current) throw new TypeError('a key is needed to keep secrets');
  const [currentId, currentKey] = current;
  return {
    seal(text, context) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', currentKey, iv).setAAD(Buffer.from(context));
      const sealed = Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return `${currentId}.${sealed.toString('base64url')}`;
    },
    open(sealed, context) {
      const [id = '', content = ''] = sealed.split('.');
      const key = byId.get(id);
      if (!key) throw new Error(`a secret was sealed with the key ${id}, which is not among SECRETS_KEY`);
      const bytes = Buffer.from(content, 'base64url');
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
        .setAAD(Buffer.from(context))
        .setAuthTag(bytes.subarray(-TAG_BYTES));
      return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]).toString('utf8');
    },
    isCurrent: (sealed) => sealed.startsWith(`${currentId}.`),
    keyIds: [...byId.keys()],
    derive(purpose, keyId = currentId) {
      const key = byId.get(keyId);
      if (!key) throw new Error(`the key ${keyId} is not among SECRETS_KEY`);
      return Buffer.from(hkdfSync('sha256', key, '', purpose, KEY_BYTES));
    },
  };
}

/** The key that a trial makes for itself on its first start, and finds again: `secrets-key` in its data folder. */
export function keptKey(dataDir: string): string {
  const file = keyFile(dataDir);
  mkdirSync(dataDir, { recursive: true });
  try {
    writeFileSync(file, randomBytes(KEY_BYTES).toString('base64'), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return readFileSync(file, 'utf8').trim();
}

/** Whether a trial has made its key already. */
export function hasKeptKey(dataDir: string): boolean {
  return existsSync(keyFile(dataDir));
}

function keyFile(dataDir: string): string {
  return join(dataDir, 'secrets-key');
}

/** Whether it is what `openssl rand -base64 32` prints. */
export function isKey(text: string): boolean {
  return /^[A-Za-z0-9+/]{43}=$/.test(text);
}

function bytesOf(key: string): Buffer {
  return Buffer.from(key, 'base64');
}

/** Names a key without telling anything of it. */
function idOf(key: Buffer): string {
  return createHash('sha256').update('foyer secrets key').update(key).digest('hex').slice(0, 8);
}
