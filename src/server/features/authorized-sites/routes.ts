import { type Route, route } from '../../http/route.ts';
import { readSiteRequestCookie } from '../../http/session-cookie.ts';
import { authorize } from '../../platform/authorize.ts';
import { listGrants, removeGrant } from './grants.ts';
import * as policy from './policy.ts';
import { allowSiteRequest, cancelSiteRequest, showSiteRequest } from './requests.ts';
import { authorizedSitesCalls } from './schemas.ts';
import { listSites, registerSite, removeSite, rotateSecret } from './sites.ts';

const refusals = ['site_request_expired', 'site_members_only', 'site_other_organization', 'member_inactive'] as const;

export const authorizedSiteRoutes: Route[] = [
  route(authorizedSitesCalls, 'GET /account/authorized-sites', {
    summary: 'The sites that one has let in',
    access: 'signed-in',
    problems: ['invalid_cursor'],
    handle: ({ services, actor, query }) => listGrants(services, authorize(actor, policy.manageOwnGrants), query),
  }),
  route(authorizedSitesCalls, 'DELETE /account/authorized-sites/{id}', {
    summary: 'Take a site’s rights back; its tokens are dead at once',
    access: 'signed-in',
    action: 'site.revoke',
    problems: ['not_found'],
    handle: ({ services, actor, params: { id } }) =>
      removeGrant(services, authorize(actor, policy.manageOwnGrants), id),
  }),
  route(authorizedSitesCalls, 'GET /site-requests/{uid}', {
    summary: 'What the site asks that has sent the person here',
    access: 'public',
    problems: refusals,
    handle: ({ services, actor, params: { uid }, request }) =>
      showSiteRequest(services, actor, { uid, browserUid: readSiteRequestCookie(request, services.publicUrl, uid) }),
  }),
  route(authorizedSitesCalls, 'POST /site-requests/{uid}/allow', {
    summary: 'Let the site in',
    access: 'signed-in',
    action: 'site.authorize',
    problems: [...refusals, 'site_means_another', 'site_sign_in_required'],
    handle: ({ services, actor, params: { uid }, request }) =>
      allowSiteRequest(services, authorize(actor, policy.letSiteIn), {
        uid,
        browserUid: readSiteRequestCookie(request, services.publicUrl, uid),
      }),
  }),
  route(authorizedSitesCalls, 'POST /site-requests/{uid}/cancel', {
    summary: 'Leave without an answer; the site is told that it was refused',
    access: 'public',
    problems: ['site_request_expired'],
    handle: ({ services, actor, params: { uid }, request }) =>
      cancelSiteRequest(services, actor, { uid, browserUid: readSiteRequestCookie(request, services.publicUrl, uid) }),
  }),
  route(authorizedSitesCalls, 'GET /sites', {
    summary: 'The partners’ sites of the organization',
    access: 'member',
    problems: ['permission_required', 'invalid_cursor'],
    handle: ({ services, actor, query }) => listSites(services, authorize(actor, policy.manageSites), query),
  }),
  route(authorizedSitesCalls, 'POST /sites', {
    summary: 'Register a partner’s site; its secret is shown this once',
    access: 'member',
    action: 'site.register',
    status: 201,
    problems: ['permission_required', 'name_taken', 'site_limit'],
    handle: ({ services, actor, body }) => registerSite(services, authorize(actor, policy.manageSites), body),
  }),
  route(authorizedSitesCalls, 'POST /sites/{id}/secret', {
    summary: 'Give a partner’s site another secret, shown this once; the one before is worth nothing from then on',
    access: 'member',
    action: 'site.rotate-secret',
    problems: ['permission_required', 'not_found'],
    handle: ({ services, actor, params: { id } }) => rotateSecret(services, authorize(actor, policy.manageSites), id),
  }),
  route(authorizedSitesCalls, 'DELETE /sites/{id}', {
    summary: 'Take a partner’s site away, with all that people have let it do',
    access: 'member',
    action: 'site.remove',
    problems: ['permission_required', 'not_found'],
    handle: ({ services, actor, params: { id } }) => removeSite(services, authorize(actor, policy.manageSites), id),
  }),
];
