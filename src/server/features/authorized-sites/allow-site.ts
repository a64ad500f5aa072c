import * as audit from '../../core/audit/service.ts';
import { holdActive } from '../../core/members/owners.ts';
import * as members from '../../core/members/service.ts';
import type { Actor } from '../../platform/actor.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services, Tx } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import { artifactsOf } from './artifacts.ts';
import { type GrantRow, type SiteRow, siteGrantModel } from './model.ts';
import { providerOf } from './oauth-server.ts';
import { scopesOf } from './rules.ts';
import { SITE_SCOPES, type SiteScope } from './schemas.ts';
import { requireStanding } from './site-standing.ts';
import { holdSite } from './sites.ts';

/**
 * Writes the grant with those of the requested scopes that the person can grant, or widens the existing one. The OAuth
 * server's copy is written in the same transaction, and site and member are held: a concurrent removal, deactivation or
 * second answer can't leave a grant behind that nobody could revoke.
 * @returns the grant as the OAuth server knows it.
 * @throws Problem `site_request_expired` when the site is gone, and what `requireStanding` refuses.
 */
export async function allowSite(
  services: Services,
  actor: Actor,
  site: SiteRow,
  asked: readonly SiteScope[],
): Promise<string> {
  const organizationId = site.organizationId;
  const { Grant } = await providerOf(services);
  return await withTransaction(services, async (tx) => {
    if (!(await holdSite(tx, site._id))) throw new Problem('site_request_expired');
    const standing = await requireStanding(tx, actor.account.id, site);
    if (standing === 'member') await holdMember(tx, organizationId, actor.account.id);
    const scopes = scopesOf(standing, asked);
    const before = await findGrant(tx, actor.account.id, site);
    const artifacts = artifactsOf(tx, 'Grant');
    const known = before && (await artifacts.find(before.grantId));
    const grant = new Grant(known || { accountId: actor.account.id, clientId: site.clientId });
    grant.addOIDCScope(['openid', ...scopes].join(' '));
    grant.addOIDCClaims(['sub']);
    // A scope that was refused before may be grantable now.
    delete grant.rejected;
    const refused = asked.filter((scope) => !scopes.includes(scope));
    if (refused.length > 0) grant.rejectOIDCScope(refused);
    // The server's own adapter does not take part in the transaction.
    Object.defineProperty(grant, 'adapter', { value: artifacts });
    const grantId = await grant.save();
    const all = SITE_SCOPES.filter((scope) => scopes.includes(scope) || (known && before.scopes.includes(scope)));
    await siteGrantModel(tx.db).updateOne(
      { accountId: actor.account.id, siteId: site._id },
      {
        $set: { organizationId, grantId, scopes: all, lastUsedAt: tx.clock.now() },
        $setOnInsert: { grantedAt: tx.clock.now() },
      },
      { session: tx.transaction, upsert: true },
    );
    if (known && all.length === before.scopes.length) return grantId;
    await audit.record(tx, {
      // The organization's trail does not name a visitor, who is not one of its people.
      actor: standing === 'member' ? actor : null,
      organizationId,
      action: 'site.authorize',
      target: { kind: 'site', id: site._id, label: site.name },
      details: { scopes: all, standing },
    });
    return grantId;
  });
}

/** @throws Problem `member_inactive`. */
async function holdMember(tx: Tx, organizationId: string, accountId: string): Promise<void> {
  const member = await members.find(tx, organizationId, accountId);
  if (!member || !(await holdActive(tx, organizationId, [member.id])).has(member.id)) {
    throw new Problem('member_inactive');
  }
}

export async function findGrant(
  { db, transaction }: Services,
  accountId: string,
  { _id: siteId }: SiteRow,
): Promise<GrantRow | null> {
  return await siteGrantModel(db).findOne({ accountId, siteId }).session(transaction).lean();
}
