import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { resolveHost } from '../../mail-servers/addresses.ts';
import { after, DAY, SECOND } from '../../platform/clock.ts';
import type { Services } from '../../platform/services.ts';
import { type Proof, prove } from './keys.ts';
import { auditHeadModel } from './model.ts';

/** Ends that are sent together. */
const BATCH = 1000;

/** Of silence, before whoever keeps the ends counts as not there. */
const TIMEOUT = 30 * SECOND;

/** Where an organization's chain ended when it was anchored. */
export interface AnchoredEnd {
  organizationId: string;
  sequence: number;
  hash: string;
  unkeyed: number;
}

/** What is sent to `AUDIT_ANCHOR_URL`, as JSON. */
export interface Anchor {
  publicUrl: string;
  at: string;
  ends: AnchoredEnd[];
  /** By the key of the chain, over `at` and `ends`. */
  proof: Proof;
}

/**
 * AUD-3: sends where each chain ends to a place that the database's owner can't reach, once a day. What is not taken is
 * sent again by the next run of the job.
 * @throws Error when it is not taken.
 */
export async function anchorEnds(services: Services): Promise<void> {
  const { config, db, clock, secrets, publicUrl } = services;
  if (!config.AUDIT_ANCHOR_URL) return;
  for (;;) {
    const now = clock.now();
    const due = { $or: [{ anchoredAt: null }, { anchoredAt: { $lte: after(now, -DAY) } }] };
    const heads = await auditHeadModel(db).find(due).sort({ anchoredAt: 1 }).limit(BATCH).lean();
    if (heads.length === 0) return;
    const ends = heads.map(({ _id, sequence, hash, unkeyed, proof }) => {
      return { organizationId: _id, sequence, hash, unkeyed: proof ? unkeyed : sequence };
    });
    const at = now.toISOString();
    const anchor: Anchor = { publicUrl, at, ends, proof: prove(secrets, 'anchored', valuesOfAnchor({ at, ends })) };
    await post(services, new URL(config.AUDIT_ANCHOR_URL), JSON.stringify(anchor));
    await auditHeadModel(db).updateMany({ _id: { $in: heads.map(({ _id }) => _id) } }, { $set: { anchoredAt: now } });
  }
}

export function valuesOfAnchor({ at, ends }: Pick<Anchor, 'at' | 'ends'>): readonly unknown[] {
  const lines = ends.map(({ organizationId, sequence, hash, unkeyed }) => [organizationId, sequence, hash, unkeyed]);
  return [at, lines];
}

/** To addresses that mail servers may have, too: none inside the operator's networks unless allowed. Follows no redirect. */
async function post({ mailServerRules: { guard } }: Services, url: URL, body: string): Promise<void> {
  const found = await resolveHost(url.hostname.replace(/^\[|\]$/g, ''), guard);
  const isSecure = url.protocol === 'https:';
  const addresses = isSecure ? found : found.filter((address) => guard.isTrusted(address));
  if (addresses.length === 0) throw new Error('AUDIT_ANCHOR_URL must be https outside of MAIL_ALLOWED_NETWORKS.');
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const request = (isSecure ? requestHttps : requestHttp)(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) },
      signal: AbortSignal.timeout(TIMEOUT),
      // These addresses were checked; looked up again, the name could lead elsewhere.
      lookup: (_host, { all }, done) => {
        const [first] = addresses;
        if (all) done(null, addresses);
        else done(null, first?.address ?? '', first?.family);
      },
    });
    request.once('error', reject);
    request.once('response', (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    request.end(body);
  });
  if (status === undefined || status < 200 || status > 299) throw new Error(`AUDIT_ANCHOR_URL answered ${status}.`);
}
