import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { Faults } from './faults.ts';

/** Faults that strike any call to Microsoft: too many, out of order, slow, cut off. */
export function faultsGuard(faults: Faults): RequestHandler {
  return async (request, response, next) => {
    const call = `${request.method} ${request.originalUrl}`;
    const slow = faults.strike('slow', { call });
    if (slow !== undefined) await new Promise((resolve) => setTimeout(resolve, slow.delay ?? 1000));
    if (faults.strike('cut', { call }) !== undefined) {
      request.socket.destroy();
      return;
    }
    const throttle = faults.strike('throttle', { call });
    if (throttle !== undefined) {
      response.set('retry-after', String(throttle.retryAfter ?? 1));
      refuse(response, 429, 'TooManyRequests', 'Too many requests');
      return;
    }
    const broken = faults.strike('error', { call });
    if (broken !== undefined)
      refuse(response, broken.status ?? 503, broken.code ?? 'ServiceUnavailable', 'The service is unavailable.');
    else next();
  };
}

/** Refuses requests under a foreign name (DNS rebinding). */
export function ownNameOnly(port: () => number): RequestHandler {
  return (request, response, next) => {
    const names = ['localhost', '127.0.0.1', '[::1]'].map((host) => `${host}:${port()}`);
    if (names.includes(request.headers.host ?? '')) next();
    else response.status(421).json({ error: 'The sandbox answers on localhost only.' });
  };
}

/** Refuses what a page of another origin wants changed. */
export function ownPagesOnly(origin: () => string): RequestHandler {
  return (request: Request, response: Response, next: NextFunction) => {
    const from = request.headers.origin;
    const harmless = request.method === 'GET' || request.method === 'HEAD';
    if (harmless || from === undefined || from === origin()) next();
    else response.status(403).json({ error: 'Only the sandbox’s own pages change anything here.' });
  };
}

/** In Graph's shape; Entra's gateway has no better one for these. */
function refuse(response: Response, status: number, code: string, message: string): void {
  const innerError = { date: new Date().toISOString().slice(0, 19) };
  response.status(status).json({ error: { code, message, innerError } });
}
