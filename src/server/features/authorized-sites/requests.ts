import { decodeJwt } from 'jose';
import * as organizations from '../../core/organizations/service.ts';
import { type Actor, sessionOf } from '../../platform/actor.ts';
import type { Authorized } from '../../platform/authorize.ts';
import { SECOND } from '../../platform/clock.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services } from '../../platform/services.ts';
import { allowSite, findGrant } from './allow-site.ts';
import { readOAuthKeys, subjectAt } from './keys.ts';
import type { SiteRow } from './model.ts';
import { type OAuthRequest, providerOf } from './oauth-server.ts';
import { isFreshEnough, type SignInRequirements, scopesOf } from './rules.ts';
import type { SiteRequest, SiteScope } from './schemas.ts';
import { requireStanding } from './site-standing.ts';
import { findSite } from './sites.ts';

/**
 * Names a site's request.
 * @param browserUid the request that the browser's cookie names: only the browser that was sent here can answer it.
 */
export interface SiteRequestRef {
  uid: string;
  browserUid: string | null;
}

/** @throws Problem `site_request_expired`, and what `requireStanding` refuses the signed-in person. */
export async function showSiteRequest(
  services: Services,
  actor: Actor | null,
  ref: SiteRequestRef,
): Promise<SiteRequest> {
  const { interaction, site, asked, signIn, hint } = await findSiteRequest(services, ref);
  const meansAnother = actor !== null && (await isAnother(services, actor, site, hint));
  const organization = await organizations.find(services, site.organizationId);
  return {
    site: { name: site.name, host: site.host },
    organizationName: organization?.name ?? '',
    wantsAccount: interaction.prompt.name === 'create' && site.audience === 'everybody',
    meansAnother,
    consent: actor && !meansAnother ? await describeConsent(services, actor, site, { asked, signIn }) : null,
    mustSignInAgain: actor !== null && !isFreshEnough(signIn, sessionOf(actor).authenticatedAt, services.clock.now()),
  };
}

async function describeConsent(
  services: Services,
  { account }: Actor,
  site: SiteRow,
  { asked, signIn }: Pick<FoundRequest, 'asked' | 'signIn'>,
) {
  const standing = await requireStanding(services, account.id, site);
  const scopes = scopesOf(standing, asked);
  const grant = await findGrant(services, account.id, site);
  // OpenID Connect Core, section 3.1.2.1: with these the person is asked, whatever they have answered before.
  const mustAsk = signIn.prompts.some((prompt) => prompt === 'consent' || prompt === 'select_account');
  const isAllowed = grant !== null && !mustAsk && scopes.every((scope) => grant.scopes.includes(scope));
  return { standing, scopes, isAllowed };
}

/**
 * Lets the site in, with as much of what it asks as the person can give. The browser goes on at `redirectTo`.
 * @throws Problem `site_means_another`, `site_sign_in_required`, and what `showSiteRequest` throws.
 */
export async function allowSiteRequest(
  services: Services,
  { actor }: Authorized<'site.authorize', Actor>,
  ref: SiteRequestRef,
): Promise<{ redirectTo: string }> {
  const { interaction, site, asked, signIn, hint } = await findSiteRequest(services, ref);
  if (await isAnother(services, actor, site, hint)) throw new Problem('site_means_another');
  const { authenticatedAt } = sessionOf(actor);
  if (!isFreshEnough(signIn, authenticatedAt, services.clock.now())) throw new Problem('site_sign_in_required');
  interaction.result = {
    // `auth_time` is when the person was authenticated (OpenID Connect Core, section 2); 1970 when that is unknown.
    login: { accountId: actor.account.id, remember: false, ts: Math.floor((authenticatedAt?.getTime() ?? 0) / SECOND) },
    consent: { grantId: await allowSite(services, actor, site, asked) },
    // `prompt=create`: the account exists. `prompt=select_account`: the person goes on as who they are.
    create: {},
    select_account: {},
  };
  await interaction.persist();
  return { redirectTo: interaction.returnTo };
}

/**
 * Leaves without an answer, signed in or not: the site is told `access_denied`, or `login_required` when the person that
 * it expects is not signed in. @throws Problem `site_request_expired`.
 */
export async function cancelSiteRequest(
  services: Services,
  actor: Actor | null,
  ref: SiteRequestRef,
): Promise<{ redirectTo: string }> {
  const { interaction, site, hint } = await findSiteRequest(services, ref);
  const isMissing = hint !== null && (actor === null || (await isAnother(services, actor, site, hint)));
  interaction.result = isMissing
    ? { error: 'login_required', error_description: 'another account is signed in' }
    : { error: 'access_denied', error_description: 'the person said no' };
  await interaction.persist();
  return { redirectTo: interaction.returnTo };
}

interface FoundRequest {
  interaction: OAuthRequest;
  site: SiteRow;
  asked: SiteScope[];
  signIn: SignInRequirements;
  /** `id_token_hint`, verified by the OAuth server: whom the site expects; null when it does not say. */
  hint: string | null;
}

/** @throws Problem `site_request_expired`. */
export async function findSiteRequest(services: Services, { uid, browserUid }: SiteRequestRef): Promise<FoundRequest> {
  const provider = await providerOf(services);
  const interaction = uid === browserUid ? await provider.Interaction.find(uid) : undefined;
  const site = interaction && (await findSite(services, String(interaction.params.client_id)));
  if (!interaction || !site) throw new Problem('site_request_expired');
  const { scope: requested, prompt, max_age: maxAge, id_token_hint: hint } = interaction.params;
  return {
    interaction,
    site,
    asked: site.scopes.filter((scope) => wordsOf(requested).includes(scope)),
    signIn: {
      prompts: wordsOf(prompt),
      maxAge: maxAge === undefined ? null : Number(maxAge),
      askedAt: interaction.iat ?? 0,
    },
    hint: typeof hint === 'string' ? hint : null,
  };
}

function wordsOf(parameter: unknown): string[] {
  return String(parameter ?? '').split(' ');
}

/** Whether the site expects another person than the actor (`id_token_hint`, OpenID Connect Core, section 3.1.2.1). */
async function isAnother(services: Services, { account }: Actor, { host }: SiteRow, hint: string | null) {
  if (hint === null) return false;
  return decodeJwt(hint).sub !== subjectAt(host, account.id, await readOAuthKeys(services));
}
