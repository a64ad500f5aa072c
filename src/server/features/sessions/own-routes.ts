import { type Route, route } from '../../http/route.ts';
import { clearSessionCookie } from '../../http/session-cookie.ts';
import { sessionOf } from '../../platform/actor.ts';
import { authorize } from '../../platform/authorize.ts';
import { endOthers, endOwn, listOwn } from './own-sessions.ts';
import { endSessions } from './policy.ts';
import { sessionsCalls } from './schemas.ts';

/** ACC-7: what a person sees of their own sessions. */
export const ownSessionRoutes: Route[] = [
  route(sessionsCalls, 'GET /account/sessions', {
    summary: 'My sessions of the last 7 days',
    access: 'signed-in',
    problems: ['invalid_cursor'],
    handle: ({ services, actor, query }) => listOwn(services, actor, query),
  }),
  route(sessionsCalls, 'DELETE /account/sessions/{id}', {
    summary: 'End one of my sessions',
    access: 'signed-in',
    action: 'session.end',
    problems: ['not_found'],
    handle: async ({ services, actor, params, response }) => {
      await endOwn(services, authorize(actor, endSessions), params.id);
      if (params.id === sessionOf(actor).id) clearSessionCookie(response, services.publicUrl);
    },
  }),
  route(sessionsCalls, 'DELETE /account/sessions', {
    summary: 'End all my sessions but this one',
    access: 'signed-in',
    action: 'session.end',
    handle: async ({ services, actor }) => ({ ended: await endOthers(services, authorize(actor, endSessions)) }),
  }),
];
