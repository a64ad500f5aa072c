import { MongoClient } from 'mongodb';
import { startEmbeddedDatabase } from '../../../src/database/embedded/server.ts';
import { failure } from './support.ts';

/**
 * Run with a limit on the size of files: writes to the folder it is given until that is refused, and prints what was
 * stored, what the refusal was, and whether reading, removing and writing go on.
 */
const database = await startEmbeddedDatabase({ dataDir: process.argv[2] ?? '' });
const client = await new MongoClient(database.uri).connect();
const things = client.db('full').collection('things');
await things.createIndex({ n: 1 }, { unique: true });
let stored = 0;
const fill = async () => {
  for (; stored < 1000; stored++) await things.insertOne({ n: stored, filler: 'x'.repeat(100_000) });
};
const { code } = await failure(fill());
const counted = await things.countDocuments();
const { deletedCount } = await things.deleteMany({ n: { $lt: 10 } });
await things.insertOne({ n: -1 });
process.stdout.write(`${JSON.stringify({ stored, code, counted, deletedCount })}\n`);
await client.close();
await database.close();
