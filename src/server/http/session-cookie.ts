import type { ServerResponse } from 'node:http';
import type { CookieOptions, Request, Response } from 'express';
import { MINUTE, SECOND } from '../platform/clock.ts';
import { randomToken } from '../platform/tokens.ts';

/**
 * In an iframe of Teams or Microsoft 365 the cookie is a third party's: `SameSite=None` lets it through, `Partitioned`
 * (CHIPS) keeps it where browsers block third-party cookies. `__Host-` ties it to this host. None of these work over plain
 * http, which is for trying Foyer on localhost.
 */
function session(publicUrl: string): { name: string; options: CookieOptions } {
  return isSecure(publicUrl)
    ? {
        name: '__Host-foyer',
        options: { httpOnly: true, secure: true, sameSite: 'none', partitioned: true, path: '/' },
      }
    : { name: 'foyer', options: { httpOnly: true, sameSite: 'lax', path: '/' } };
}

/** Comes back from Microsoft's page by a link that a person follows, hence `Lax`. */
function signIn(publicUrl: string): { name: string; options: CookieOptions } {
  const secure = isSecure(publicUrl);
  return {
    name: secure ? '__Host-foyer-sign-in' : 'foyer-sign-in',
    options: { httpOnly: true, secure, sameSite: 'lax', path: '/', maxAge: 15 * MINUTE },
  };
}

/** Identifies a browser that accounts know. Has the session cookie's options, and outlives it. */
function device(publicUrl: string): { name: string; options: CookieOptions } {
  const { name, options } = session(publicUrl);
  return { name: `${name}-device`, options };
}

/** The name of the session's cookie. */
export function sessionCookieName(publicUrl: string): string {
  return session(publicUrl).name;
}

export function readSessionCookie(request: Request, publicUrl: string): string | null {
  return readCookie(request, sessionCookieName(publicUrl));
}

export function setSessionCookie(
  response: Response,
  publicUrl: string,
  { token, expiresAt }: { token: string; expiresAt: Date },
): void {
  const { name, options } = session(publicUrl);
  response.cookie(name, token, { ...options, expires: expiresAt });
}

export function clearSessionCookie(response: Response, publicUrl: string): void {
  const { name, options } = session(publicUrl);
  response.clearCookie(name, options);
}

export function readSignInCookie(request: Request, publicUrl: string): string | null {
  return readCookie(request, signIn(publicUrl).name);
}

/** Names a Microsoft sign-in whose person has yet to prove that an account is theirs; see `link-offers.ts`. */
function linkOffer(publicUrl: string): { name: string; options: CookieOptions } {
  const { name, options } = session(publicUrl);
  return { name: `${name}-link`, options };
}

export function readLinkOfferCookie(request: Request, publicUrl: string): string | null {
  return readCookie(request, linkOffer(publicUrl).name);
}

export function setLinkOfferCookie(response: Response, publicUrl: string, token: string, maxAge: number): void {
  const { name, options } = linkOffer(publicUrl);
  response.cookie(name, token, { ...options, maxAge });
}

export function clearLinkOfferCookie(response: Response, publicUrl: string): void {
  const { name, options } = linkOffer(publicUrl);
  response.clearCookie(name, options);
}

/** The browser's sign-in cookie, shared by concurrent sign-ins (two tabs). */
export function ensureSignInCookie(request: Request, response: Response, publicUrl: string): string {
  const { name, options } = signIn(publicUrl);
  const value = readCookie(request, name) ?? randomToken();
  response.cookie(name, value, options);
  return value;
}

/**
 * Names the request with which a partner's site has sent this browser here. Each request has a cookie of its own, so that
 * two tabs don't interfere.
 */
function siteRequestName(publicUrl: string, uid: string): string {
  return `${isSecure(publicUrl) ? '__Host-' : ''}foyer-site-request-${uid}`;
}

/** @param response Node's own, for the OAuth server is not Express. */
export function setSiteRequestCookie(response: ServerResponse, publicUrl: string, uid: string): void {
  const attributes = ['Path=/', `Max-Age=${(15 * MINUTE) / SECOND}`, 'HttpOnly', 'SameSite=Lax'];
  if (isSecure(publicUrl)) attributes.push('Secure');
  response.appendHeader('Set-Cookie', [`${siteRequestName(publicUrl, uid)}=${uid}`, ...attributes].join('; '));
}

/** The request's own id, when this browser was sent here with it. */
export function readSiteRequestCookie(request: Request, publicUrl: string, uid: string): string | null {
  return readCookie(request, siteRequestName(publicUrl, uid));
}

export function readDeviceCookie(request: Request, publicUrl: string): string | null {
  return readCookie(request, device(publicUrl).name);
}

/** The browser's device cookie, the same for all accounts that know it. */
export function ensureDeviceCookie(request: Request, response: Response, publicUrl: string, maxAge: number): string {
  const { name, options } = device(publicUrl);
  // A second call for the same response gets the same value.
  const value = readCookie(request, name) ?? response.locals.device ?? randomToken();
  response.locals.device = value;
  response.cookie(name, value, { ...options, maxAge });
  return value;
}

/** Our cookies hold base64url, which is never encoded (RFC 6265, section 4.1.1). */
function readCookie(request: Request, name: string): string | null {
  for (const pair of request.headers.cookie?.split(';') ?? []) {
    const [key, value] = pair.trim().split('=', 2);
    if (key === name && value && /^[\w-]{20,100}$/.test(value)) return value;
  }
  return null;
}

function isSecure(publicUrl: string): boolean {
  return publicUrl.startsWith('https:');
}
