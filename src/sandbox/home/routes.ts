import { fileURLToPath } from 'node:url';
import express, { type Router } from 'express';
import type { HostTokens } from '../entra/tokens.ts';
import type { Sandbox } from '../sandbox.ts';
import { clientBundle } from './bundle.ts';
import { hostToken } from './host-token.ts';
import { sendMailBody } from './mail-body.ts';
import { onceFoyerAnswers, sendPage } from './page.ts';
import { onlyFromThisPage, underOneName } from './same-origin.ts';
import { subPageOf } from './sub-page.ts';
import { homeWorld, inbox, personView, searchPeople } from './views.ts';

const icon = fileURLToPath(new URL('../../../manifest/icons/color.png', import.meta.url));

/**
 * The sandbox's home page: choose who you are, an app launcher, a mailbox, and a frame that hosts Foyer as Teams does.
 * `/?as={login}&view={launcher|mail|foyer|pane}&theme={default|dark|contrast}&locale={en|fr}` leads anywhere in it, and
 * `/open?url={Teams deep link or address of Foyer}` to a page of Foyer inside it.
 */
export function homeRoutes(sandbox: Sandbox & HostTokens): Router {
  const router = express.Router();
  router.get(['/', '/open'], underOneName(sandbox), onceFoyerAnswers(sandbox));
  router.get('/', (request, response) => sendPage(sandbox, request, response));
  router.get('/open', (request, response) => {
    const subPage = subPageOf(String(request.query.url ?? ''), sandbox.config.appUrl(), sandbox.config.clientId);
    if (subPage === undefined) return void response.status(400).type('text').send('That is no address of Foyer.\n');
    response.redirect(303, `/?${new URLSearchParams({ view: 'foyer', ...(subPage && { subPage }) })}`);
  });
  router.use('/home', staticRoutes(), readingRoutes(sandbox), signInRoutes(sandbox));
  return router;
}

function staticRoutes(): Router {
  const router = express.Router();
  router.get('/client.js', async (_request, response) => {
    response.type('text/javascript').send((await clientBundle()).script);
  });
  router.get('/style.css', async (_request, response) => {
    response.type('text/css').send((await clientBundle()).style);
  });
  router.get('/icon.png', (_request, response) => response.sendFile(icon));
  return router;
}

function readingRoutes(sandbox: Sandbox): Router {
  const router = express.Router();
  router.get('/world', (request, response) => {
    response.json(homeWorld(sandbox, sandbox.signIn.read(request)));
  });
  router.get('/app-build', (_request, response) => {
    response.json(sandbox.config.appBuild());
  });
  router.get('/people', (request, response) => {
    response.json(searchPeople(sandbox, String(request.query.search ?? '')));
  });
  router.get('/mail', (request, response) => {
    response.json(inbox(sandbox, String(request.query.mailbox ?? '')));
  });
  router.get('/mail/:id', (request, response) => sendMailBody(sandbox, request.params.id, response));
  router.post('/mail/:id/read', onlyFromThisPage(sandbox), (request, response) => {
    response.status(sandbox.mailboxes.markRead(String(request.params.id)) ? 204 : 404).end();
  });
  return router;
}

function signInRoutes(sandbox: Sandbox & HostTokens): Router {
  const router = express.Router();
  router.use(onlyFromThisPage(sandbox), express.json());
  router.post('/sign-in', (request, response) => {
    const person = sandbox.findPerson(String(request.body?.person ?? ''));
    if (!person) return void response.status(404).end();
    sandbox.signIn.remember(response, person);
    response.json(personView(sandbox, person));
  });
  router.post('/sign-out', (_request, response) => {
    sandbox.signIn.forget(response);
    response.status(204).end();
  });
  router.post('/token', async (request, response) => {
    const person = sandbox.signIn.read(request);
    if (!person || person.id !== request.body?.person) return void response.json({ refused: 'anotherPerson' });
    const host = request.body.host === 'outlook' ? 'outlookWeb' : 'teamsWeb';
    response.json(await hostToken(sandbox, person, { host, authTime: sandbox.signIn.authTime(request) }));
  });
  return router;
}
