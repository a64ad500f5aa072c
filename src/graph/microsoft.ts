import type { Client } from '@microsoft/microsoft-graph-client';
import { decodeJwt } from 'jose';
import { type HostIdentity, verifyHostToken } from './auth/host-token.ts';
import { createSignIn, type SignIn } from './auth/sign-in.ts';
import { createSigningKeys } from './auth/signing-keys.ts';
import { assertTenantId } from './auth/tenant-id.ts';
import { type ApplicationCredentials, createTokens, type GraphLog } from './auth/tokens.ts';
import { createGraph, type GraphOptions, impatient, patient } from './client.ts';
import { readClockSkew } from './clock.ts';
import { type SyncPage, syncUsers } from './delta.ts';
import { type Mailbox, type OutgoingMail, readMailbox, sendMail } from './mail.ts';
import { readOrganization, type TenantOrganization } from './organizations.ts';
import { type Photo, readPhoto } from './photos.ts';
import { createTransport } from './transport.ts';
import { type DirectoryUser, readManager, readSelf, readUser } from './users.ts';

export type { HostIdentity } from './auth/host-token.ts';
export type { SignIn } from './auth/sign-in.ts';
export type { SyncPage } from './delta.ts';
export type { OutgoingMail } from './mail.ts';
export type { TenantOrganization } from './organizations.ts';
export type { Photo } from './photos.ts';
export type { DirectoryUser } from './users.ts';

export interface MicrosoftConfig extends ApplicationCredentials {
  /** The only tenant whose people may sign in; unset, those of any tenant. */
  tenantId?: string | undefined;
  /** `http://localhost:3001` to talk to the sandbox; unset, to Microsoft. */
  rewriteOrigin?: string | undefined;
  /** For one request, in milliseconds; 15,000 unless given. */
  timeoutMs?: number | undefined;
}

/** All that Foyer asks of Microsoft. Every method throws `MicrosoftError` for what Microsoft refuses. */
export interface Microsoft {
  /** Who a host's token is of; `invalid_token`, `expired_token`, `wrong_audience` otherwise. */
  verifyHostToken(token: string): Promise<HostIdentity>;
  signIn: SignIn;
  /** The signed-in person; `consent_required`, `interaction_required`, `assertion_expired` say what to do. */
  readSelf(identity: HostIdentity): Promise<DirectoryUser>;
  /** Null when there is no such user (any more). */
  readUser(tenantId: string, objectId: string): Promise<DirectoryUser | null>;
  /** Page by page; see `delta.ts`. */
  syncUsers(tenantId: string, link: string | null): AsyncIterable<SyncPage>;
  /** Null when there is none. */
  photo(tenantId: string, objectId: string, size: number): Promise<Photo | null>;
  /** Null when there is none. */
  manager(tenantId: string, objectId: string): Promise<DirectoryUser | null>;
  organization(tenantId: string): Promise<TenantOrganization>;
  sendMail(mail: { tenantId: string; sender: string; message: OutgoingMail }): Promise<void>;
  /** The mailbox behind an address; null when nobody has it. */
  mailbox(tenantId: string, address: string): Promise<Mailbox | null>;
  /** The application permissions that a tenant has granted, e.g. `User.Read.All`. */
  grantedPermissions(tenantId: string): Promise<string[]>;
  /** By how many seconds this machine's clock is ahead of Microsoft's. */
  clockSkew(): Promise<number>;
  /** Forgets all tokens. */
  close(): void;
}

export function createMicrosoft(config: MicrosoftConfig, log?: GraphLog): Microsoft {
  const { rewriteOrigin, timeoutMs } = config;
  const transport = createTransport({ rewriteOrigin, timeoutMs });
  const keys = createSigningKeys(transport);
  const tokens = createTokens(config, transport, log);

  function asApplication(tenantId: string, options: GraphOptions = impatient): Client {
    return createGraph(transport, ({ fresh }) => tokens.forApplication(tenantId, { fresh }), options);
  }

  function asPerson({ tenantId, token, tokenFor }: HostIdentity): Client {
    const source = tokenFor === 'graph' ? async () => token : tokens.onBehalfOf.bind(undefined, tenantId, token);
    return createGraph(transport, source, impatient);
  }

  return {
    verifyHostToken: (token) => verifyHostToken(keys, config, token),
    signIn: createSignIn(tokens, keys, transport, config),
    readSelf: (identity) => readSelf(asPerson(identity), identity.tenantId),
    readUser: (tenantId, objectId) => readUser(asApplication(tenantId), tenantId, objectId),
    syncUsers: (tenantId, link) => syncUsers(asApplication(tenantId, patient), tenantId, link),
    photo: (tenantId, objectId, size) => readPhoto(asApplication(tenantId), objectId, size),
    manager: (tenantId, objectId) => readManager(asApplication(tenantId), tenantId, objectId),
    organization: (tenantId) => readOrganization(asApplication(tenantId), tenantId),
    sendMail: ({ tenantId, sender, message }) => sendMail(asApplication(tenantId), sender, message),
    mailbox: (tenantId, address) => readMailbox(asApplication(tenantId), address),
    clockSkew: () => readClockSkew(transport),
    async grantedPermissions(tenantId) {
      const { roles } = decodeJwt(await tokens.forApplication(assertTenantId(tenantId), { fresh: true }));
      return Array.isArray(roles) ? roles.filter((role) => typeof role === 'string') : [];
    },
    close: () => tokens.forget(),
  };
}
