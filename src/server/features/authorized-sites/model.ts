import { type Connection, type Model, Schema } from 'mongoose';
import { ID } from '../../platform/ids.ts';
import { ID_TOKEN_ALGORITHMS, SITE_AUDIENCES, SITE_SCOPES, type SiteAudience, type SiteScope } from './schemas.ts';

/** A partner's site that an organization has registered. */
export interface SiteRow {
  _id: string;
  organizationId: string;
  name: string;
  clientId: string;
  /** SHA-256 of the client's secret. */
  secretHash: string;
  host: string;
  redirectUris: string[];
  scopes: SiteScope[];
  audience: SiteAudience;
  /** Missing where the site was registered before there was a choice. */
  idTokenAlgorithm?: (typeof ID_TOKEN_ALGORITHMS)[number];
  createdAt: Date;
  /** Counts the answers to the site's requests, so that a concurrent removal conflicts with them (`holdSite`). */
  revision: number;
}

/** One person's authorization of a site. */
export interface GrantRow {
  _id: string;
  organizationId: string;
  accountId: string;
  siteId: string;
  /** The grant as the OAuth server knows it: tokens carry it. */
  grantId: string;
  scopes: SiteScope[];
  grantedAt: Date;
  lastUsedAt: Date | null;
}

/** Codes, tokens and other state of the OAuth server: found by a hash, encrypted. */
export interface ArtifactRow {
  /** SHA-256 of kind and identifier. */
  _id: string;
  kind: string;
  grantId: string | null;
  uid: string | null;
  /** JSON, sealed. */
  content: string;
  consumedAt: Date | null;
  expiresAt: Date | null;
}

/** What the OAuth server signs with. */
export interface OAuthKeyRow {
  _id: string;
  /** A private JWK, sealed. */
  jwk: string;
  /** Makes a person's identifier differ from site to site. */
  pairwiseSalt: string;
  createdAt: Date;
}

const id = { type: ID, required: true };
const text = { type: String, required: true };
const moment = { type: Date, required: true };
const scopes = { type: [{ type: String, enum: SITE_SCOPES }], required: true };

const siteSchema = new Schema<SiteRow>(
  {
    organizationId: id,
    name: text,
    clientId: text,
    secretHash: text,
    host: text,
    redirectUris: { type: [String], required: true },
    scopes,
    audience: { type: String, enum: SITE_AUDIENCES, required: true },
    idTokenAlgorithm: { type: String, enum: ID_TOKEN_ALGORITHMS },
    createdAt: moment,
    revision: { type: Number, default: 0 },
  },
  { collection: 'partner-sites', versionKey: false },
);
siteSchema.index({ clientId: 1 }, { unique: true });
siteSchema.index({ organizationId: 1, name: 1 }, { unique: true });

const grantSchema = new Schema<GrantRow>(
  {
    organizationId: id,
    accountId: id,
    siteId: id,
    grantId: text,
    scopes,
    grantedAt: moment,
    lastUsedAt: { type: Date, default: null },
  },
  { collection: 'site-grants', versionKey: false },
);
grantSchema.index({ accountId: 1, siteId: 1 }, { unique: true });
// The list of a person's authorized sites.
grantSchema.index({ accountId: 1, _id: -1 });
grantSchema.index({ organizationId: 1 });
grantSchema.index({ siteId: 1 });
grantSchema.index({ grantId: 1 });

const artifactSchema = new Schema<ArtifactRow>(
  {
    _id: text,
    kind: text,
    grantId: { type: String, default: null },
    uid: { type: String, default: null },
    content: text,
    consumedAt: { type: Date, default: null },
    expiresAt: { type: Date, default: null },
  },
  { collection: 'oauth-artifacts', versionKey: false },
);
artifactSchema.index({ grantId: 1 });
artifactSchema.index({ uid: 1 });
artifactSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

const keySchema = new Schema<OAuthKeyRow>(
  { _id: text, jwk: text, pairwiseSalt: text, createdAt: moment },
  { collection: 'oauth-keys', versionKey: false },
);

export function siteModel(db: Connection): Model<SiteRow> {
  return db.model<SiteRow>('PartnerSite', siteSchema);
}

export function siteGrantModel(db: Connection): Model<GrantRow> {
  return db.model<GrantRow>('SiteGrant', grantSchema);
}

export function artifactModel(db: Connection): Model<ArtifactRow> {
  return db.model<ArtifactRow>('OAuthArtifact', artifactSchema);
}

export function oauthKeyModel(db: Connection): Model<OAuthKeyRow> {
  return db.model<OAuthKeyRow>('OAuthKey', keySchema);
}
