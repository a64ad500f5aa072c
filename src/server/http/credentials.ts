import type { Request } from 'express';
import type { Services } from '../platform/services.ts';
import { readDeviceCookie, readSessionCookie } from './session-cookie.ts';
import { type Visitor, visitorOf } from './visitor.ts';

/** Who a call claims to come from, and whether it came over a secure connection. */
export interface Credentials {
  /** The token of the session's cookie; ignored beside a bearer token. */
  session: string | null;
  /** The token of `Authorization: Bearer` (RFC 6750, section 2.1). */
  bearer: string | null;
  /** The browser's device cookie. */
  device: string | null;
  visitor: Visitor;
  isSecure: boolean;
}

export function credentialsOf(request: Request, services: Services): Credentials {
  const { publicUrl } = services;
  const bearer = /^Bearer +([\w.~+/-]+=*) *$/i.exec(request.get('authorization') ?? '')?.[1] ?? null;
  return {
    session: bearer === null ? readSessionCookie(request, publicUrl) : null,
    bearer,
    device: readDeviceCookie(request, publicUrl),
    visitor: visitorOf(request),
    isSecure: isSecure(request, services),
  };
}

/**
 * Whether nobody on the way can read the call: it came over HTTPS, or never left the machine (W3C Secure Contexts,
 * section 3.1). Without a trusted proxy that tells, the public address decides: a browser sends cookies with the prefix
 * `__Host-` over HTTPS only.
 */
function isSecure(request: Request, { publicUrl, config }: Services): boolean {
  const { protocol, hostname } = new URL(publicUrl);
  if (protocol === 'https:') return config.TRUST_PROXY === 0 || request.secure;
  return /^(localhost|127\.[\d.]+|\[::1\])$/.test(hostname);
}
