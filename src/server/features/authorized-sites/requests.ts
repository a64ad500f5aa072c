import type { MemberActor } from '../../platform/actor.ts';
import type { Authorized } from '../../platform/authorize.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import * as audit from '../audit/service.ts';
import { type SiteRow, siteGrantModel } from './model.ts';
import { providerOf } from './provider.ts';
import { SITE_SCOPES, type SiteRequest, type SiteScope } from './schemas.ts';
import { findSite } from './sites.ts';

/** What the site asks that has sent the person here. @throws Problem `link_expired`, `not_found`. */
export async function showSiteRequest(
  services: Services,
  { actor }: Authorized<'site.authorize'>,
  uid: string,
): Promise<SiteRequest> {
  const { site, scopes } = await findRequest(services, actor, uid);
  const grant = await grantOf(services, actor, site);
  return {
    site: { name: site.name, host: site.host },
    organizationName: actor.organization.name,
    scopes,
    isAllowed: scopes.every((scope) => grant?.scopes.includes(scope)) && grant !== null,
  };
}

/**
 * Lets the site in, or not. The browser goes on at `redirectTo`, which only the browser can use that was sent here.
 * @throws Problem `link_expired`, `not_found`.
 */
export async function answerSiteRequest(
  services: Services,
  { actor }: Authorized<'site.authorize'>,
  uid: string,
  allow: boolean,
): Promise<{ redirectTo: string }> {
  const { interaction, site, scopes } = await findRequest(services, actor, uid);
  interaction.result = allow
    ? {
        login: { accountId: actor.account.id, remember: false },
        consent: { grantId: await allowSite(services, actor, site, scopes) },
      }
    : { error: 'access_denied', error_description: 'the person said no' };
  await interaction.persist();
  return { redirectTo: interaction.returnTo };
}

async function findRequest(services: Services, actor: MemberActor, uid: string) {
  const provider = await providerOf(services);
  const interaction = await provider.Interaction.find(uid);
  if (!interaction) throw new Problem('link_expired');
  const site = await findSite(services, String(interaction.params.client_id));
  // A site of another organization has nothing to ask of this one's people.
  if (!site || site.organizationId.toHexString() !== actor.organization.id) throw new Problem('not_found');
  const asked = String(interaction.params.scope ?? '').split(' ');
  return { interaction, site, scopes: site.scopes.filter((scope) => asked.includes(scope)) };
}

/** Writes the grant, or widens the one there is. */
async function allowSite(
  services: Services,
  actor: MemberActor,
  site: SiteRow,
  scopes: readonly SiteScope[],
): Promise<string> {
  const provider = await providerOf(services);
  const before = await grantOf(services, actor, site);
  const known = before && (await provider.Grant.find(before.grantId));
  const grant = known ?? new provider.Grant({ accountId: actor.account.id, clientId: site.clientId });
  grant.addOIDCScope(['openid', ...scopes].join(' '));
  grant.addOIDCClaims(['sub']);
  const grantId = await grant.save();
  const all = SITE_SCOPES.filter((scope) => scopes.includes(scope) || (known && before.scopes.includes(scope)));
  const organizationId = actor.organization.id;
  await withTransaction(services, async (tx) => {
    await siteGrantModel(tx.db).updateOne(
      { accountId: actor.account.id, siteId: site._id },
      {
        $set: { organizationId, grantId, scopes: all, lastUsedAt: tx.clock.now() },
        $setOnInsert: { grantedAt: tx.clock.now() },
      },
      { session: tx.session, upsert: true },
    );
    if (known && all.length === before.scopes.length) return;
    await audit.record(tx, {
      actor,
      organizationId,
      action: 'site.authorize',
      target: { kind: 'site', id: site._id.toHexString(), label: site.name },
      details: { scopes: all },
    });
  });
  return grantId;
}

async function grantOf({ db }: Services, actor: MemberActor, site: SiteRow) {
  return await siteGrantModel(db).findOne({ accountId: actor.account.id, siteId: site._id }).lean();
}
