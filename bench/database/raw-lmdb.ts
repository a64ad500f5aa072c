import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deserialize, serialize } from 'bson';
import { type Database, open } from 'lmdb';
import { emailOf, personOf } from './people.ts';
import { PAGE, type Store } from './store.ts';

type Bytes = Database<Buffer, Buffer>;

/**
 * LMDB by itself with the same puts and gets: documents by number, and entries for ID, e-mail and score. The limit of
 * what is built on it, for there is no wire, no command, no plan and no check here. Synced as the embedded database is.
 */
export async function openRawLmdb(): Promise<Store> {
  const folder = await mkdtemp(join(tmpdir(), 'foyer-bench-'));
  const binary = { encoding: 'binary', keyEncoding: 'binary' } as const;
  const root = open<Buffer, Buffer>({
    path: folder,
    noSubdir: false,
    maxDbs: 4,
    mapSize: 2 ** 36,
    overlappingSync: false,
    ...binary,
  });
  const [documents, ids, emails, scores] = ['documents', 'ids', 'emails', 'scores'].map((name) =>
    root.openDB(name, binary),
  ) as [Bytes, Bytes, Bytes, Bytes];

  const insert = (number: number) => {
    const person = personOf(number);
    const key = keyOf(number);
    documents.put(key, Buffer.from(serialize(person)));
    ids.put(Buffer.from(person._id.id), key);
    emails.put(Buffer.from(person.email), key);
    scores.put(scoreKey(person.score, number), Buffer.alloc(1));
  };
  const visit = (number: number) => {
    const key = emails.getBinary(Buffer.from(emailOf(number)));
    const bytes = key && documents.getBinary(key);
    if (!bytes) throw new Error(`there is no person ${number}`);
    const person = deserialize(bytes);
    documents.put(key, Buffer.from(serialize({ ...person, visits: person.visits + 1 })));
  };
  const read = (key: Buffer) => {
    const bytes = documents.getBinary(key);
    return bytes && deserialize(bytes);
  };
  const find = (number: number) => {
    const key = emails.getBinary(Buffer.from(emailOf(number)));
    return key && read(key);
  };
  const readPage = (range: Iterable<Buffer>) => Array.from(range, (key) => read(key.subarray(4)));
  return {
    insertMany: (from, count) =>
      root.transaction(() => {
        for (let at = 0; at < count; at++) insert(from + at);
      }),
    insertOne: (number) =>
      root.transaction(() => {
        insert(number);
      }),
    findByEmail: async (number) => find(number),
    findPlainly: async (number) => find(number),
    addVisit: (number) =>
      root.transaction(() => {
        visit(number);
      }),
    addTwoVisits: (first, second) =>
      root.transaction(() => {
        visit(first);
        visit(second);
      }),
    rangeByScore: async (score) => readPage(scores.getKeys({ start: scoreKey(score, 0), limit: PAGE })),
    highestScores: async () => readPage(scores.getKeys({ reverse: true, limit: PAGE })),
    async countByCity(city) {
      let count = 0;
      for (const { value } of documents.getRange({})) if (deserialize(value).city === city) count++;
      return count;
    },
    bytesOnDisk: async () => (await stat(join(folder, 'data.mdb'))).size,
    memory: async () => null,
    async close() {
      await root.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function keyOf(number: number): Buffer {
  const key = Buffer.alloc(4);
  key.writeUInt32BE(number);
  return key;
}

function scoreKey(score: number, number: number): Buffer {
  const key = Buffer.alloc(8);
  key.writeUInt32BE(score);
  key.writeUInt32BE(number, 4);
  return key;
}
