/** An app registration. */
export interface Application {
  readonly clientId: string;
  readonly displayName: string;
  /** `null` for a public client, which has no secret. */
  readonly secret: string | null;
  /** Certificates (PEM) that may sign its assertions. */
  readonly certificates: readonly string[];
  /** Delegated permissions of Microsoft Graph that it asks for; `null`: any. */
  readonly delegated: readonly string[] | null;
  /** Application permissions of Microsoft Graph. */
  readonly roles: readonly string[];
}

/** Foyer's own permissions: the least that it needs. */
const foyerDelegated = ['User.Read', 'User.ReadBasic.All', 'ProfilePhoto.Read.All'];
const foyerRoles = ['User.Read.All', 'ProfilePhoto.Read.All', 'Organization.Read.All', 'Mail.Send'];

/** Microsoft's own tool for trying Graph; here the way to a token with any delegated permission. */
export const graphExplorer: Application = {
  clientId: 'de8bc8b5-d9f9-48b1-a8ad-b748da725064',
  displayName: 'Graph Explorer',
  secret: null,
  certificates: [],
  delegated: null,
  roles: [],
};

/** Foyer as it is registered in the sandbox. */
export function foyerApplication(clientId: string, secret: string, certificates: readonly string[]): Application {
  return { clientId, displayName: 'Foyer', secret, certificates, delegated: foyerDelegated, roles: foyerRoles };
}

/** Permissions that a user may agree to alone, without an administrator. */
export const userConsentable: ReadonlySet<string> = new Set([
  'openid',
  'profile',
  'email',
  'offline_access',
  'access_as_user',
  'User.Read',
  'User.ReadBasic.All',
  'ProfilePhoto.Read.All',
  'Mail.Send',
]);

/** Who agreed to what for Foyer. In the beginning each tenant's administrator agreed to all of it. */
export class Consents {
  readonly #application: Application;
  readonly #tenants = new Set<string>();
  readonly #people = new Map<string, Set<string>>();
  readonly #roles = new Map<string, readonly string[]>();

  constructor(application: Application, tenantIds: readonly string[]) {
    this.#application = application;
    for (const id of tenantIds) this.#tenants.add(id);
  }

  /** Delegated permissions of Graph that the application has for a person. */
  delegated(application: Application, tenantId: string, personId: string): (scope: string) => boolean {
    if (application.delegated === null) return () => true;
    const registered = new Set(this.#tenants.has(tenantId) ? application.delegated : []);
    const own = this.#people.get(personId);
    return (scope) => registered.has(scope) || own?.has(scope) === true;
  }

  /** Application permissions in a tenant. */
  roles(application: Application, tenantId: string): readonly string[] {
    if (!this.#tenants.has(tenantId)) return [];
    return this.#roles.get(tenantId) ?? application.roles;
  }

  grantTenant(tenantId: string): void {
    this.#tenants.add(tenantId);
  }

  grantPerson(personId: string, scopes: readonly string[]): void {
    this.#people.set(personId, new Set([...(this.#people.get(personId) ?? []), ...scopes]));
  }

  /** Other application permissions than those registered, until `revoke`. */
  setRoles(tenantId: string, roles: readonly string[]): void {
    this.#roles.set(tenantId, roles);
  }

  /** Takes back everything that a tenant agreed to, and everybody alone. */
  revoke(tenantId: string): void {
    this.#tenants.delete(tenantId);
    this.#roles.delete(tenantId);
    this.#people.clear();
  }

  /** What the consent page lists. */
  get registered(): readonly string[] {
    return this.#application.delegated ?? [];
  }
}
