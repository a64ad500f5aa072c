import { createHash } from 'node:crypto';
import { MicrosoftError } from '../errors.ts';
import type { Transport } from '../transport.ts';
import { fromEntra } from './entra-errors.ts';
import { type Audience, type HostIdentity, identityOf, verifyEntraToken } from './host-token.ts';
import type { SigningKeys } from './signing-keys.ts';
import { assertTenantId } from './tenant-id.ts';
import { selfScope, type Tokens } from './tokens.ts';

export interface BeginSignIn {
  redirectUri: string;
  state: string;
  nonce: string;
  /** RFC 7636, 43 to 128 characters; its S256 challenge goes to Entra, the verifier itself to `redeem`. */
  codeVerifier: string;
  loginHint?: string | undefined;
  /** `select_account` to switch account, `login` for a fresh sign-in, `consent` to be asked again. */
  prompt?: 'select_account' | 'login' | 'consent' | 'none' | undefined;
  /** The claims challenge of an `interaction_required`. */
  claims?: string | undefined;
  /** BCP 47, e.g. `fr`. */
  locale?: string | undefined;
}

export interface RedeemCode {
  code: string;
  codeVerifier: string;
  redirectUri: string;
  nonce: string;
}

export interface SignIn {
  /** The address for a browser. */
  begin(request: BeginSignIn): Promise<string>;
  /**
   * Exchanges the code that came back. Compare the state before calling this.
   * @throws MicrosoftError `invalid_code`, `invalid_token` (also for another nonce), `consent_required` …
   */
  redeem(request: RedeemCode): Promise<HostIdentity>;
  /** The address where an administrator consents for the whole tenant. */
  adminConsentUrl(request: { tenantId: string; redirectUri: string; state: string }): string;
}

/** https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow */
export function createSignIn(tokens: Tokens, keys: SigningKeys, transport: Transport, audience: Audience): SignIn {
  const tenant = audience.tenantId ?? 'organizations';
  const scopes = ['openid', 'profile', selfScope];

  return {
    async begin({ redirectUri, state, nonce, codeVerifier, loginHint, prompt, claims, locale }) {
      const url = await tokens.application(tenant).getAuthCodeUrl({
        scopes,
        redirectUri,
        state,
        nonce,
        codeChallenge: createHash('sha256').update(codeVerifier).digest('base64url'),
        codeChallengeMethod: 'S256',
        ...(loginHint !== undefined && { loginHint }),
        ...(prompt !== undefined && { prompt }),
        ...(claims !== undefined && { claims }),
        ...(locale !== undefined && { extraQueryParameters: { ui_locales: locale } }),
      });
      return transport.browserUrl(url);
    },

    async redeem({ code, codeVerifier, redirectUri, nonce }) {
      const result = await tokens
        .application(tenant)
        .acquireTokenByCode({ scopes, code, codeVerifier, redirectUri, nonce })
        .catch((error: unknown) => {
          throw fromEntra(error);
        });
      const payload = await verifyEntraToken(keys, audience, result.idToken);
      if (payload.nonce !== nonce)
        throw new MicrosoftError('invalid_token', 'The sign-in is not the one that was begun.');
      return { ...identityOf(payload), token: result.accessToken, tokenFor: 'graph' };
    },

    /** https://learn.microsoft.com/entra/identity-platform/v2-admin-consent */
    adminConsentUrl({ tenantId, redirectUri, state }) {
      const url = new URL(`https://login.microsoftonline.com/${assertTenantId(tenantId)}/v2.0/adminconsent`);
      url.search = new URLSearchParams({
        client_id: audience.clientId,
        scope: 'https://graph.microsoft.com/.default',
        redirect_uri: redirectUri,
        state,
      }).toString();
      return transport.browserUrl(url.href);
    },
  };
}
