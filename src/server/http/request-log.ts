import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { type HttpLogger, pinoHttp } from 'pino-http';

/**
 * One line for each request: id, method, path, status, time. No headers, no query and no body, and a path that carries
 * a link's token is cut short, so that nothing in the log opens anything.
 */
export function requestLog(log: Logger): HttpLogger<IncomingMessage, ServerResponse> {
  return pinoHttp({
    logger: log,
    genReqId: (_request, response) => {
      const id = randomUUID();
      response.setHeader('X-Request-Id', id);
      return id;
    },
    wrapSerializers: false,
    serializers: {
      req: (request: IncomingMessage & { originalUrl?: string }) => ({
        id: request.id,
        method: request.method,
        path: safePath(request.originalUrl ?? request.url ?? ''),
      }),
      res: (response: ServerResponse) => ({ status: response.statusCode }),
    },
    customLogLevel: (_request, response, error) => (error || response.statusCode >= 500 ? 'error' : 'info'),
    autoLogging: { ignore: (request) => request.url === '/healthz' || request.url === '/readyz' },
    quietReqLogger: true,
  });
}

/** The path without the query; long random parts are tokens of links and left out. */
function safePath(url: string): string {
  const [path = ''] = url.split('?', 1);
  return path
    .split('/')
    .map((part) => (part.length >= 40 ? '[token]' : part))
    .join('/')
    .slice(0, 300);
}
