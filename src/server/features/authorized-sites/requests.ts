import { type Actor, sessionOf } from '../../platform/actor.ts';
import type { Authorized } from '../../platform/authorize.ts';
import { SECOND } from '../../platform/clock.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import * as audit from '../audit/service.ts';
import * as organizations from '../organizations/service.ts';
import { type SiteRow, siteGrantModel } from './model.ts';
import { type OAuthRequest, providerOf } from './provider.ts';
import { type SignInWish, type SiteStanding, scopesOf, suitsWish } from './rules.ts';
import { SITE_SCOPES, type SiteRequest, type SiteScope } from './schemas.ts';
import { requireStanding } from './site-standing.ts';
import { findSite } from './sites.ts';

/**
 * What the site asks that has sent a browser here.
 * @param browserUid the request that the browser was sent here with, by its cookie: nobody answers for another browser.
 */
export interface SiteRequestRef {
  uid: string;
  browserUid: string | null;
}

/** @throws Problem `site_request_expired`, and what `requireStanding` refuses whoever is signed in. */
export async function showSiteRequest(
  services: Services,
  actor: Actor | null,
  ref: SiteRequestRef,
): Promise<SiteRequest> {
  const { interaction, site, asked, signIn } = await findSiteRequest(services, ref);
  const organization = await organizations.find(services, site.organizationId.toHexString());
  return {
    site: { name: site.name, host: site.host },
    organizationName: organization?.name ?? '',
    wantsAccount: interaction.prompt.name === 'create' && site.audience === 'everybody',
    consent: actor && (await describeConsent(services, actor, site, asked)),
    mustSignInAgain: actor !== null && !suitsWish(signIn, sessionOf(actor).authenticatedAt, services.clock.now()),
  };
}

async function describeConsent(services: Services, { account }: Actor, site: SiteRow, asked: readonly SiteScope[]) {
  const standing = await requireStanding(services, account.id, site);
  const scopes = scopesOf(standing, asked);
  const grant = await grantOf(services, account.id, site);
  const isAllowed = grant !== null && scopes.every((scope) => grant.scopes.includes(scope));
  return { standing, scopes, isAllowed };
}

/**
 * Lets the site in, with as much of what it asks as the person can give. The browser goes on at `redirectTo`.
 * @throws Problem `site_sign_in_required`, and what `showSiteRequest` throws.
 */
export async function allowSiteRequest(
  services: Services,
  { actor }: Authorized<'site.authorize', Actor>,
  ref: SiteRequestRef,
): Promise<{ redirectTo: string }> {
  const { interaction, site, asked, signIn } = await findSiteRequest(services, ref);
  const standing = await requireStanding(services, actor.account.id, site);
  const { authenticatedAt } = sessionOf(actor);
  if (!suitsWish(signIn, authenticatedAt, services.clock.now())) throw new Problem('site_sign_in_required');
  interaction.result = {
    // `auth_time` is when the person was asked (OpenID Connect Core, section 2). Long ago, when nobody knows.
    login: { accountId: actor.account.id, remember: false, ts: Math.floor((authenticatedAt?.getTime() ?? 0) / SECOND) },
    consent: { grantId: await allowSite(services, actor, site, { asked, standing }) },
    // With `prompt=create`: the account is there.
    create: {},
  };
  await interaction.persist();
  return { redirectTo: interaction.returnTo };
}

/** Leaves without an answer, signed in or not: the site is told that it was refused. @throws Problem `site_request_expired`. */
export async function cancelSiteRequest(services: Services, ref: SiteRequestRef): Promise<{ redirectTo: string }> {
  const { interaction } = await findSiteRequest(services, ref);
  interaction.result = { error: 'access_denied', error_description: 'the person said no' };
  await interaction.persist();
  return { redirectTo: interaction.returnTo };
}

/** @throws Problem `site_request_expired`. */
export async function findSiteRequest(
  services: Services,
  { uid, browserUid }: SiteRequestRef,
): Promise<{ interaction: OAuthRequest; site: SiteRow; asked: SiteScope[]; signIn: SignInWish }> {
  const provider = await providerOf(services);
  const interaction = uid === browserUid ? await provider.Interaction.find(uid) : undefined;
  const site = interaction && (await findSite(services, String(interaction.params.client_id)));
  if (!interaction || !site) throw new Problem('site_request_expired');
  const { scope: wished, prompt, max_age: maxAge } = interaction.params;
  return {
    interaction,
    site,
    asked: site.scopes.filter((scope) => wordsOf(wished).includes(scope)),
    signIn: {
      prompts: wordsOf(prompt),
      maxAge: maxAge === undefined ? null : Number(maxAge),
      askedAt: interaction.iat ?? 0,
    },
  };
}

function wordsOf(parameter: unknown): string[] {
  return String(parameter ?? '').split(' ');
}

/** Writes the grant, or widens the one there is. */
async function allowSite(
  services: Services,
  actor: Actor,
  site: SiteRow,
  { asked, standing }: { asked: readonly SiteScope[]; standing: SiteStanding },
): Promise<string> {
  const scopes = scopesOf(standing, asked);
  const provider = await providerOf(services);
  const before = await grantOf(services, actor.account.id, site);
  const known = before && (await provider.Grant.find(before.grantId));
  const grant = known ?? new provider.Grant({ accountId: actor.account.id, clientId: site.clientId });
  grant.addOIDCScope(['openid', ...scopes].join(' '));
  grant.addOIDCClaims(['sub']);
  // What somebody can't give now, they may be able to give next time.
  delete grant.rejected;
  const refused = asked.filter((scope) => !scopes.includes(scope));
  if (refused.length > 0) grant.rejectOIDCScope(refused);
  const grantId = await grant.save();
  const all = SITE_SCOPES.filter((scope) => scopes.includes(scope) || (known && before.scopes.includes(scope)));
  const organizationId = site.organizationId.toHexString();
  const isMember = standing === 'member';
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
      // Of a visitor, who is nobody of theirs, the organization's trail keeps no name.
      actor: isMember ? actor : null,
      organizationId,
      action: 'site.authorize',
      target: { kind: 'site', id: site._id.toHexString(), label: site.name },
      details: { scopes: all, standing },
    });
  });
  return grantId;
}

async function grantOf({ db }: Services, accountId: string, site: SiteRow) {
  return await siteGrantModel(db).findOne({ accountId, siteId: site._id }).lean();
}
