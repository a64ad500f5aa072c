import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import { attempt } from './core/audit/attempt.ts';
import { countLeftOut } from './core/directory/service.ts';
import { countMails } from './core/outbox/service.ts';
import { isApiToken } from './features/api-tokens/rules.ts';
import { tokenActor } from './features/api-tokens/token-actor.ts';
import { oauthServer } from './features/authorized-sites/oauth-server.ts';
import { siteActor } from './features/authorized-sites/site-actor.ts';
import { sessionActor } from './features/sessions/session-actor.ts';
import { signInPages } from './features/sessions/sign-in-pages.ts';
import { addinFiles, type BuiltAddin } from './http/addin-files.ts';
import { type ApiOptions, serveRoutes } from './http/api.ts';
import { credentialsOf } from './http/credentials.ts';
import { apiDocs } from './http/docs.ts';
import { operationPages } from './http/operation.ts';
import { sendProblem, toProblem } from './http/problems.ts';
import { createRateLimits } from './http/rate-limit.ts';
import { requestLog } from './http/request-log.ts';
import { neverFramed, popupHeaders, securityHeaders } from './http/security-headers.ts';
import { visitorOf } from './http/visitor.ts';
import { longWork } from './jobs.ts';
import { SECOND } from './platform/clock.ts';
import { longWorkStates } from './platform/long-work.ts';
import { Problem } from './platform/problem.ts';
import type { Services } from './platform/services.ts';
import { routes } from './routes.ts';

/**
 * The HTTP server, with the routes of all features.
 * @param addin null serves only the API.
 */
export function createApp(services: Services, addin: BuiltAddin | null): Express {
  const { config, log, publicUrl } = services;
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', config.TRUST_PROXY);
  app.set('query parser', 'simple');
  app.set('etag', false);

  const limits = createRateLimits(config);
  const operation = operationPages(services, {
    foyer_outbox_queued: { help: 'Mails that wait to be sent', read: async () => (await countMails(services)).queued },
    foyer_outbox_failed: {
      help: 'Mails that were refused or given up, until they are sent again',
      read: async () => (await countMails(services)).failed,
    },
    foyer_outbox_oldest_seconds: {
      help: 'How long the oldest mail has waited to be sent',
      read: async () => (await countMails(services)).oldest,
    },
    foyer_directory_left_out: {
      help: 'People of the directories whose entries could not be read',
      read: () => countLeftOut(services),
    },
    foyer_long_work: {
      help: 'Long work that is not finished, by kind and state (waiting, running, stuck)',
      labelNames: ['kind', 'state'],
      read: async () =>
        (await longWorkStates(services, longWork)).flatMap(({ kind, waiting, running, stuck }) =>
          Object.entries({ waiting, running, stuck }).map(([state, value]) => ({ labels: { kind, state }, value })),
        ),
    },
    foyer_long_work_oldest_heartbeat_seconds: {
      help: 'How long the unfinished long work that has been silent longest has been so, by kind',
      labelNames: ['kind'],
      read: async () =>
        (await longWorkStates(services, longWork)).map(({ kind, oldestHeartbeat }) => ({
          labels: { kind },
          value: oldestHeartbeat / SECOND,
        })),
    },
  });

  app.use(requestLog(log));
  app.use(operation.measure);
  app.use(securityHeaders(config, publicUrl));
  app.use(neverFramed);
  app.use(operation.router);
  app.use((request, _response, next) => {
    // A request whose address can't be determined is refused on every path.
    visitorOf(request);
    next();
  });
  app.use(apiDocs(routes, publicUrl));
  app.use('/api/v1', serveRoutes(routes, { services, limits, loadActor, attempt }));
  const oauth = oauthServer(services, limits, (request) =>
    sessionActor(services, credentialsOf(request, services), { method: 'get', path: '/oauth' }),
  );
  // RFC 8414, section 3.1: the path of an issuer comes behind the well-known one.
  app.get('/.well-known/oauth-authorization-server/oauth', (request, _response, next) => {
    request.url = '/oauth/.well-known/oauth-authorization-server';
    request.originalUrl = request.url;
    next();
  });
  app.use('/oauth', oauth);
  app.use('/auth', popupHeaders);
  app.use(signInPages(services, limits));
  if (addin !== null) app.use(addinFiles(addin, config));

  app.use(() => {
    throw new Problem('not_found');
  });
  app.use((error: unknown, request: Request, response: Response, next: NextFunction) => {
    const problem = toProblem(error);
    if (problem.status >= 500)
      log.error({ err: problem.extras.cause ?? problem, requestId: request.id }, 'a request failed');
    if (response.headersSent) next(error);
    else sendProblem(request, response, problem);
  });
  return app;
}

/** The actor of a call: the session's person, or the member for whom the bearer token acts. */
const loadActor: ApiOptions['loadActor'] = async (services, credentials, call) => {
  const { bearer } = credentials;
  if (bearer === null) return await sessionActor(services, credentials, call);
  return await (isApiToken(bearer) ? tokenActor : siteActor)(services, bearer, credentials);
};
