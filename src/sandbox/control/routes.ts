import express, { type NextFunction, type Request, type Response, type Router } from 'express';
import { z } from 'zod';
import type { Consents } from '../entra/applications.ts';
import { EntraError, errorBody } from '../entra/errors.ts';
import type { KeyRing } from '../entra/keys.ts';
import type { HostTokens } from '../entra/tokens.ts';
import type { UnknownCall } from '../graph/call.ts';
import type { MailServers } from '../mailboxes/servers.ts';
import type { Person, PersonChange, Rename } from '../people/person.ts';
import type { Sandbox } from '../sandbox.ts';
import { consentChange, faultRequest, given, newPerson, personChange, renames, tokenRequest } from './schemas.ts';
import { personView, worldView } from './world.ts';

/** What only these routes may do, besides what the sandbox itself offers. */
export interface Controls {
  readonly sandbox: Sandbox & HostTokens;
  readonly mail: MailServers;
  readonly keys: KeyRing;
  readonly consents: Consents;
  readonly unknownCalls: UnknownCall[];
  createPerson(tenantId: string, properties: PersonChange, userType: 'Member' | 'Guest'): Person | undefined;
  changePerson(id: string, change: PersonChange): Person | undefined;
  renamePeople(renames: readonly Rename[]): Person[] | undefined;
}

/** Mounted at `/sandbox`: the world for scripts, and everything that tests turn. */
export function controlRoutes(controls: Controls): Router {
  const { sandbox, mail, unknownCalls } = controls;
  const router = express.Router();
  router.use(jsonOnly, express.json({ limit: '100kb' }));

  router.get('/world', (_request, response) => {
    response.json(worldView(sandbox, mail));
  });
  router.get('/mailbox/:address', (request, response) => {
    response.json(sandbox.mailboxes.inbox(request.params.address));
  });
  router.get('/people', (request, response) => {
    const tenantId = String(request.query.tenantId ?? sandbox.config.tenantId);
    const tenant = sandbox.tenants.find(({ id }) => id === tenantId);
    const limit = Math.min(Math.max(Number(request.query.limit ?? 50) || 50, 1), 1000);
    response.json(tenant?.directory.search(String(request.query.search ?? ''), limit).map(personView) ?? []);
  });
  router.post('/people', (request, response) => {
    const {
      tenantId = sandbox.config.tenantId,
      userType = 'Member',
      ...properties
    } = given(newPerson.parse(request.body));
    const person = controls.createPerson(tenantId, properties, userType);
    if (person === undefined) response.status(409).json({ error: 'No such tenant, or the login is taken.' });
    else response.status(201).json(personView(person));
  });
  router.post('/people/renames', (request, response) => {
    const people = controls.renamePeople(renames.parse(request.body));
    if (people === undefined) response.status(409).json({ error: 'No such person, or a login is taken.' });
    else response.json(people.map(personView));
  });
  router.post('/people/:id', (request, response) => {
    const person = controls.changePerson(String(request.params.id), given(personChange.parse(request.body)));
    if (person === undefined) response.status(404).json({ error: 'No such person, or the login is taken.' });
    else response.json(personView(person));
  });

  router.get('/faults', (_request, response) => {
    response.json(sandbox.faults.list());
  });
  router.post('/faults', (request, response) => {
    response.status(201).json(sandbox.faults.add(given(faultRequest.parse(request.body))));
  });
  router.delete('/faults', (_request, response) => {
    sandbox.faults.clear();
    response.status(204).end();
  });
  router.delete('/faults/:id', (request, response) => {
    response.status(sandbox.faults.remove(String(request.params.id)) ? 204 : 404).end();
  });

  router.post('/tokens', async (request, response) => {
    const { person, ...options } = given(tokenRequest.parse(request.body));
    const id = sandbox.findPersonByLogin(person)?.id ?? person;
    response.json({ token: await sandbox.issueHostToken(id, options) });
  });
  router.post('/keys/rotate', async (_request, response) => {
    await controls.keys.rotate();
    response.status(204).end();
  });
  router.post('/consents', (request, response) => {
    const { tenantId = sandbox.config.tenantId, granted, roles } = consentChange.parse(request.body);
    if (granted) controls.consents.grantTenant(tenantId);
    else controls.consents.revoke(tenantId);
    if (roles !== undefined) controls.consents.setRoles(tenantId, roles);
    response.status(204).end();
  });

  router.get('/unknown-calls', (_request, response) => {
    response.json(unknownCalls);
  });
  router.delete('/unknown-calls', (_request, response) => {
    unknownCalls.length = 0;
    response.status(204).end();
  });

  router.use((_request, response) => {
    response.status(404).json({ error: 'The sandbox has nothing there.' });
  });
  router.use(explain);
  return router;
}

function jsonOnly(request: Request, response: Response, next: NextFunction): void {
  const changes = !['GET', 'HEAD', 'DELETE'].includes(request.method);
  if (changes && !request.is('application/json')) response.status(415).json({ error: 'Send application/json.' });
  else next();
}

function explain(error: unknown, _request: Request, response: Response, next: NextFunction): void {
  if (error instanceof z.ZodError) response.status(400).json({ error: z.prettifyError(error) });
  else if (error instanceof EntraError) response.status(error.status).json(errorBody(error));
  else if (error instanceof SyntaxError) response.status(400).json({ error: 'That is not JSON.' });
  else next(error);
}
