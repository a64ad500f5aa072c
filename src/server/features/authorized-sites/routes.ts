import { z } from 'zod';
import { type Route, route } from '../../http/route.ts';
import { readSiteRequestCookie } from '../../http/session-cookie.ts';
import { authorize } from '../../platform/authorize.ts';
import { idSchema } from '../../platform/page-schemas.ts';
import { listGrants, removeGrant } from './grants.ts';
import * as policy from './policy.ts';
import { allowSiteRequest, cancelSiteRequest, showSiteRequest } from './requests.ts';
import {
  answeredSiteSchema,
  grantPageSchema,
  registeredSiteSchema,
  registerSiteBody,
  requestParams,
  rotatedSecretSchema,
  siteListQuery,
  sitePageSchema,
  siteRequestSchema,
} from './schemas.ts';
import { listSites, registerSite, removeSite, rotateSecret } from './sites.ts';

const params = z.strictObject({ id: idSchema });

const refusals = ['site_request_expired', 'site_members_only', 'site_other_organization', 'member_inactive'] as const;

export const authorizedSiteRoutes: Route[] = [
  route({
    method: 'get',
    path: '/account/authorized-sites',
    summary: 'The sites that one has let in',
    access: 'signed-in',
    query: siteListQuery,
    response: grantPageSchema,
    problems: ['invalid_cursor'],
    handle: ({ services, actor, query }) => listGrants(services, authorize(actor, policy.manageOwnGrants), query),
  }),
  route({
    method: 'delete',
    path: '/account/authorized-sites/{id}',
    summary: 'Take a site’s rights back; its tokens are dead at once',
    access: 'signed-in',
    action: 'site.revoke',
    params,
    problems: ['not_found'],
    handle: ({ services, actor, params: { id } }) =>
      removeGrant(services, authorize(actor, policy.manageOwnGrants), id),
  }),
  route({
    method: 'get',
    path: '/site-requests/{uid}',
    summary: 'What the site asks that has sent the person here',
    access: 'public',
    params: requestParams,
    response: siteRequestSchema,
    problems: refusals,
    handle: ({ services, actor, params: { uid }, request }) =>
      showSiteRequest(services, actor, { uid, browserUid: readSiteRequestCookie(request) }),
  }),
  route({
    method: 'post',
    path: '/site-requests/{uid}/allow',
    summary: 'Let the site in',
    access: 'signed-in',
    action: 'site.authorize',
    params: requestParams,
    response: answeredSiteSchema,
    problems: [...refusals, 'site_means_another', 'site_sign_in_required'],
    handle: ({ services, actor, params: { uid }, request }) =>
      allowSiteRequest(services, authorize(actor, policy.letSiteIn), {
        uid,
        browserUid: readSiteRequestCookie(request),
      }),
  }),
  route({
    method: 'post',
    path: '/site-requests/{uid}/cancel',
    summary: 'Leave without an answer; the site is told that it was refused',
    access: 'public',
    params: requestParams,
    response: answeredSiteSchema,
    problems: ['site_request_expired'],
    handle: ({ services, actor, params: { uid }, request }) =>
      cancelSiteRequest(services, actor, { uid, browserUid: readSiteRequestCookie(request) }),
  }),
  route({
    method: 'get',
    path: '/sites',
    summary: 'The partners’ sites of the organization',
    access: 'member',
    query: siteListQuery,
    response: sitePageSchema,
    problems: ['permission_required', 'invalid_cursor'],
    handle: ({ services, actor, query }) => listSites(services, authorize(actor, policy.manageSites), query),
  }),
  route({
    method: 'post',
    path: '/sites',
    summary: 'Register a partner’s site; its secret is shown this once',
    access: 'member',
    action: 'site.register',
    body: registerSiteBody,
    status: 201,
    response: registeredSiteSchema,
    problems: ['permission_required', 'name_taken', 'site_limit'],
    handle: ({ services, actor, body }) => registerSite(services, authorize(actor, policy.manageSites), body),
  }),
  route({
    method: 'post',
    path: '/sites/{id}/secret',
    summary: 'Give a partner’s site another secret, shown this once; the one before is worth nothing from then on',
    access: 'member',
    action: 'site.rotate-secret',
    params,
    response: rotatedSecretSchema,
    problems: ['permission_required', 'not_found'],
    handle: ({ services, actor, params: { id } }) => rotateSecret(services, authorize(actor, policy.manageSites), id),
  }),
  route({
    method: 'delete',
    path: '/sites/{id}',
    summary: 'Take a partner’s site away, with all that people have let it do',
    access: 'member',
    action: 'site.remove',
    params,
    problems: ['permission_required', 'not_found'],
    handle: ({ services, actor, params: { id } }) => removeSite(services, authorize(actor, policy.manageSites), id),
  }),
];
