import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import express, { type Router } from 'express';

let script: Promise<string> | undefined;

/** Microsoft's CDN for Office.js. Other pages load the script, so it is open to them. */
export function officeJsRoutes(): Router {
  const router = express.Router();
  router.get('/lib/1/hosted/office.js', async (_request, response) => {
    script ??= make();
    response
      .set('Cross-Origin-Resource-Policy', 'cross-origin')
      .type('text/javascript')
      .send(await script);
  });
  return router;
}

async function make(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('./client/office.ts', import.meta.url))],
    bundle: true,
    write: false,
    minify: true,
    format: 'iife',
    target: 'es2022',
    logLevel: 'silent',
  });
  return outputFiles[0]?.text ?? '';
}
