import { type Actor, sessionOf } from '../../platform/actor.ts';
import { SECOND } from '../../platform/clock.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services } from '../../platform/services.ts';
import { siteGrantModel } from './model.ts';
import { requireStanding } from './site-standing.ts';
import { findSite } from './sites.ts';

/** Who may come to a site without a question, and by which grant. */
export interface SilentSignIn {
  accountId: string;
  clientId: string;
  grantId: string;
  /** When the person was last asked for a proof, in seconds; 0 when that is unknown. */
  authenticatedAt: number;
}

/**
 * For `prompt=none`: the signed-in person, when they have let the site in before and still may. What the site asks beyond
 * that (`max_age`, `id_token_hint`, more scopes) the OAuth server checks itself.
 * @returns null when there would have to be a question.
 */
export async function findSilentSignIn(
  services: Services,
  actor: Actor,
  { client_id: clientId }: Record<string, unknown>,
): Promise<SilentSignIn | null> {
  const site = typeof clientId === 'string' ? await findSite(services, clientId) : null;
  if (!site) return null;
  const accountId = actor.account.id;
  const grant = await siteGrantModel(services.db).findOne({ accountId, siteId: site._id }).lean();
  if (!grant) return null;
  try {
    await requireStanding(services, accountId, site);
  } catch (refusal) {
    if (refusal instanceof Problem) return null;
    throw refusal;
  }
  const authenticatedAt = Math.floor((sessionOf(actor).authenticatedAt?.getTime() ?? 0) / SECOND);
  return { accountId, clientId: site.clientId, grantId: grant.grantId, authenticatedAt };
}
