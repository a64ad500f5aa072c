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
    entryPoints: [new URL('./app-page.ts', import.meta.url), new URL('./office-page.ts', import.meta.url)].map((page) =>
      fileURLToPath(page),
    ),
    outdir: '/',
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    logLevel: 'silent',
  });
  let host = '';
  const app = express();
  app.get(['/app-page.js', '/office-page.js'], ({ path }, response) => {
    response.type('js').send(outputFiles.find((file) => file.path === path)?.text);
  });
  // Office says in the address who it is, also to a dialog.
  app.get(['/pane', '/popup'], ({ query, path }, response, next) => {
    if (!query._host_Info) return next();
    response.send(
      `<!doctype html><html lang="en"><title>${path}</title><h1>Office ${path}</h1>` +
        `<script src="${host}/appsforoffice.microsoft.com/lib/1/hosted/office.js"></script>` +
        '<script type="module" src="/office-page.js"></script>',
    );
  });
  app.get(['/', '/tab', '/pane', '/popup', '/elsewhere', '/invitations/{*rest}'], (request, response) => {
    response.send(
      `<!doctype html><html lang="en" data-host="${host}"><title>${request.path}</title>` +
        `<h1>App ${request.path}</h1><script type="module" src="/app-page.js"></script>`,
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
