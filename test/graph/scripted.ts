import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Call {
  method: string;
  /** With the host in front, as the transport puts it: `/graph.microsoft.com/v1.0/…`. */
  path: string;
  headers: Record<string, string | undefined>;
  body: string;
}

export interface Answer {
  status?: number;
  headers?: Record<string, string>;
  json?: unknown;
  text?: string;
}

/** Stands in for Microsoft where it has to answer as it never should: with nonsense, loops and outages. */
export interface Scripted {
  origin: string;
  calls: Call[];
  /** Calls to Graph alone. */
  graphCalls(): Call[];
  /** What Graph, and Entra's token endpoint, answer from now on. */
  graph: (call: Call) => Answer;
  token: (call: Call) => Answer;
  close(): Promise<void>;
}

export async function startScripted(): Promise<Scripted> {
  let tokens = 0;
  const scripted: Omit<Scripted, 'origin' | 'close'> = {
    calls: [],
    graphCalls: () => scripted.calls.filter(({ path }) => path.startsWith('/graph.')),
    graph: () => ({ status: 404, json: { error: { code: 'Request_ResourceNotFound', message: 'none' } } }),
    token: () => ({ json: { token_type: 'Bearer', access_token: `token-${++tokens}`, expires_in: 3600 } }),
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const headers = request.headers as Record<string, string | undefined>;
      const body = Buffer.concat(chunks).toString();
      const call = { method: request.method ?? '', path: request.url ?? '', headers, body };
      scripted.calls.push(call);
      const answer = call.path.startsWith('/graph.') ? scripted.graph(call) : scripted.token(call);
      const type = answer.text === undefined ? 'application/json' : 'text/html';
      response.writeHead(answer.status ?? 200, { 'content-type': type, ...answer.headers });
      response.end(answer.text ?? (answer.json === undefined ? '' : JSON.stringify(answer.json)));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return Object.assign(scripted, {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.close().closeAllConnections();
      await once(server, 'close');
    },
  });
}
