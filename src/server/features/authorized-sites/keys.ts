import { createHash, randomBytes } from 'node:crypto';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import type { Services } from '../../platform/services.ts';
import { oauthKeyModel } from './model.ts';

/** Id of the one document. */
const CURRENT = 'current';

export interface OAuthKeys {
  /** Private, ES256. */
  jwk: JWK;
  pairwiseSalt: string;
}

/** The OAuth server's keys: made once for an installation, the same in all of its processes. */
export async function readOAuthKeys({ db, secrets, clock }: Services): Promise<OAuthKeys> {
  const known = await oauthKeyModel(db).findById(CURRENT).lean();
  const fresh = known ? null : await newKey();
  const row =
    known ??
    (await oauthKeyModel(db)
      .findOneAndUpdate(
        { _id: CURRENT },
        {
          $setOnInsert: {
            jwk: secrets.seal(JSON.stringify(fresh), CURRENT),
            pairwiseSalt: randomBytes(32).toString('base64url'),
            createdAt: clock.now(),
          },
        },
        { upsert: true, returnDocument: 'after' },
      )
      .lean());
  return { jwk: JSON.parse(secrets.open(row.jwk, CURRENT)) as JWK, pairwiseSalt: row.pairwiseSalt };
}

/** A person's identifier at all sites of a host (OpenID Connect Core, section 8.1). */
export function subjectAt(host: string, accountId: string, { pairwiseSalt }: Pick<OAuthKeys, 'pairwiseSalt'>): string {
  return createHash('sha256').update(`${host}:${accountId}:${pairwiseSalt}`).digest('base64url');
}

async function newKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  return { ...(await exportJWK(privateKey)), alg: 'ES256', use: 'sig', kid: randomBytes(8).toString('hex') };
}
