import { text } from 'node:stream/consumers';
import { fromBufferPromise } from 'yauzl';
import type { Client } from './client.ts';

/** The files of a ZIP by their names, as text. */
export async function unzip(bytes: Buffer): Promise<Map<string, string>> {
  const zip = await fromBufferPromise(bytes);
  const files = new Map<string, string>();
  for await (const entry of zip.eachEntry()) {
    files.set(entry.fileName, await text(await zip.openReadStreamPromise(entry)));
  }
  return files;
}

/** Downloads a file as it is; `Client` reads answers as text. */
export async function download(
  client: Client,
  path: string,
): Promise<{ status: number; headers: Headers; bytes: Buffer }> {
  const response = await fetch(`${client.origin}/api/v1${path}`, {
    headers: { cookie: [...client.cookies].map((pair) => pair.join('=')).join('; ') },
  });
  const { status, headers } = response;
  return { status, headers, bytes: Buffer.from(await response.arrayBuffer()) };
}
