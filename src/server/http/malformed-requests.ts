import type { Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { Problem } from '../platform/problem.ts';
import type { ProblemCode } from '../platform/problem-codes.ts';
import { problemDocument } from './problems.ts';

/** By the codes of Node's parser: `Errors` of `http.Server`'s event `clientError`. */
const CODES: Record<string, ProblemCode> = {
  // RFC 6585, section 5. The request line counts too.
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 'payload_too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
};

/** Milliseconds for which further data is discarded before the connection closes, so that the client can read the answer. */
const LINGER = 1000;

/** Answers requests that Node's parser rejects, so that no route sees them, with problem+json too. */
export function refuseMalformed(server: Server): void {
  server.on(
    'clientError',
    (error: NodeJS.ErrnoException, socket: Duplex & { _httpMessage?: ServerResponse | null }) => {
      // Each further chunk of the same request raises the event again.
      if (socket.writableEnded) return;
      if (error.code === 'ECONNRESET' || !socket.writable || socket._httpMessage?.headersSent) {
        socket.destroy();
        return;
      }
      socket.end(answer(new Problem(CODES[error.code ?? ''] ?? 'malformed_request')));
      setTimeout(() => socket.destroy(), LINGER).unref();
    },
  );
}

function answer(problem: Problem): string {
  const document = problemDocument(problem, 'en');
  return [
    `HTTP/1.1 ${problem.status} ${problem.code}`,
    'Content-Type: application/problem+json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(document)}`,
    'Content-Language: en',
    'Cache-Control: no-store',
    'Connection: close',
    '',
    document,
  ].join('\r\n');
}
