import assert from 'node:assert/strict';
import type { mongo } from 'mongoose';
import { settleUri } from '../../src/database/consistency.ts';
import { type FoyerServer, startServer } from '../../src/server/main.ts';
import { loadConfig } from '../../src/server/platform/config.ts';
import { createLog } from '../../src/server/platform/log.ts';
import { withTransaction } from '../../src/server/platform/transaction.ts';
import { Client } from '../support/client.ts';
import { startWorld, type World } from '../support/world.ts';

const SETTINGS = [
  'readPreference=secondaryPreferred',
  'readPreferenceTags=dc:ny',
  'maxStalenessSeconds=120',
  'readConcernLevel=snapshot',
  'w=0',
  'journal=false',
];

describe('a connection string with its own ideas of consistency', () => {
  let world: World;
  let other: FoyerServer;
  const logLines: string[] = [];
  before(async function () {
    this.timeout(60_000);
    world = await startWorld();
    other = await startServer(loadConfig(world.env), {
      databaseUri: `${world.databaseUri}${world.databaseUri.includes('?') ? '&' : '?'}${SETTINGS.join('&')}`,
      log: createLog('info', { write: (line) => logLines.push(line) }),
    });
  });
  after(async () => {
    await other.close();
    await world.close();
  });

  it('lets people sign in and work, and the log names what is ignored', async () => {
    const person = new Client(other.url);
    assert.equal((await person.call('GET', '/readyz')).status, 200);
    const token = await world.hostToken(world.person('administrator').userPrincipalName);
    const { status, text } = await person.call('POST', '/session', { body: { token } });
    assert.equal(status, 200, text);
    assert.equal((await person.call('POST', '/organization', { body: { name: 'Alder & Vale' } })).status, 201);
    assert.equal((await person.call('POST', '/records/leads', { body: { name: 'Ada' } })).status, 201);
    const line = logLines.find((each) => each.includes('MONGODB_URI has settings that are ignored'));
    for (const setting of SETTINGS) assert.ok(line?.includes(`"${setting}"`), setting);
    assert.ok(!line?.includes('mongodb://'));
  });

  it('changes nothing of how it is read and written, in transactions and outside', async () => {
    const { db } = other.services;
    const { readPreference, readConcern, writeConcern } = db.getClient().options;
    assert.equal(readPreference.mode, 'primary');
    assert.equal(readPreference.tags, undefined);
    assert.equal(readConcern, undefined);
    assert.deepEqual([writeConcern?.w, writeConcern?.journal], ['majority', true]);
    const jobs = db.db?.collection('jobs');
    assert.equal(jobs?.readPreference?.mode, 'primary');
    assert.equal(jobs?.writeConcern?.w, 'majority');
    const options = await withTransaction(other.services, async ({ transaction: session }) => {
      await db.collection('probe').insertOne({ a: 1 }, { session });
      return (session as unknown as { transaction: { options: mongo.TransactionOptions } }).transaction.options;
    });
    assert.equal((options.readPreference as mongo.ReadPreference | undefined)?.mode, 'primary');
    assert.equal((options.readConcern as mongo.ReadConcern | undefined)?.level, 'snapshot');
    assert.deepEqual([options.writeConcern?.w, options.writeConcern?.journal], ['majority', true]);
    await db.collection('probe').drop();
  });

  it('is settled without touching anything else, and is not complained of where it says the same', () => {
    const plain = 'mongodb+srv://foyer:p%3Fa%26ss@cluster.example.net/foyer';
    assert.deepEqual(settleUri(plain), { uri: plain, ignored: [] });
    assert.deepEqual(settleUri(`${plain}?retryWrites=true&w=majority&readPreference=primary&journal=true`), {
      uri: `${plain}?retryWrites=true`,
      ignored: [],
    });
    assert.deepEqual(settleUri(`${plain}?W=1&READPREFERENCE=nearest`), {
      uri: plain,
      ignored: ['W=1', 'READPREFERENCE=nearest'],
    });
    const others = `${plain}?appName=a?b&constructor=x&readPreferenceTags=a:1&readPreferenceTags=`;
    assert.deepEqual(settleUri(others), {
      uri: `${plain}?appName=a?b&constructor=x`,
      ignored: ['readPreferenceTags=a:1', 'readPreferenceTags='],
    });
  });
});
