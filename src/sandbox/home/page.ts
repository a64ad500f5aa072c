import type { Request, RequestHandler, Response } from 'express';
import type { Sandbox } from '../sandbox.ts';

const html = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>Microsoft 365 sandbox</title>
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <link rel="icon" href="/home/icon.png">
    <link rel="stylesheet" href="/home/style.css">
    <script type="module" src="/home/client.js"></script>
  </head>
  <body>
    <noscript>The sandbox needs JavaScript, as Microsoft 365 does.</noscript>
    <div id="root"></div>
  </body>
</html>
`;

const notYet = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>Foyer is starting</title>
    <meta http-equiv="refresh" content="1">
  </head>
  <body>
    <p>Foyer is starting. This page goes on by itself. <span lang="fr">Foyer démarre. Cette page continue d’elle-même.</span></p>
  </body>
</html>
`;

/** While Foyer does not answer anywhere yet, there is nothing to host: says so, and has the browser ask again. */
export const onceFoyerAnswers =
  (sandbox: Sandbox): RequestHandler =>
  (_request, response, next) => {
    if (sandbox.config.appUrl() !== '') next();
    else response.status(503).set('Retry-After', '1').type('html').send(notYet);
  };

/** Answers with the page, and signs in whom `?as=` names, unless they are. */
export function sendPage(sandbox: Sandbox, request: Request, response: Response): void {
  const person = sandbox.findPersonByLogin(String(request.query.as ?? ''));
  if (person && sandbox.signIn.read(request)?.id !== person.id) sandbox.signIn.remember(response, person);
  response
    .set('Content-Security-Policy', contentSecurityPolicy(sandbox.config.appUrl()))
    .set('Cache-Control', 'no-store')
    .set('X-Content-Type-Options', 'nosniff')
    .type('html')
    .send(html);
}

/** Script and style of our own only; the one foreign thing on the page is the frame with Foyer in it. */
function contentSecurityPolicy(appUrl: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    `frame-src 'self' ${new URL(appUrl).origin}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
