import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Secrets } from '../../platform/secrets.ts';
import type { Services } from '../../platform/services.ts';
import { auditKeyModel } from './model.ts';

/**
 * AUD-3: what proves that Foyer wrote something, and not whoever owns the database: an HMAC by a key that follows from
 * `SECRETS_KEY`, with that key's number.
 */
export interface Proof {
  key: string;
  mac: string;
}

/** What is proved: the kind keeps what is said in one place from being said in another. */
type Kind = 'written' | 'sealed' | 'head' | 'anchored';

const PURPOSE = 'foyer audit chain';

/** With the key of now. */
export function prove(secrets: Secrets, kind: Kind, values: readonly unknown[]): Proof {
  const [key = ''] = secrets.keyIds;
  return { key, mac: macOf(secrets.derive(PURPOSE), kind, values).toString('hex') };
}

/** Checks proofs, also those by keys that are no longer in `SECRETS_KEY`; one by no known key does not hold. */
export type Prover = (proof: Proof, kind: Kind, values: readonly unknown[]) => Promise<boolean>;

export function createProver({ db, secrets }: Pick<Services, 'db' | 'secrets'>): Prover {
  const keys = new Map(secrets.keyIds.map((id) => [id, secrets.derive(PURPOSE, id)]));
  const keyOf = async (id: string) => {
    const [row] = keys.has(id) ? [] : await auditKeyModel(db).find({ _id: id }).lean();
    if (row) keys.set(id, Buffer.from(secrets.open(row.sealed, contextOf(id)), 'base64'));
    return keys.get(id);
  };
  return async ({ key: id, mac }, kind, values) => {
    const key = await keyOf(id);
    if (!key) return false;
    const [is, should] = [Buffer.from(mac, 'hex'), macOf(key, kind, values)];
    return is.length === should.length && timingSafeEqual(is, should);
  };
}

/** Keeps the chain's keys of former secrets, sealed with the one of now: what they proved can be checked for good. */
export async function keepFormerKeys({ db, secrets }: Pick<Services, 'db' | 'secrets'>): Promise<void> {
  for (const _id of secrets.keyIds.slice(1)) {
    const sealed = secrets.seal(secrets.derive(PURPOSE, _id).toString('base64'), contextOf(_id));
    await auditKeyModel(db).updateOne({ _id }, { $set: { sealed } }, { upsert: true });
  }
}

export function contextOf(keyId: string): string {
  return `audit-key:${keyId}`;
}

function macOf(key: Buffer, kind: Kind, values: readonly unknown[]): Buffer {
  return createHmac('sha256', key)
    .update(JSON.stringify([kind, ...values]))
    .digest();
}
