import { randomBytes } from 'node:crypto';
import { type SignInRow, signInModel } from '../../core/sessions/model.ts';
import { after, MINUTE } from '../../platform/clock.ts';
import type { Language } from '../../platform/permissions.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services } from '../../platform/services.ts';
import { hashToken, randomToken } from '../../platform/tokens.ts';

/** Long enough for a password, a second factor and a consent. */
const SIGN_IN_TIME = 15 * MINUTE;

export interface SignInOptions {
  /** What ties the sign-in to the browser: the value of its sign-in cookie. */
  browser: string;
  popup: boolean;
  /** A path of Foyer. */
  returnTo: string;
  /** `none` opens a session for the person who is signed in at Microsoft, without showing a page. */
  prompt?: 'select_account' | 'login' | 'consent' | 'none' | undefined;
  loginHint?: string | undefined;
  /** The claims challenge of an `interaction_required`. */
  claims?: string | undefined;
  locale: Language;
}

export function callbackUrl({ publicUrl }: Services): string {
  return `${publicUrl}/auth/callback`;
}

/** Remembers a sign-in and returns the address of Microsoft's page for it (code flow with PKCE, RFC 7636). */
export async function beginSignIn(services: Services, options: SignInOptions): Promise<string> {
  const state = randomToken();
  const nonce = randomToken();
  const codeVerifier = randomBytes(48).toString('base64url');
  await signInModel(services.db).create({
    stateHash: hashToken(state),
    browserHash: hashToken(options.browser),
    nonce,
    codeVerifier,
    popup: options.popup,
    silent: options.prompt === 'none',
    isAgain: options.prompt === 'login',
    returnTo: options.returnTo,
    expiresAt: after(services.clock.now(), SIGN_IN_TIME),
  });
  const { prompt, loginHint, claims, locale } = options;
  const redirectUri = callbackUrl(services);
  return await services.microsoft.signIn.begin({
    redirectUri,
    state,
    nonce,
    codeVerifier,
    prompt,
    loginHint,
    claims,
    locale,
  });
}

/**
 * The sign-in that a state belongs to, once.
 * @throws Problem `invalid_state` when it is unknown, was answered before, took too long or began in another browser.
 */
export async function takeSignIn(services: Services, state: string, browser: string): Promise<SignInRow> {
  const row = await signInModel(services.db)
    .findOneAndDelete({ stateHash: hashToken(state), browserHash: hashToken(browser) })
    .lean();
  if (!row || row.expiresAt <= services.clock.now()) throw new Problem('invalid_state');
  return row;
}

/** The path to return to; the home page in place of an address elsewhere, such as `//evil.example` or `https:…`. */
export function safeReturnTo(value: unknown, publicUrl: string): string {
  if (typeof value !== 'string' || !value.startsWith('/') || value.length > 1000) return '/';
  try {
    const url = new URL(value, publicUrl);
    const leadsHere = url.origin === publicUrl && !url.pathname.startsWith('//');
    return leadsHere && !/^\/(api|auth)(\/|$)/.test(url.pathname) ? url.pathname + url.search + url.hash : '/';
  } catch {
    return '/';
  }
}
