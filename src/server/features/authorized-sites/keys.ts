import { createHash, randomBytes } from 'node:crypto';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { DAY } from '../../platform/clock.ts';
import type { Services } from '../../platform/services.ts';
import { type OAuthKeyRow, oauthKeyModel } from './model.ts';
import { ID_TOKEN_ALGORITHMS } from './schemas.ts';

/** Id of the one document. */
const CURRENT = 'current';

/** How long a key signs. It is published as long before, and after, as ID tokens and caches of sites last at most. */
const KEY_LIFE = 90 * DAY;

/** One private key for each algorithm, made at the same time. */
type Generation = JWK[];

/** What the sealed text of the document holds: the keys that sign, those that will, and those that did. */
interface Generations {
  current: Generation;
  next: Generation;
  previous: Generation;
}

export interface OAuthKeys {
  /** Private. Of an algorithm the first one signs; all are published. */
  jwks: JWK[];
  pairwiseSalt: string;
  /** When the keys must be read again. */
  staleAt: Date;
}

/** The OAuth server's keys: made once for an installation, the same in all of its processes, changed every 90 days. */
export async function readOAuthKeys(services: Services): Promise<OAuthKeys> {
  const row = (await rotateKeys(services)) ?? (await oauthKeyModel(services.db).findById(CURRENT).lean());
  if (!row) throw new TypeError('The keys of the OAuth server were written and are not there.');
  const { current, next, previous } = await generationsOf(services, row);
  return {
    jwks: [...current, ...next, ...previous],
    pairwiseSalt: row.pairwiseSalt,
    staleAt: new Date(row.createdAt.getTime() + KEY_LIFE),
  };
}

/** Makes the first keys, or lets the next ones sign when their time has come. @returns null when there was nothing to do. */
async function rotateKeys(services: Services): Promise<OAuthKeyRow | null> {
  const { db, secrets, clock } = services;
  const seal = (generations: Generations) => secrets.seal(JSON.stringify(generations), CURRENT);
  const known = await oauthKeyModel(db).findById(CURRENT).lean();
  if (!known) {
    const jwk = seal({ current: await newGeneration(), next: await newGeneration(), previous: [] });
    const pairwiseSalt = randomBytes(32).toString('base64url');
    return await oauthKeyModel(db)
      .findOneAndUpdate(
        { _id: CURRENT },
        { $setOnInsert: { jwk, pairwiseSalt, createdAt: clock.now() } },
        { upsert: true, returnDocument: 'after' },
      )
      .lean();
  }
  const isOneKey = 'kty' in JSON.parse(secrets.open(known.jwk, CURRENT));
  const isOver = clock.now().getTime() - known.createdAt.getTime() >= KEY_LIFE;
  if (!isOver && !isOneKey) return known;
  const { current, next, previous } = await generationsOf(services, known);
  const jwk = isOver
    ? seal({ current: next, next: await newGeneration(), previous: current })
    : seal({ current, next, previous });
  // Of two processes one rotates; the other reads what that one has written.
  return await oauthKeyModel(db)
    .findOneAndUpdate(
      { _id: CURRENT, jwk: known.jwk },
      { $set: { jwk, ...(isOver && { createdAt: clock.now() }) } },
      { returnDocument: 'after' },
    )
    .lean();
}

/** Earlier versions kept one key, for ES256. */
async function generationsOf({ secrets }: Services, { jwk }: OAuthKeyRow): Promise<Generations> {
  const kept = JSON.parse(secrets.open(jwk, CURRENT)) as Generations | JWK;
  if (!('kty' in kept)) return kept as Generations;
  const [rsa] = await newGeneration();
  return { current: [rsa ?? {}, kept], next: await newGeneration(), previous: [] };
}

async function newGeneration(): Promise<Generation> {
  return await Promise.all(
    ID_TOKEN_ALGORITHMS.map(async (alg) => {
      const { privateKey } = await generateKeyPair(alg, { extractable: true });
      return { ...(await exportJWK(privateKey)), alg, use: 'sig', kid: randomBytes(8).toString('hex') };
    }),
  );
}

/** A person's identifier at all sites of a host (OpenID Connect Core, section 8.1). */
export function subjectAt(host: string, accountId: string, { pairwiseSalt }: Pick<OAuthKeys, 'pairwiseSalt'>): string {
  return createHash('sha256').update(`${host}:${accountId}:${pairwiseSalt}`).digest('base64url');
}
