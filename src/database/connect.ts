import path from 'node:path';
import { startEmbeddedDatabase } from './embedded/server.ts';

/** A database that mongoose can connect to. */
export interface OpenDatabase {
  uri: string;
  kind: 'embedded' | 'mongodb';
  /** Stops an embedded database; a MongoDB of somebody else's goes on. */
  close(): Promise<void>;
}

export interface DatabaseChoice {
  /** a real MongoDB, a replica set; none: the embedded database */
  mongodbUri?: string | undefined;
  /** where the embedded database keeps its data, in a folder `database` of it */
  dataDir: string;
  log?: (message: string) => void;
}

/**
 * Says which database to connect to, and starts the embedded one where no MongoDB is given.
 * @throws Error with a sentence when another process uses the data
 */
export async function openDatabase({ mongodbUri, dataDir, log }: DatabaseChoice): Promise<OpenDatabase> {
  if (mongodbUri) return { uri: mongodbUri, kind: 'mongodb', close: async () => {} };
  const embedded = await startEmbeddedDatabase({ dataDir: path.join(dataDir, 'database'), ...(log ? { log } : {}) });
  return { uri: embedded.uri, kind: 'embedded', close: embedded.close };
}
