import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { MongoClient } from 'mongodb';
import { type EmbeddedDatabase, startEmbeddedDatabase } from '../../../src/database/embedded/server.ts';

/** A database in a folder of its own, a client connected to it, and the end of both. */
export interface Fixture {
  folder: string;
  database: EmbeddedDatabase;
  client: MongoClient;
  /** what the server had to say */
  messages: string[];
  stop(): Promise<void>;
}

/** Starts a database for one file of tests. */
export async function startFixture(): Promise<Fixture> {
  const folder = await temporaryFolder();
  const messages: string[] = [];
  const database = await startEmbeddedDatabase({ dataDir: folder, log: (message) => messages.push(message) });
  const client = await new MongoClient(database.uri).connect();
  return {
    folder,
    database,
    client,
    messages,
    async stop() {
      await client.close();
      await database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export function temporaryFolder(): Promise<string> {
  return mkdtemp(path.join(tmpdir(), 'foyer-database-'));
}

/** Waits for something that happens by itself; fails when it takes more than ten seconds. */
export async function until(what: string, isTrue: () => Promise<boolean> | boolean): Promise<void> {
  const end = Date.now() + 10_000;
  while (!(await isTrue())) {
    if (Date.now() > end) throw new Error(`waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** An error of the driver, with what the server said. */
export type Failure = Error & { code?: number; errorLabels?: string[]; [name: string]: unknown };

/** The error that a promise rejects with. */
export async function failure(promise: Promise<unknown>): Promise<Failure> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Error) return error as Failure;
  }
  throw new Error('it did not fail');
}
