import { z } from 'zod';
import type { Calls } from '../../platform/calls.ts';
import { idParams, idSchema, instantSchema, ONE_LINE, pageQuery, pageSchema } from '../../platform/page-schemas.ts';

/** What a site may ask for (OpenID Connect Core, section 5.4), and the two of Foyer's own API. */
export const SITE_SCOPES = ['profile', 'email', 'organization', 'members.read', 'members.write'] as const;

export type SiteScope = (typeof SITE_SCOPES)[number];

/** The scopes about the person alone: all that a person without an organization can grant. */
export const VISITOR_SCOPES = ['profile', 'email'] as const satisfies SiteScope[];

/** Who may sign in at a site: the organization's members only, or everybody who has an account or makes one. */
export const SITE_AUDIENCES = ['members', 'everybody'] as const;

export type SiteAudience = (typeof SITE_AUDIENCES)[number];

/**
 * What ID tokens are signed with: RS256 is what every client can check (OpenID Connect Discovery 1.0, section 3), ES256 is
 * shorter.
 */
export const ID_TOKEN_ALGORITHMS = ['RS256', 'ES256'] as const;

/** An `https` address without a fragment; `http` only for localhost, for development. */
const redirectUri = z
  .string()
  .max(500)
  .regex(/^https?:\/\/[^\s#]+$/, { error: 'malformed_redirect_uri', abort: true })
  .refine((text) => URL.canParse(text), { error: 'malformed_redirect_uri', abort: true })
  .refine((text) => {
    const { protocol, hostname } = new URL(text);
    return protocol === 'https:' || hostname === 'localhost';
  }, 'malformed_redirect_uri');

/** `POST /sites`: registers a partner's site. All its addresses are on one host, by which its people's identifiers differ. */
export const registerSiteBody = z.strictObject({
  name: z.string().max(80).regex(ONE_LINE, 'control_characters').trim().min(1),
  redirectUris: z
    .array(redirectUri)
    .min(1)
    .max(10)
    .refine((uris) => new Set(uris.map((uri) => new URL(uri).host)).size === 1, 'several_hosts'),
  scopes: z.array(z.enum(SITE_SCOPES)).max(SITE_SCOPES.length),
  audience: z.enum(SITE_AUDIENCES).default('members'),
  idTokenAlgorithm: z.enum(ID_TOKEN_ALGORITHMS).default('RS256'),
});

export const siteSchema = z.strictObject({
  id: idSchema,
  name: z.string(),
  /** `client_id` of OAuth. */
  clientId: z.string(),
  host: z.string(),
  redirectUris: z.array(z.string()),
  scopes: z.array(z.enum(SITE_SCOPES)),
  audience: z.enum(SITE_AUDIENCES),
  idTokenAlgorithm: z.enum(ID_TOKEN_ALGORITHMS),
  createdAt: instantSchema,
  /** How many people have authorized it. */
  grants: z.number().int(),
});

/** The secret is shown this once. */
const secret = { clientSecret: z.string() };

export const registeredSiteSchema = siteSchema.extend({ ...secret, issuer: z.string() });

/** `POST /sites/{id}/secret`. */
export const rotatedSecretSchema = z.strictObject({ clientId: z.string(), ...secret });

/** `GET /sites` and `GET /account/authorized-sites`. */
const siteListQuery = z.strictObject(pageQuery);

const sitePageSchema = pageSchema(siteSchema);

/** A site that a person has authorized (ACC-6). */
export const grantSchema = z.strictObject({
  id: idSchema,
  site: z.strictObject({ name: z.string(), host: z.string() }),
  scopes: z.array(z.enum(SITE_SCOPES)),
  grantedAt: instantSchema,
  lastUsedAt: instantSchema.nullable(),
});

const grantPageSchema = pageSchema(grantSchema);

/** What a site asks the person who is sent here. */
export const siteRequestSchema = z.strictObject({
  site: z.strictObject({ name: z.string(), host: z.string() }),
  organizationName: z.string(),
  /** The site asks for a new account (`prompt=create`). */
  wantsAccount: z.boolean(),
  /** The site expects another account than the one that is signed in (`id_token_hint`). */
  meansAnother: z.boolean(),
  /** Null while nobody is signed in, or another account than the site expects. */
  consent: z
    .strictObject({
      standing: z.enum(['member', 'visitor']),
      /** Those of the requested scopes that the person can grant. */
      scopes: z.array(z.enum(SITE_SCOPES)),
      /** Whether the person has granted all of them before. */
      isAllowed: z.boolean(),
    })
    .nullable(),
  /** The site requires a newer sign-in than the current one (`prompt=login`, `max_age`). */
  mustSignInAgain: z.boolean(),
});

/** Why the page `/authorize?reason=…` can't show the site's request. */
export const SITE_REQUEST_FAILURES = ['unknown_site', 'wrong_address', 'malformed', 'expired', 'failed'] as const;

export type SiteRequestFailure = (typeof SITE_REQUEST_FAILURES)[number];

const answeredSiteSchema = z.strictObject({ redirectTo: z.string() });

export const requestParams = z.strictObject({ uid: z.string().regex(/^[\w-]{20,60}$/, 'malformed_id') });

export type RegisterSiteBody = z.output<typeof registerSiteBody>;
export type Site = z.infer<typeof siteSchema>;
export type RegisteredSite = z.infer<typeof registeredSiteSchema>;
export type RotatedSecret = z.infer<typeof rotatedSecretSchema>;
export type Grant = z.infer<typeof grantSchema>;
export type SiteRequest = z.infer<typeof siteRequestSchema>;

export const authorizedSitesCalls = {
  'GET /account/authorized-sites': { query: siteListQuery, response: grantPageSchema },
  'DELETE /account/authorized-sites/{id}': { params: idParams },
  'GET /site-requests/{uid}': { params: requestParams, response: siteRequestSchema },
  'POST /site-requests/{uid}/allow': { params: requestParams, response: answeredSiteSchema },
  'POST /site-requests/{uid}/cancel': { params: requestParams, response: answeredSiteSchema },
  'GET /sites': { query: siteListQuery, response: sitePageSchema },
  'POST /sites': { body: registerSiteBody, response: registeredSiteSchema },
  'POST /sites/{id}/secret': { params: idParams, response: rotatedSecretSchema },
  'DELETE /sites/{id}': { params: idParams },
} satisfies Calls;
