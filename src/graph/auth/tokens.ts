import { createHash, X509Certificate } from 'node:crypto';
import { type AuthenticationResult, ConfidentialClientApplication, LogLevel } from '@azure/msal-node';
import { MicrosoftError } from '../errors.ts';
import { Lru } from '../lru.ts';
import type { Transport } from '../transport.ts';
import { fromEntra } from './entra-errors.ts';
import { createNetworkClient } from './network-client.ts';
import { assertTenantId } from './tenant-id.ts';

/** How the application proves to Entra that it is itself: a secret or a certificate. */
export interface ApplicationCredentials {
  clientId: string;
  clientSecret?: string | undefined;
  /** Both in PEM. */
  certificate?: { certificate: string; privateKey: string } | undefined;
}

/** What is written when MSAL has something to say; MSAL leaves personal data out. */
export interface GraphLog {
  warn(fields: Record<string, unknown>, message: string): void;
}

export interface Tokens {
  /** A Graph token of the application itself in a tenant (client credentials, `.default`). */
  forApplication(tenantId: string, options?: { fresh?: boolean }): Promise<string>;
  /** A Graph token of the person whose host token this is (on behalf of, `User.Read`). */
  onBehalfOf(tenantId: string, hostToken: string, options?: { fresh?: boolean }): Promise<string>;
  /** An MSAL application with an empty cache, for one sign-in. */
  application(tenant: string): ConfidentialClientApplication;
  forget(): void;
}

const applicationScope = 'https://graph.microsoft.com/.default';
/** Needed to read who signed in, and all that a person is asked to consent to. */
export const selfScope = 'https://graph.microsoft.com/User.Read';

/**
 * MSAL keeps its tokens in the application object that got them and never forgets one. So there is one object
 * for each tenant and, on behalf of people, one for each host token, and the least used of them are dropped.
 */
export function createTokens(credentials: ApplicationCredentials, transport: Transport, log?: GraphLog): Tokens {
  const networkClient = createNetworkClient(transport);
  const tenants = new Lru<ConfidentialClientApplication>(200);
  const people = new Lru<ConfidentialClientApplication>(1000);
  const underWay = new Map<string, Promise<string>>();

  function application(tenant: string): ConfidentialClientApplication {
    const { clientId, clientSecret, certificate } = credentials;
    return new ConfidentialClientApplication({
      auth: {
        clientId,
        authority: `https://login.microsoftonline.com/${tenant}`,
        ...(clientSecret !== undefined && { clientSecret }),
        ...(certificate && { clientCertificate: msalCertificate(certificate) }),
      },
      system: {
        networkClient,
        loggerOptions: {
          logLevel: LogLevel.Warning,
          piiLoggingEnabled: false,
          loggerCallback: (_level, message) => log?.warn({ source: 'msal' }, message),
        },
      },
    });
  }

  /** Requests for the same token at the same time become one. */
  function once(key: string, acquire: () => Promise<AuthenticationResult | null>): Promise<string> {
    const waiting = underWay.get(key);
    if (waiting) return waiting;
    const promise = accessToken(acquire).finally(() => underWay.delete(key));
    underWay.set(key, promise);
    return promise;
  }

  return {
    application,
    async forApplication(tenantId, { fresh = false } = {}) {
      const tenant = assertTenantId(tenantId);
      return await once(`${tenant} ${fresh}`, () =>
        tenants
          .getOrCreate(tenant, () => application(tenant))
          .acquireTokenByClientCredential({ scopes: [applicationScope], skipCache: fresh }),
      );
    },
    async onBehalfOf(tenantId, hostToken, { fresh = false } = {}) {
      const tenant = assertTenantId(tenantId);
      const key = createHash('sha256').update(hostToken).digest('base64url');
      return await once(`${tenant} ${key} ${fresh}`, () =>
        people
          .getOrCreate(`${tenant} ${key}`, () => application(tenant))
          .acquireTokenOnBehalfOf({ scopes: [selfScope], oboAssertion: hostToken, skipCache: fresh }),
      );
    },
    forget() {
      tenants.clear();
      people.clear();
    },
  };
}

function msalCertificate({ certificate, privateKey }: { certificate: string; privateKey: string }) {
  const { fingerprint256 } = new X509Certificate(certificate);
  return { thumbprintSha256: fingerprint256.replaceAll(':', ''), privateKey, x5c: certificate };
}

async function accessToken(acquire: () => Promise<AuthenticationResult | null>): Promise<string> {
  try {
    const result = await acquire();
    if (result?.accessToken) return result.accessToken;
  } catch (error) {
    throw fromEntra(error);
  }
  throw new MicrosoftError('unexpected_reply', 'Microsoft Entra answered without an access token.');
}
