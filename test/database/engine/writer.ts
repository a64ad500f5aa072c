import { MongoClient } from 'mongodb';
import { startEmbeddedDatabase } from '../../../src/database/embedded/server.ts';

/**
 * The program that the crash campaign kills: writes at random to the database in the folder it is given, and says on
 * standard output what has been acknowledged, a line each.
 */
const [folder = '', round = '0'] = process.argv.slice(2);
const database = await startEmbeddedDatabase({ dataDir: folder });
const client = await new MongoClient(database.uri, { maxPoolSize: 20 }).connect();
const db = client.db('crash');
const [log, accounts] = [db.collection('log'), db.collection('accounts')];
await log.createIndex({ key: 1 }, { unique: true });
await accounts.createIndex({ name: 1 }, { unique: true });
if ((await accounts.estimatedDocumentCount()) === 0) {
  await accounts.insertMany(Array.from({ length: 10 }, (_, n) => ({ name: `account${n}`, balance: 100 })));
}
const say = (line: string) => process.stdout.write(`${line}\n`);

await Promise.all(Array.from({ length: 10 }, (_, writer) => write(writer)));

async function write(writer: number): Promise<never> {
  for (let n = 0; ; n++) {
    const key = `${round}-${writer}-${n}`;
    if (writer % 2 === 0) {
      await log.insertOne({ key, state: 'inserted', filler: 'x'.repeat(Math.floor(Math.random() * 3000)) });
      say(`inserted ${key}`);
      if (n % 3 === 0) {
        await log.updateOne({ key }, { $set: { state: 'updated' } });
        say(`updated ${key}`);
      }
    } else {
      await client.withSession((session) =>
        session.withTransaction(async () => {
          const [from, to] = [Math.floor(Math.random() * 10), Math.floor(Math.random() * 10)];
          await accounts.updateOne({ name: `account${from}` }, { $inc: { balance: -n } }, { session });
          await accounts.updateOne({ name: `account${to}` }, { $inc: { balance: n } }, { session });
          await log.insertOne({ key, state: 'moved' }, { session });
        }),
      );
      say(`moved ${key}`);
    }
  }
}
