import {
  type CompactJWSHeaderParameters,
  createRemoteJWKSet,
  customFetch,
  errors,
  type FlattenedJWSInput,
  type JWSHeaderParameters,
  type JWTVerifyGetKey,
} from 'jose';
import { z } from 'zod';
import { MicrosoftError } from '../errors.ts';
import type { Transport } from '../transport.ts';

const metadataUrl = 'https://login.microsoftonline.com/organizations/v2.0/.well-known/openid-configuration';
const lifetimeMs = 24 * 60 * 60 * 1000;
/** Made-up key ids must not become a load on Entra: so many looks for a new key in that time. */
const looks = { most: 5, withinMs: 30_000 };

/** Keys of Entra carry, beyond RFC 7517, the issuer that they sign for. */
const keySchema = z.object({ kid: z.string(), issuer: z.string().optional() });

const metadataSchema = z.object({ issuer: z.string().includes('{tenantid}'), jwks_uri: z.url() });

/** Entra's public keys and the issuer that each may sign for. */
export interface SigningKeys {
  /** For jose. A key id that was never seen fetches the keys again, a few times in half a minute at most. */
  key: JWTVerifyGetKey;
  /** The issuer of a tenant, and whether a key may sign for it. */
  issuerOf(tenantId: string, header: JWSHeaderParameters): Promise<{ issuer: string; keyMaySign: boolean }>;
}

/** https://learn.microsoft.com/entra/identity-platform/access-tokens#validate-the-issuer */
export function createSigningKeys(transport: Transport): SigningKeys {
  let current: { readonly expires: number; readonly keys: Promise<Keys> } | undefined;

  function keys(): Promise<Keys> {
    if (!current || current.expires < Date.now()) {
      const loading = { expires: Date.now() + lifetimeMs, keys: load(transport) };
      loading.keys.catch(() => {
        if (current === loading) current = undefined;
      });
      current = loading;
    }
    return current.keys;
  }

  return {
    key: async (header, token) => {
      const { find } = await keys();
      try {
        return await find(header, token);
      } catch (error) {
        throw isOutage(error) ? unavailable(error) : error;
      }
    },
    async issuerOf(tenantId, header) {
      const { template, jwks } = await keys();
      const issuer = template.replace('{tenantid}', tenantId);
      const key = keySchema.safeParse(jwks.jwks()?.keys.find(({ kid }) => kid === header.kid)).data;
      const keyMaySign = key !== undefined && (key.issuer?.replace('{tenantid}', tenantId) ?? issuer) === issuer;
      return { issuer, keyMaySign };
    },
  };
}

interface Keys {
  template: string;
  jwks: RemoteKeys;
  find: JWTVerifyGetKey;
}

type RemoteKeys = ReturnType<typeof createRemoteJWKSet>;

async function load(transport: Transport): Promise<Keys> {
  const response = await transport.fetch(metadataUrl);
  if (!response.ok) throw unavailable(undefined, `HTTP ${response.status}`);
  const metadata = metadataSchema.safeParse(await response.json().catch(() => undefined));
  if (!metadata.success) {
    throw new MicrosoftError('unexpected_reply', 'The metadata of Microsoft Entra is not what it should be.');
  }
  const jwks = createRemoteJWKSet(new URL(metadata.data.jwks_uri), {
    [customFetch]: (url, { method, headers, signal }) => transport.fetch(url, { method, headers, signal }),
    cacheMaxAge: lifetimeMs,
    cooldownDuration: lifetimeMs,
    timeoutDuration: 10_000,
  });
  return { template: metadata.data.issuer, jwks, find: findOrReload(jwks) };
}

/** A key that is not there may be new: looks again, and those who miss one meanwhile wait for the same look. */
function findOrReload(jwks: RemoteKeys): JWTVerifyGetKey {
  let underWay: Promise<void> | undefined;
  let looked: number[] = [];

  async function lookAgain(): Promise<void> {
    if (underWay) return await underWay;
    looked = looked.filter((at) => at > Date.now() - looks.withinMs);
    if (looked.length >= looks.most) return;
    looked.push(Date.now());
    underWay = jwks.reload().finally(() => {
      underWay = undefined;
    });
    await underWay;
  }

  return async (header: CompactJWSHeaderParameters, token: FlattenedJWSInput) => {
    try {
      return await jwks(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
    }
    await lookAgain();
    return await jwks(header, token);
  };
}

/** The keys could not be read, as opposed to: were read, and none fits. */
function isOutage(error: unknown): boolean {
  return (
    error instanceof errors.JWKSTimeout || (error instanceof errors.JOSEError && error.code === 'ERR_JOSE_GENERIC')
  );
}

function unavailable(cause: unknown, reason?: string): MicrosoftError {
  return new MicrosoftError('unavailable', 'The signing keys of Microsoft Entra could not be read.', { cause, reason });
}
