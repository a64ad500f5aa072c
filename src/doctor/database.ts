import { MongoClient, MongoNetworkError, MongoServerError, MongoServerSelectionError } from 'mongodb';
import { CONSISTENCY, settleUri } from '../database/consistency.ts';
import { type Finding, ok, wrong } from './finding.ts';

const piece = 'database';

/** Connects, looks for a replica set, and writes in a transaction that is rolled back: nothing stays behind. */
export async function checkDatabase(uri: string | undefined, dataDir: string): Promise<Finding> {
  if (uri === undefined) {
    return ok(piece, `MONGODB_URI is not set, so the embedded database in ${dataDir} is used: fine for trying Foyer.`);
  }
  const { uri: settled, ignored } = settleUri(uri);
  let client: MongoClient | undefined;
  try {
    client = new MongoClient(settled, {
      ...CONSISTENCY,
      serverSelectionTimeoutMS: 5_000,
      connectTimeoutMS: 5_000,
      socketTimeoutMS: 10_000,
    });
    await client.connect();
    const hello = await client.db('admin').command({ hello: 1 });
    if (!hello.setName && hello.msg !== 'isdbgrid') {
      return wrong(
        piece,
        'MongoDB runs as a standalone server, and Foyer needs transactions: start it with --replSet and run rs.initiate().',
      );
    }
    await tryTransaction(client);
    const working = `MongoDB answers as ${describe(hello)}, and transactions work in "${client.db().databaseName}".`;
    if (ignored.length === 0) return ok(piece, working);
    const without = `Foyer reads from the primary and writes to the majority, so in MONGODB_URI it ignores ${ignored.join(', ')}.`;
    return ok(piece, `${working} ${without}`);
  } catch (error) {
    return wrong(piece, explain(error));
  } finally {
    await client?.close();
  }
}

async function tryTransaction(client: MongoClient): Promise<void> {
  const session = client.startSession();
  try {
    session.startTransaction();
    await client.db().collection('doctor').insertOne({ at: new Date() }, { session });
    await session.abortTransaction();
  } finally {
    await session.endSession();
  }
}

function describe(hello: { setName?: string }): string {
  return hello.setName ? `the replica set ${hello.setName}` : 'a sharded cluster';
}

/** The URI holds a password and is never repeated. https://www.mongodb.com/docs/manual/reference/error-codes/ */
function explain(error: unknown): string {
  if (error instanceof MongoServerError) {
    if (error.code === 18) return 'MongoDB refuses the user name or password in MONGODB_URI.';
    if (error.code === 13) return 'The user in MONGODB_URI may not write: give it the role readWrite on the database.';
    return `MongoDB refuses a transaction (${error.codeName ?? error.code}).`;
  }
  if (error instanceof MongoServerSelectionError || error instanceof MongoNetworkError) {
    return 'MongoDB does not answer at MONGODB_URI: check host, port, TLS and firewall (in Atlas, Network Access).';
  }
  const name = error instanceof Error ? error.name : 'error';
  // Two packages have a class of this name.
  if (name === 'MongoParseError') return 'MONGODB_URI is not a valid connection string.';
  return `MongoDB could not be reached (${name}): check host name and options in MONGODB_URI.`;
}
