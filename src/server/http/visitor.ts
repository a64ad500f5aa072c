import type { Request } from 'express';

/** From where somebody comes. */
export interface Visitor {
  /** IP address, seen through TRUST_PROXY proxies. */
  address: string | null;
  userAgent: string;
  /** The first language that the browser asks for. */
  locale: string | undefined;
}

export function visitorOf(request: Request): Visitor {
  return {
    address: request.ip ?? null,
    userAgent: request.get('user-agent') ?? '',
    locale: request.acceptsLanguages()[0],
  };
}
