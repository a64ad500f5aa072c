import type { Request, Response } from 'express';
import type { Faults } from './faults.ts';
import type { Mailboxes } from './mailboxes/mailboxes.ts';
import type { StoredMessage } from './mailboxes/message.ts';
import type { Person } from './people/person.ts';
import type { Tenant } from './people/tenant.ts';

/** How far Foyer's pages are, while they are built. */
export interface AppBuild {
  /** 0 to 100. */
  readonly percent: number;
  /** Whether there were none before; else their source has changed. */
  readonly isFirst: boolean;
  readonly hasFailed: boolean;
}

/** How the sandbox is set up. */
export interface SandboxConfig {
  /** `http://localhost:PORT`, without a slash at the end. */
  readonly origin: string;
  readonly port: number;
  /** Where Foyer answers, without a slash at the end. May change until Foyer has started. */
  readonly appUrl: () => string;
  /** Null once its pages are there. */
  readonly appBuild: () => AppBuild | null;
  /** The tenant that Foyer is installed in. */
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** `userPrincipalName` of the mailbox that Foyer sends from. */
  readonly mailSender: string;
}

/** The whole sandbox Microsoft 365, as its parts and its home page see it. */
export interface Sandbox {
  readonly config: SandboxConfig;
  /** The first is the one Foyer is installed in, the second its neighbour. */
  readonly tenants: readonly Tenant[];
  readonly mailboxes: Mailboxes;
  /** What was written to somebody before the world began, newest first. */
  writtenBefore(person: Person): StoredMessage[];
  readonly faults: Faults;
  /** The person with that object ID in any tenant, unless deleted. */
  findPerson(id: string): Person | undefined;
  /** The person with that `userPrincipalName` (in any case) in any tenant, unless deleted. */
  findPersonByLogin(userPrincipalName: string): Person | undefined;
  tenantOf(person: Person): Tenant;
  /** Who signed in to the sandbox in this browser, for its home page and for single sign-on. */
  readonly signIn: {
    read(request: Request): Person | undefined;
    /** When they were last asked who they are, in seconds since 1970, as far as the browser knows. */
    authTime(request: Request): number | undefined;
    /** @param authTime when they were asked; at this moment unless given. */
    remember(response: Response, person: Person, authTime?: number): void;
    forget(response: Response): void;
  };
}
