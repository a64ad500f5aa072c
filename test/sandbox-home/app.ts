import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import express from 'express';

/** An app for the sandbox to host, in place of Foyer. */
export interface TestApp {
  readonly url: string;
  /** What the sandbox's origin is, once it is known. */
  allow(hostOrigin: string): void;
  close(): Promise<void>;
}

export async function startTestApp(): Promise<TestApp> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('./app-page.ts', import.meta.url))],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    logLevel: 'silent',
  });
  let host = '';
  const app = express();
  app.get('/page.js', (_request, response) => void response.type('js').send(outputFiles[0]?.text));
  app.get(['/', '/tab', '/pane', '/popup', '/elsewhere', '/invitations/{*rest}'], (request, response) => {
    response.send(
      `<!doctype html><html lang="en" data-host="${host}"><title>${request.path}</title>` +
        `<h1>App ${request.path}</h1><script type="module" src="/page.js"></script>`,
    );
  });
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    allow(hostOrigin) {
      host = hostOrigin;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
