import type { ClientSession, Connection, Model } from 'mongoose';
import type { Logger } from 'pino';
import type { Microsoft } from '../../graph/microsoft.ts';
import type { MailServerRules } from '../mail-servers/connect.ts';
import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import type { Jobs } from './jobs.ts';
import type { Mailer } from './mailer.ts';
import type { Secrets } from './secrets.ts';

/** What a running server is made of. Every service function takes it first; there are no global singletons. */
export interface Services {
  readonly config: Config;
  /** Where people open Foyer, e.g. `https://foyer.example.com`: an origin without a slash at the end. */
  readonly publicUrl: string;
  readonly db: Connection;
  /** Every collection that Foyer keeps, for what goes through all of them: exports, closings, erasures. */
  readonly collections: readonly Model<object>[];
  readonly secrets: Secrets;
  readonly microsoft: Microsoft;
  readonly clock: Clock;
  readonly log: Logger;
  readonly jobs: Jobs;
  readonly mailer: Mailer;
  /** How members' mailboxes are reached. */
  readonly mailServerRules: MailServerRules;
  readonly outbox: Outbox;
  readonly sealer: Sealer;
  /** The transaction's session of the database; null outside of one. Queries pass it on by `.session(services.transaction)`. */
  readonly transaction: ClientSession | null;
}

/** What happens to queued mails; they are queued by the outbox's service. */
export interface Outbox {
  /** There may be mails to send now. */
  wake(): void;
}

/** Who gives entries of the audit trail their places in the chain; they are written by the trail's service. */
export interface Sealer {
  /** There may be entries to seal in this organization now. */
  wake(organizationId: string): void;
  /** The same for all organizations, one after another. */
  wakeAll(): Promise<void>;
  /** Waits, for a moment, until what this process has written there is sealed. */
  settled(organizationId: string): Promise<void>;
}

/** The services inside a transaction. A function that must not run outside of one asks for a `Tx`. */
export interface Tx extends Services {
  readonly transaction: ClientSession;
  /** Runs once the transaction has committed, never when it was rolled back. */
  afterCommit(work: () => void): void;
}
