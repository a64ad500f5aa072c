import { z } from 'zod';
import { type Route, route } from '../../http/route.ts';
import { authorize } from '../../platform/authorize.ts';
import { idSchema } from '../../platform/page-schemas.ts';
import { listGrants, removeGrant } from './grants.ts';
import * as policy from './policy.ts';
import { answerSiteRequest, showSiteRequest } from './requests.ts';
import {
  answeredSiteSchema,
  answerSiteBody,
  grantPageSchema,
  registeredSiteSchema,
  registerSiteBody,
  requestParams,
  sitePageSchema,
  siteRequestSchema,
} from './schemas.ts';
import { listSites, registerSite, removeSite } from './sites.ts';

const params = z.strictObject({ id: idSchema });

export const authorizedSiteRoutes: Route[] = [
  route({
    method: 'get',
    path: '/account/authorized-sites',
    summary: 'The sites that one has let in',
    access: 'signed-in',
    response: grantPageSchema,
    handle: ({ services, actor }) => listGrants(services, authorize(actor, policy.manageOwnGrants)),
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
    access: 'member',
    params: requestParams,
    response: siteRequestSchema,
    problems: ['link_expired', 'not_found'],
    handle: ({ services, actor, params: { uid } }) =>
      showSiteRequest(services, authorize(actor, policy.letSiteIn), uid),
  }),
  route({
    method: 'post',
    path: '/site-requests/{uid}',
    summary: 'Let the site in, or not',
    access: 'member',
    action: 'site.authorize',
    params: requestParams,
    body: answerSiteBody,
    response: answeredSiteSchema,
    problems: ['link_expired', 'not_found'],
    handle: ({ services, actor, params: { uid }, body: { allow } }) =>
      answerSiteRequest(services, authorize(actor, policy.letSiteIn), uid, allow),
  }),
  route({
    method: 'get',
    path: '/sites',
    summary: 'The partners’ sites of the organization',
    access: 'member',
    response: sitePageSchema,
    problems: ['permission_required'],
    handle: ({ services, actor }) => listSites(services, authorize(actor, policy.manageSites)),
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
