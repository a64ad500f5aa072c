import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type NextFunction, type Request, type Response } from 'express';
import { type Controls, controlRoutes } from './control/routes.ts';
import type { Entra } from './entra/context.ts';
import { entraRoutes } from './entra/routes.ts';
import type { Graph } from './graph/call.ts';
import { graphRoutes } from './graph/routes.ts';
import { faultsGuard, ownNameOnly, ownPagesOnly } from './guards.ts';
import { homeRoutes } from './home/routes.ts';
import { officeJsRoutes } from './office-js/routes.ts';

/** Microsoft's hosts, each under its name, the switches for tests, and the home page. */
export function sandboxApp(entra: Entra, graph: Graph, controls: Controls): express.Express {
  const { config, faults } = entra.sandbox;
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.use(ownNameOnly(() => config.port));
  app.use('/graph.microsoft.com', faultsGuard(faults), graphRoutes(graph, entra.tokens));
  app.use(ownPagesOnly(() => config.origin));
  app.use('/login.microsoftonline.com', faultsGuard(faults), entraRoutes(entra));
  app.use('/appsforoffice.microsoft.com', officeJsRoutes());
  app.use('/sandbox', controlRoutes(controls));
  app.use(homeRoutes(controls.sandbox));
  app.use((error: unknown, _request: Request, response: Response, next: NextFunction) => {
    if (response.headersSent) return void next(error);
    const status = error instanceof Error && 'status' in error ? Number(error.status) : 500;
    response.status(status).json({ error: error instanceof Error ? error.message : 'The sandbox failed.' });
  });
  return app;
}

/** Listens on this computer alone. @param port 0 for any free one. */
export async function listen(port: number): Promise<{ server: Server; port: number }> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return { server, port: (server.address() as AddressInfo).port };
}
