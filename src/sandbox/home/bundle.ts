import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

interface Bundle {
  readonly script: string;
  readonly style: string;
}

let bundle: Promise<Bundle> | undefined;

/** The page's script and style sheet, made on first use from the sources in `client/`. */
export function clientBundle(): Promise<Bundle> {
  bundle ??= make();
  return bundle;
}

async function make(): Promise<Bundle> {
  const source = (name: string): string => fileURLToPath(new URL(`./client/${name}`, import.meta.url));
  const { outputFiles } = await build({
    entryPoints: { client: source('main.tsx'), style: source('styles/style.css') },
    outdir: '/',
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'silent',
  });
  const textOf = (extension: string): string => outputFiles.find(({ path }) => path.endsWith(extension))?.text ?? '';
  return { script: textOf('.js'), style: textOf('.css') };
}
