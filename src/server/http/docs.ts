import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { Router } from 'express';
import { describeRoutes } from './openapi.ts';
import type { Route } from './route.ts';
import { docsPolicy } from './security-headers.ts';

const swaggerFolder = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Foyer API</title>
    <link rel="stylesheet" href="/api/docs/swagger-ui.css" />
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="/api/docs/swagger-ui-bundle.js"></script>
    <script src="/api/docs/start.js"></script>
  </body>
</html>
`;

const start = `SwaggerUIBundle({ url: '/api/v1/openapi.json', dom_id: '#swagger-ui', deepLinking: true });\n`;

/** The OpenAPI description at `/api/v1/openapi.json`, and its page at `/api/docs`. */
export function apiDocs(routes: readonly Route[], publicUrl: string): Router {
  const router = Router();
  let description: object | undefined;
  router.get('/api/v1/openapi.json', (_request, response) => {
    description ??= describeRoutes(routes, publicUrl);
    response.json(description);
  });
  router.use('/api/docs', docsPolicy);
  router.get('/api/docs', (_request, response) => {
    response.type('html').send(page);
  });
  router.get('/api/docs/start.js', (_request, response) => {
    response.type('js').send(start);
  });
  for (const file of ['swagger-ui.css', 'swagger-ui-bundle.js']) {
    router.get(`/api/docs/${file}`, (_request, response) => {
      response.sendFile(file, { root: swaggerFolder, maxAge: '1d' });
    });
  }
  return router;
}
