import { type NextFunction, type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { MicrosoftError } from '../../../graph/errors.ts';
import { pickLanguage } from '../../core/accounts/rules.ts';
import type { SignInRow } from '../../core/sessions/model.ts';
import { createHandover } from '../../core/sessions/service.ts';
import { openSession } from '../../core/sessions/start-session.ts';
import { toProblem } from '../../http/problems.ts';
import type { RateLimits } from '../../http/rate-limit.ts';
import { ensureSignInCookie, readSignInCookie } from '../../http/session-cookie.ts';
import { visitorOf } from '../../http/visitor.ts';
import { addressSchema } from '../../platform/page-schemas.ts';
import { Problem } from '../../platform/problem.ts';
import type { ProblemCode } from '../../platform/problem-codes.ts';
import type { Services } from '../../platform/services.ts';
import { offerLink, offerLinkByCode } from '../account-links/link-offers.ts';
import { HeldByPassword } from '../accounts/claim-login-id.ts';
import { enter } from './enter.ts';
import { beginSignIn, callbackUrl, safeReturnTo, takeSignIn } from './sign-in.ts';

/** Options that the add-in may give. A wrong one is ignored: an error would be shown in a person's browser window. */
const optionsSchema = z.object({
  popup: z.literal('1').optional().catch(undefined),
  returnTo: z.string().optional().catch(undefined),
  prompt: z.enum(['select_account', 'login', 'consent', 'none']).optional().catch(undefined),
  loginHint: addressSchema.optional().catch(undefined),
  claims: z.string().max(4000).refine(isClaimsRequest).optional().catch(undefined),
});

/** What Entra sends back: a code, or an error such as `access_denied` (RFC 6749, section 4.1.2). */
const answerSchema = z.object({
  state: z.string().min(1).max(500),
  code: z.string().min(1).max(8000).optional(),
  error: z.string().max(200).optional(),
});

/**
 * The pages that a browser passes through on its way to Microsoft and back: `/auth/sign-in`, `/auth/callback`,
 * `/auth/consented`. A popup (`?popup=1`) ends at `/sign-in-dialog.html#code=…` or `#error=<problem code>`,
 * a whole window at its `returnTo` or at `/?signInError=<problem code>`. With `prompt=none`, when Microsoft would have to ask
 * the person something, the browser comes back without a session: Foyer's own page asks how they want to sign in.
 */
export function signInPages(services: Services, limits: RateLimits): Router {
  const router = Router();
  const page = (work: (request: Request, response: Response) => Promise<void>) => {
    return async (request: Request, response: Response, next: NextFunction) => {
      response.setHeader('Cache-Control', 'no-store');
      try {
        await limits.takeFromAddress('sign-ins', visitorOf(request));
        await work(request, response);
      } catch (error) {
        next(error);
      }
    };
  };

  router.get(
    '/auth/sign-in',
    page(async (request, response) => {
      const { popup, returnTo, ...options } = optionsSchema.parse(request.query);
      const location = await beginSignIn(services, {
        ...options,
        browser: ensureSignInCookie(request, response, services.publicUrl),
        popup: popup === '1',
        returnTo: safeReturnTo(returnTo, services.publicUrl),
        locale: pickLanguage(visitorOf(request).locale),
      });
      response.redirect(302, location);
    }),
  );

  router.get(
    '/auth/callback',
    page(async (request, response) => {
      let signIn: SignInRow | undefined;
      try {
        const answer = answerSchema.safeParse(request.query);
        if (!answer.success) throw new Problem('invalid_state');
        signIn = await takeSignIn(services, answer.data.state, readSignInCookie(request, services.publicUrl) ?? '');
        response.redirect(302, await finish(services, request, response, signIn, answer.data));
      } catch (error) {
        const problem = toProblem(error);
        services.log.info({ code: problem.code, err: problem.status >= 500 ? error : undefined }, 'a sign-in failed');
        response.redirect(302, wayBack(problem.code, signIn));
      }
    }),
  );

  router.get(
    '/auth/consented',
    page(async (_request, response) => response.redirect(302, '/')),
  );

  return router;
}

/** OpenID Connect Core, section 5.5: claims by the token that is to carry them. */
function isClaimsRequest(text: string): boolean {
  try {
    return z.record(z.string(), z.record(z.string(), z.unknown())).safeParse(JSON.parse(text)).success;
  } catch {
    return false;
  }
}

/** Where a browser goes whose sign-in failed. */
function wayBack(code: ProblemCode, signIn: SignInRow | undefined): string {
  if (signIn?.popup) return `/sign-in-dialog.html#${new URLSearchParams({ error: code })}`;
  const isUnasked = signIn?.silent && (code === 'interaction_required' || code === 'consent_required');
  if (isUnasked) return signIn.returnTo;
  // After the proof that the account is theirs, the person goes on to this page.
  const onward = code === 'login_id_taken' && signIn && signIn.returnTo !== '/' ? { returnTo: signIn.returnTo } : {};
  return `/?${new URLSearchParams({ signInError: code, ...onward })}`;
}

/** @returns where the browser goes next. */
async function finish(
  services: Services,
  request: Request,
  response: Response,
  { codeVerifier, nonce, popup, returnTo, isAgain }: SignInRow,
  { code, error }: z.output<typeof answerSchema>,
): Promise<string> {
  if (!code) throw new MicrosoftError(refusals[error ?? ''] ?? 'forbidden', 'Microsoft Entra refused the sign-in.');
  const redirectUri = callbackUrl(services);
  const identity = await services.microsoft.signIn.redeem({ code, codeVerifier, nonce, redirectUri });
  const visitor = visitorOf(request);
  const entered = await enter(services, identity, visitor).catch((error: unknown) => {
    if (popup && error instanceof HeldByPassword) return error;
    return offerLink(services, response, error);
  });
  // The page that opened the popup learns of the offer when it redeems the code.
  if (entered instanceof HeldByPassword) return handBack(await offerLinkByCode(services, entered));
  const { tenantId, objectId } = identity;
  const session = {
    accountId: entered.id,
    identity: { tenantId, objectId },
    // `auth_time` is an optional claim. With `prompt=login` the person has proved who they are just now.
    authenticatedAt: identity.authenticatedAt ?? (isAgain ? services.clock.now() : null),
  };
  if (popup) return handBack(await createHandover(services, session));
  await openSession(services, request, response, session);
  return returnTo;
}

function handBack(code: string): string {
  return `/sign-in-dialog.html#${new URLSearchParams({ code })}`;
}

/** https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow#error-codes-for-authorization-endpoint-errors */
const refusals: Record<string, 'consent_required' | 'interaction_required' | 'unavailable'> = {
  access_denied: 'consent_required',
  consent_required: 'consent_required',
  interaction_required: 'interaction_required',
  login_required: 'interaction_required',
  server_error: 'unavailable',
  temporarily_unavailable: 'unavailable',
};
