import assert from 'node:assert/strict';
import { serialize } from 'bson';
import { MongoClient } from 'mongodb';
import { RawClient } from './raw-client.ts';
import { type Fixture, failure, startFixture, until } from './support.ts';

const body = (command: object) => Buffer.concat([Buffer.from([0]), serialize({ ...command, $db: 'wire' })]);

describe('embedded database: the wire', () => {
  let fixture: Fixture;
  const clients: RawClient[] = [];
  before(async () => {
    fixture = await startFixture();
  });
  after(() => fixture.stop());
  afterEach(async () => {
    for (const client of clients.splice(0)) client.close();
    assert.equal((await fixture.client.db('wire').command({ ping: 1 })).ok, 1);
  });
  async function open(): Promise<RawClient> {
    const client = await RawClient.open(fixture.database.uri);
    clients.push(client);
    return client;
  }

  const header = (length: number, opCode = 2013) => {
    const bytes = Buffer.alloc(16);
    bytes.writeInt32LE(length, 0);
    bytes.writeInt32LE(opCode, 12);
    return bytes;
  };
  const malformed: [string, Buffer][] = [
    ['a negative length', header(-1)],
    ['a length of nothing', header(0)],
    ['a length of 2 GB', header(0x7fffffff)],
    ['an unknown operation', Buffer.concat([header(20, 1234), Buffer.alloc(4)])],
    ['no section', Buffer.concat([header(20), Buffer.alloc(4)])],
    ['a checksum, which no driver sends', Buffer.concat([header(24), Buffer.from([1, 0, 0, 0, 0, 0, 0, 0])])],
    ['an unknown section', Buffer.concat([header(22), Buffer.alloc(4), Buffer.from([9, 0])])],
    [
      'a document longer than its message',
      Buffer.concat([header(30), Buffer.alloc(4), Buffer.from([0, 255, 255, 0, 0, 0, 0, 0, 0, 0])]),
    ],
    [
      'a sequence that ends before it begins',
      Buffer.concat([header(30), Buffer.alloc(4), Buffer.from([1, 2, 0, 0, 0, 65, 0, 0, 0, 0])]),
    ],
    [
      'a sequence without a name',
      Buffer.concat([header(30), Buffer.alloc(4), Buffer.from([1, 9, 0, 0, 0, 65, 65, 65, 65, 65])]),
    ],
  ];
  for (const [what, bytes] of malformed) {
    it(`closes the connection that sends ${what}, and no other`, async () => {
      const client = await open();
      const bystander = await open();
      assert.equal(await client.send(bytes), undefined);
      assert.equal((await bystander.run({ ping: 1 })).ok, 1);
    });
  }

  it('closes the connection for BSON that cannot be right', async () => {
    const client = await open();
    const message = client.message(body({ ping: 1 }));
    message[25] = 0x63;
    assert.equal(await client.send(message), undefined);
  });

  it('refuses by name what is BSON but not spoken, and goes on', async () => {
    const client = await open();
    // { ping: 1, old: undefined }: a deprecated type, which drivers no longer send.
    const sections = Buffer.concat([body({ ping: 1, old: null })]);
    sections[sections.indexOf('old') - 1] = 0x06;
    const answer = await client.send(client.message(sections));
    assert.equal(answer?.code, 2);
    assert.match(answer?.errmsg, /undefined/);
    let deep: object = {};
    for (let level = 0; level < 101; level++) deep = { deep };
    const refused = await client.run({ insert: 'deep', documents: [deep] });
    assert.match(refused.errmsg ?? refused.writeErrors[0].errmsg, /nests deeper/);
    assert.equal((await client.run({ ping: 1 })).ok, 1);
  });

  it('puts messages together from any pieces', async () => {
    const client = await open();
    const message = client.message(body({ ping: 1 }));
    const answer = client.send(message.subarray(0, 3));
    for (let at = 3; at < message.length; at++) {
      client.socket.write(message.subarray(at, at + 1));
      if (at % 7 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    assert.equal((await answer)?.ok, 1);
    const two = Buffer.concat([client.message(body({ ping: 1 })), client.message(body({ ping: 1 }))]);
    const [first, second] = [client.send(two), client.send(Buffer.alloc(0))];
    assert.deepEqual([(await first)?.ok, (await second)?.ok], [1, 1]);
  });

  it('takes documents as a sequence, and answers nothing where nothing is awaited', async () => {
    const client = await open();
    const documents = Buffer.concat([1, 2, 3].map((n) => Buffer.from(serialize({ n }))));
    const name = Buffer.from('documents\0');
    const size = Buffer.alloc(4);
    size.writeInt32LE(4 + name.length + documents.length);
    const sections = Buffer.concat([body({ insert: 'sequence' }), Buffer.from([1]), size, name, documents]);
    client.socket.write(client.message(sections, 2));
    await until('all are stored', async () => (await client.run({ count: 'sequence', $db: 'wire' })).n === 3);
  });

  it('lets nobody in without the password', async () => {
    const stranger = await RawClient.openUnauthenticated(fixture.database.uri);
    clients.push(stranger);
    assert.equal((await stranger.run({ hello: 1 })).isWritablePrimary, true);
    for (const command of [
      { find: 'x' },
      { insert: 'x', documents: [{}] },
      { listDatabases: 1 },
      { serverStatus: 1 },
    ]) {
      assert.equal((await stranger.run(command)).code, 13);
    }
    const wrong = new MongoClient(fixture.database.uri.replace(/:[^:@]+@/, ':wrong@'));
    assert.equal((await failure(wrong.connect())).code, 18);
    const unknown = new MongoClient(fixture.database.uri.replace('foyer:', 'someone:'));
    assert.equal((await failure(unknown.connect())).code, 18);
  });

  it('reads no large message before authentication', async () => {
    const stranger = await RawClient.openUnauthenticated(fixture.database.uri);
    clients.push(stranger);
    assert.equal(await stranger.send(header(1_000_000)), undefined);
  });

  it('turns away more than a thousand connections', async () => {
    const many = await Promise.all(
      Array.from({ length: 1010 }, () => RawClient.openUnauthenticated(fixture.database.uri)),
    );
    clients.push(...many);
    await until('the last ones are closed', () => many.filter((client) => client.closed).length >= 10);
    const open = many.find((client) => !client.closed);
    assert.equal((await open?.run({ ping: 1 }))?.ok, 1);
    for (const client of many) client.close();
    await until('there is room again', async () => {
      const client = await RawClient.openUnauthenticated(fixture.database.uri);
      clients.push(client);
      return (await client.tryRun({ ping: 1 })) !== undefined;
    });
  });
});
