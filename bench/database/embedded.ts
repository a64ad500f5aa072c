import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import type { DatabaseAddress } from '../processes/database.ts';
import { startProcess } from '../processes/start-process.ts';
import { emailOf, type Person, personOf } from './people.ts';
import { PlainClient } from './plain-client.ts';
import { PAGE, type Store } from './store.ts';

/** The embedded database in a process of its own, spoken to by MongoDB's driver. */
export async function openEmbedded(): Promise<Store> {
  const dataDir = await mkdtemp(join(tmpdir(), 'foyer-bench-'));
  const database = await startProcess<DatabaseAddress>('./database.ts', { dataDir });
  const client = await MongoClient.connect(database.ready.uri, { maxPoolSize: 64 });
  const people = client.db('bench').collection<Person>('people');
  await people.createIndexes([{ key: { email: 1 }, unique: true }, { key: { score: 1 } }]);
  const plain = await PlainClient.connect(database.ready.uri, 50);
  const visit = { $inc: { visits: 1 } };
  return {
    insertMany: (from, count) => people.insertMany(Array.from({ length: count }, (_, at) => personOf(from + at))),
    insertOne: (number) => people.insertOne(personOf(number)),
    findByEmail: (number) => people.findOne({ email: emailOf(number) }),
    findPlainly: (number) => findPlainly(plain, emailOf(number)),
    addVisit: (number) => people.updateOne({ email: emailOf(number) }, visit),
    addTwoVisits: (first, second) =>
      client.withSession((session) =>
        session.withTransaction(async () => {
          await people.updateOne({ email: emailOf(first) }, visit, { session });
          await people.updateOne({ email: emailOf(second) }, visit, { session });
        }),
      ),
    rangeByScore: (score) =>
      people
        .find({ score: { $gte: score } })
        .sort({ score: 1 })
        .limit(PAGE)
        .toArray(),
    highestScores: () => people.find().sort({ score: -1 }).limit(PAGE).toArray(),
    countByCity: (city) => people.countDocuments({ city }),
    bytesOnDisk: () => database.ask<number>('bytesOnDisk'),
    memory: async () => (await database.settledMemory()).now,
    cpu: database.cpu,
    async close() {
      plain.close();
      await client.close();
      await database.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function findPlainly(client: PlainClient, email: string): Promise<void> {
  const answer = await client.command({ find: 'people', filter: { email }, limit: 1, singleBatch: true, $db: 'bench' });
  if (!answer.includes(email)) throw new Error(`${email} was not found`);
}
