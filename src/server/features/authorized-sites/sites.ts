import type { AdapterPayload } from 'oidc-provider';
import * as audit from '../../core/audit/service.ts';
import type { Authorized } from '../../platform/authorize.ts';
import { listPage, type Page } from '../../platform/cursor.ts';
import { rowOf } from '../../platform/ids.ts';
import { duplicateKey } from '../../platform/mongo-errors.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services, Tx } from '../../platform/services.ts';
import { hashToken, randomToken } from '../../platform/tokens.ts';
import { withTransaction } from '../../platform/transaction.ts';
import { endGrants } from './grants.ts';
import { type SiteRow, siteGrantModel, siteModel } from './model.ts';
import type { RegisteredSite, RegisterSiteBody, RotatedSecret, Site } from './schemas.ts';

/** An organization has a handful of sites; more come from a faulty script. */
const MOST_SITES = 200;

/** Where the OAuth server is. */
export function issuerOf({ publicUrl }: Services): string {
  return `${publicUrl}/oauth`;
}

/** Registers a partner's site; its secret is only in the answer. @throws Problem `name_taken`, `site_limit`. */
export async function registerSite(
  services: Services,
  { actor }: Authorized<'site.manage'>,
  { name, redirectUris, scopes, audience, idTokenAlgorithm }: RegisterSiteBody,
): Promise<RegisteredSite> {
  const [clientId, clientSecret] = [randomToken(), randomToken()];
  const organizationId = actor.organization.id;
  const row = await withTransaction(services, async (tx) => {
    if ((await siteModel(tx.db).countDocuments({ organizationId }).session(tx.transaction)) >= MOST_SITES)
      throw new Problem('site_limit');
    const [made] = await siteModel(tx.db).create(
      [
        {
          organizationId,
          name,
          clientId,
          secretHash: hashToken(clientSecret),
          host: new URL(redirectUris[0] ?? '').host,
          redirectUris: [...new Set(redirectUris)],
          scopes: [...new Set(scopes)],
          audience,
          idTokenAlgorithm,
          createdAt: tx.clock.now(),
        },
      ],
      { session: tx.transaction },
    );
    if (!made) throw new TypeError('A site was written and none came back.');
    const site = rowOf(made);
    await audit.record(tx, {
      actor,
      organizationId,
      action: 'site.register',
      target: targetOf(site),
      details: { scopes, audience },
    });
    return site;
  }).catch((error: unknown) => {
    throw duplicateKey(error)?.includes('name') ? new Problem('name_taken') : error;
  });
  return { ...presentSite(row, 0), clientSecret, issuer: issuerOf(services) };
}

/** The organization's sites, by name. */
export async function listSites(
  services: Services,
  { actor }: Authorized<'site.manage'>,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<Page<Site>> {
  const { items: rows, ...page } = await listPage(
    siteModel(services.db),
    { filter: { organizationId: actor.organization.id }, order: [['name', 1]], limit, cursor },
    (row) => row,
  );
  const counts = await siteGrantModel(services.db).aggregate<{ _id: SiteRow['_id']; grants: number }>([
    { $match: { siteId: { $in: rows.map(({ _id }) => _id) } } },
    { $group: { _id: '$siteId', grants: { $sum: 1 } } },
  ]);
  const items = rows.map((row) => presentSite(row, counts.find(({ _id }) => _id === row._id)?.grants ?? 0));
  return { ...page, items };
}

/** Gives a site a new secret; its grants stay. @throws Problem `not_found`. */
export async function rotateSecret(
  services: Services,
  { actor }: Authorized<'site.manage'>,
  siteId: string,
): Promise<RotatedSecret> {
  const clientSecret = randomToken();
  const organizationId = actor.organization.id;
  const { clientId } = await withTransaction(services, async (tx) => {
    const row = await siteModel(tx.db)
      .findOneAndUpdate(
        { _id: siteId, organizationId },
        { secretHash: hashToken(clientSecret) },
        { session: tx.transaction },
      )
      .lean();
    if (!row) throw new Problem('not_found');
    await audit.record(tx, { actor, organizationId, action: 'site.rotate-secret', target: targetOf(row) });
    return row;
  });
  return { clientId, clientSecret };
}

/** Removes a site with all its grants. @throws Problem `not_found`. */
export async function removeSite(
  services: Services,
  { actor }: Authorized<'site.manage'>,
  siteId: string,
): Promise<void> {
  const organizationId = actor.organization.id;
  await withTransaction(services, async (tx) => {
    const row = await siteModel(tx.db)
      .findOneAndDelete({ _id: siteId, organizationId }, { session: tx.transaction })
      .lean();
    if (!row) throw new Problem('not_found');
    const grants = await endGrants(tx, { siteId });
    await audit.record(tx, {
      actor,
      organizationId,
      action: 'site.remove',
      target: targetOf(row),
      details: { grants },
    });
  });
}

/** Keeps the site from being removed until the transaction ends. @returns whether it exists. */
export async function holdSite(tx: Tx, siteId: SiteRow['_id']): Promise<boolean> {
  const held = await siteModel(tx.db).updateOne(
    { _id: siteId },
    { $inc: { revision: 1 } },
    { session: tx.transaction },
  );
  return held.matchedCount === 1;
}

/** The site that a `client_id` names; null when there is none. */
export async function findSite({ db, transaction }: Services, clientId: string): Promise<SiteRow | null> {
  return await siteModel(db).findOne({ clientId }).session(transaction).lean();
}

/** Null when the site was removed. */
export async function findSiteById({ db }: Services, siteId: SiteRow['_id']): Promise<SiteRow | null> {
  return await siteModel(db).findById(siteId).lean();
}

/** A site as the OAuth server's client (metadata of RFC 7591), with the hash of its secret. */
export async function clientOf(services: Services, clientId: string): Promise<AdapterPayload | undefined> {
  const site = await findSite(services, clientId);
  if (!site) return undefined;
  return {
    client_id: site.clientId,
    client_secret: site.secretHash,
    client_name: site.name,
    redirect_uris: site.redirectUris,
    response_types: ['code'],
    grant_types: ['authorization_code', 'refresh_token'],
    token_endpoint_auth_method: 'client_secret_basic',
    subject_type: 'pairwise',
    id_token_signed_response_alg: algorithmOf(site),
    scope: ['openid', ...site.scopes].join(' '),
  };
}

/** Sites that were registered before there was a choice had ES256. */
const algorithmOf = ({ idTokenAlgorithm = 'ES256' }: SiteRow) => idTokenAlgorithm;

function presentSite(row: SiteRow, grants: number): Site {
  const { _id, name, clientId, host, redirectUris, scopes, audience, createdAt } = row;
  const idTokenAlgorithm = algorithmOf(row);
  return {
    id: _id,
    name,
    clientId,
    host,
    redirectUris,
    scopes,
    audience,
    idTokenAlgorithm,
    createdAt: createdAt.toISOString(),
    grants,
  };
}

function targetOf({ _id, name }: SiteRow) {
  return { kind: 'site', id: _id, label: name };
}
