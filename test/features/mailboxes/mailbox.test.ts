import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { makeCertificate } from '../../../src/sandbox/mailboxes/certificate.ts';
import type { AuditEntry } from '../../../src/server/features/audit/schemas.ts';
import type { Mailbox, Provider } from '../../../src/server/features/mailboxes/schemas.ts';
import type { Page } from '../../../src/server/platform/cursor.ts';
import type { ProblemCode } from '../../../src/server/platform/problem-codes.ts';
import { type Client, expectProblem } from '../../support/client.ts';
import { at, only } from '../../support/door.ts';
import { activate, addMailbox, type MailboxOwner, mailboxOf } from '../../support/mailboxes.ts';
import { makeMember } from '../../support/members.ts';
import { foundOrganization } from '../../support/organization.ts';
import { memberId } from '../../support/records.ts';
import { type SandboxPerson, startWorld, type World } from '../../support/world.ts';

describe('mailboxes', function () {
  this.timeout(120_000);

  const servers: Server[] = [];
  let world: World;
  let admin: Client;
  let owner: MailboxOwner;
  let person: SandboxPerson;

  before(async () => {
    world = await startWorld({ env: { SEATS_AT_START: '20', MAIL_TIMEOUT_MS: '3000' } });
    admin = await foundOrganization(world);
    person = world.somebody();
    owner = await addMailbox(world, admin, person);
  });
  after(async () => {
    for (const server of servers) server.close();
    await world.close();
  });

  beforeEach(() => world.services.mailServerRules.tries.delete(owner.memberId));

  const save = (body: object) => owner.client.call('PUT', '/mail/mailbox', { body });
  const config = () => mailboxOf(world, person);

  /** A mail server of its own kind; its port. */
  async function serve(greet: (socket: Socket) => void): Promise<number> {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      greet(socket);
    });
    return await listen(server);
  }

  async function listen(server: Server): Promise<number> {
    servers.push(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  }

  it('MAIL-1 keeps address, server and sharing, and the password for nobody to read', async () => {
    const mailbox = await owner.client.get<Mailbox>('/mail/mailbox');
    const { password, ...shown } = config();
    const { configured, locked, frozen, savedAt, ...kept } = mailbox;
    assert.deepEqual(kept, shown);
    assert.deepEqual({ configured, locked, frozen }, { configured: true, locked: false, frozen: false });
    assert.ok(savedAt);
    const row = await world.db.collection('mailboxes').findOne({ address: person.userPrincipalName });
    assert.match(String(row?.password), /^[0-9a-f]{8}\.[\w-]+$/);
    assert.ok(!JSON.stringify(row).includes(password));
    assert.ok(!world.logLines.join('').includes('"password":"'), 'a password was logged');
    const { items } = await admin.get<Page<{ details: object }>>('/audit?action=mailbox.save');
    assert.ok(!JSON.stringify(items).includes(password));
  });

  it('MAIL-1 whatever Entra allows as a user principal name can save its mailbox', async () => {
    const addresses = [
      'r&d@aldervale.example',
      "o'neil.#1@aldervale.example",
      'a!b^c~d@aldervale.example',
      'büro@müller.рф',
    ];
    for (const address of addresses) {
      const saved = await owner.client.put<Mailbox>('/mail/mailbox', {
        ...config(),
        address: ` \u200b<mailto:${address}>\u00a0`,
      });
      assert.equal(saved.address, address);
    }
    const userName = `\u200b${person.userPrincipalName}\u200e `;
    assert.equal(
      (await owner.client.put<Mailbox>('/mail/mailbox', { ...config(), userName })).userName,
      person.userPrincipalName,
    );
    expectProblem(await save({ ...config(), address: 'a b@aldervale.example' }), 'validation_failed');
    await owner.client.put<Mailbox>('/mail/mailbox', config());
  });

  it('MAIL-1 POP3 and IMAP, each with TLS from the beginning or asked for, can be set up', async () => {
    const { ports } = world.sandbox.mail;
    for (const [protocol, port, security] of [
      ['imap', ports.imaps, 'tls'],
      ['imap', ports.imap, 'starttls'],
      ['pop3', ports.pop3, 'starttls'],
      ['pop3', ports.pop3s, 'tls'],
    ] as const) {
      const saved = await owner.client.put<Mailbox>('/mail/mailbox', { ...config(), protocol, port, security });
      assert.deepEqual([saved.protocol, saved.port, saved.security], [protocol, port, security]);
    }
  });

  it('MAIL-1 a kept password is good for its own server and user name, and goes nowhere else', async () => {
    const { password: _, ...again } = config();
    assert.equal((await save({ ...again, sharing: 'folders' })).status, 200);
    for (const change of [
      { host: '127.0.0.1' },
      { port: world.sandbox.mail.ports.pop3 },
      { userName: 'x' },
      { protocol: 'imap' },
      { security: 'starttls' },
    ]) {
      const { errors = [] } = expectProblem(await save({ ...again, ...change }), 'validation_failed');
      assert.equal(only(errors).field, 'password');
    }
  });

  /** MAIL-1: whoever sets up a mailbox does not find out which of these it is. */
  const nobodyThere: (() => Promise<object>)[] = [
    async () => ({ port: await closedPort() }),
    async () => ({ port: await closedPort(), protocol: 'imap' }),
    async () => ({ port: await serve(() => undefined), security: 'starttls' }),
    async () => ({ port: await serve(() => undefined) }),
    async () => ({ port: await serve(answering('HTTP/1.1 400 Bad Request', '')), security: 'none' }),
    async () => ({ port: await serve(answering('SSH-2.0-x', 'x')) }),
    async () => ({ port: await serve(answering('220 x ESMTP', 'x')), protocol: 'imap', security: 'starttls' }),
    async () => ({ port: world.sandbox.mail.ports.pop3s, protocol: 'imap' }),
    async () => ({ port: await serve((socket) => socket.end()), security: 'none' }),
    async () => ({ port: await serve((socket) => socket.end()) }),
  ];

  const failures: [ProblemCode, () => Promise<object>][] = [
    ['mail_host_unknown', async () => ({ host: 'no-such-server.invalid' })],
    ['mail_host_forbidden', async () => ({ host: '10.11.12.13' })],
    ['mail_port_forbidden', async () => ({ port: 22 })],
    ['mail_refused', async () => ({ port: await closedPort() })],
    ['mail_certificate', async () => ({ port: await stranger() })],
    ['mail_tls_unavailable', async () => ({ port: world.sandbox.mail.ports.pop3, security: 'tls' })],
    ['mail_tls_unavailable', async () => ({ port: await serve(answering('+OK hi', '-ERR no')), security: 'starttls' })],
    ['mail_tls_required', async () => ({ host: '1.1.1.1', security: 'none' })],
    ['mail_credentials', async () => ({ password: 'wrong' })],
    ['mail_credentials', async () => ({ protocol: 'imap', port: world.sandbox.mail.ports.imaps, password: 'wrong' })],
    ['mail_busy', async () => ({ port: await serve(answering('+OK', '-ERR [IN-USE] in use')), security: 'none' })],
  ];
  for (const [place, [code, change]] of failures.entries()) {
    it(`MAIL-1 saving says what failed and saves nothing: ${code} (${place + 1})`, async () => {
      const before = await world.db.collection('mailboxes').find().toArray();
      expectProblem(await save({ ...config(), ...(await change()) }), code, 422);
      assert.deepEqual(await world.db.collection('mailboxes').find().toArray(), before);
    });
  }

  it('MAIL-1 a closed port, a silent one and something foreign get one answer, and the trail has each', async () => {
    const answers = new Set<string>();
    for (const change of nobodyThere) {
      const { status, text: body } = await save({ ...config(), ...(await change()) });
      answers.add(`${status} ${body}`);
      await world.services.mailServerRules.tries.delete(owner.memberId);
    }
    assert.equal(answers.size, 1, [...answers].join('\n'));
    const port = await closedPort();
    await save({ ...config(), port });
    const { items } = await admin.get<Page<AuditEntry>>('/audit?action=mailbox.save&limit=5');
    const [{ outcome, code, target, details }] = [at(items, 0)];
    assert.deepEqual([outcome, code, target.id], ['refused', 'mail_refused', owner.memberId]);
    assert.deepEqual(details, { protocol: 'pop3', host: 'localhost', port, security: 'tls' });
  });

  it('MAIL-1 a member tries ten servers in vain in an hour, many at once too; who is let in loses none', async () => {
    const put = (change: object) => save({ ...config(), sharing: 'folders', ...change });
    for (let n = 0; n < 11; n += 1) assert.equal((await put({})).status, 200);
    const refusals = async () => {
      const { items } = await admin.get<Page<AuditEntry>>('/audit?action=mailbox.save&limit=200');
      return items.filter(({ code }) => code === 'mail_credentials').length;
    };
    const before = await refusals();
    const answers = await Promise.all(Array.from({ length: 14 }, () => put({ password: 'wrong' })));
    const codes = answers.map(({ text: body }) => (JSON.parse(body) as { code: ProblemCode }).code);
    assert.equal(codes.filter((code) => code === 'mail_credentials').length, 10);
    assert.equal(codes.filter((code) => code === 'too_many_attempts').length, 4);
    const refused = await put({});
    expectProblem(refused, 'too_many_attempts', 429);
    assert.ok(Number(refused.headers.get('retry-after')) > 3000);
    assert.equal((await refusals()) - before, 10);
  });

  it('MAIL-1 no other ports than those of mail, unless the operator has allowed them', async () => {
    for (const port of [1, 22, 25, 80, 443, 1023]) {
      expectProblem(await save({ ...config(), port }), 'mail_port_forbidden', 422);
    }
    // Nothing listens there; it was tried.
    for (const port of [110, 995]) expectProblem(await save({ ...config(), port }), 'mail_refused', 422);
  });

  function answering(greeting: string, answer: string): (socket: Socket) => void {
    return (socket) => {
      socket.write(`${greeting}\r\n`);
      socket.on('data', () => void socket.write(`${answer}\r\n`));
    };
  }

  async function closedPort(): Promise<number> {
    const server = createServer();
    const port = await listen(server);
    server.close();
    return port;
  }

  /** A server whose certificate nobody has to trust. */
  async function stranger(): Promise<number> {
    const { certificate, privateKey } = makeCertificate(['localhost']);
    return await listen(createTlsServer({ cert: certificate, key: privateKey }, (socket) => socket.write('+OK\r\n')));
  }

  it('MAIL-1 wrong fields are named', async () => {
    for (const [field, value] of Object.entries({
      address: 'nobody',
      host: 'a host',
      port: 70_000,
      security: 'ssl',
      protocol: 'exchange',
      userName: 'a\r\nDELE 1',
      sharing: 'all',
      more: 1,
    })) {
      const { errors = [] } = expectProblem(await save({ ...config(), [field]: value }), 'validation_failed');
      assert.equal(only(errors).field, field);
    }
  });

  it('MAIL-1 fills in the servers of known providers', async () => {
    const find = async (address: string) =>
      (await owner.client.get<{ items: Provider[] }>(`/mail/providers?address=${address}`)).items;
    const [pop, imap] = await find('ann@GMAIL.com');
    assert.deepEqual(pop, {
      protocol: 'pop3',
      host: 'pop.gmail.com',
      port: 995,
      security: 'tls',
      userName: 'ann@GMAIL.com',
    });
    assert.equal(imap?.host, 'imap.gmail.com');
    assert.deepEqual(await find('ann@nowhere.example'), []);
    assert.deepEqual(
      await find('gmail.com'),
      await find('x@gmail.com').then((all) => all.map((each) => ({ ...each, userName: 'gmail.com' }))),
    );
  });

  it('EXT-3 without the extension there is no mailbox to set up', async () => {
    for (const [method, path, body] of [
      ['GET', '/mail/mailbox', undefined],
      ['PUT', '/mail/mailbox', config()],
      ['GET', '/mail/providers?address=x@gmail.com', undefined],
      ['GET', '/records/by-address?address=x@gmail.com', undefined],
    ] as const) {
      expectProblem(await admin.call(method, path, body ? { body } : {}), 'extension_inactive', 403);
    }
  });

  it('EXT-4 finds the records of a message’s people, as far as one sees them', async () => {
    const colleague = await makeMember(world, world.somebody());
    await activate(admin, 'outlook', await memberId(colleague));
    await activate(admin, 'outlook', await memberId(admin));
    const contact = await colleague.post<{ id: string }>('/records/contacts', {
      lastName: 'Ölander',
      company: 'Öland AB',
      emails: ['First@Oland.example', 'second@oland.example'],
    });
    const neighbour = await makeMember(world, world.somebody());
    await activate(admin, 'outlook', await memberId(neighbour));
    await neighbour.post('/records/leads', { name: 'Öland', email: 'first@oland.example' });
    const ask = '/records/by-address?address=FIRST%40oland.example&address=nobody%40oland.example';
    const { items } = await colleague.get<{ items: { address: string; records: object[]; more: boolean }[] }>(ask);
    assert.deepEqual(
      items.map(({ address, more }) => [address, more]),
      [
        ['FIRST@oland.example', false],
        ['nobody@oland.example', false],
      ],
    );
    const [first, second] = [at(items, 0), at(items, 1)];
    const record = only(first.records) as Record<string, unknown>;
    assert.deepEqual(
      [record.module, record.id, record.title, record.company],
      ['contacts', contact.id, 'Ölander', 'Öland AB'],
    );
    assert.deepEqual(second.records, []);
    const seen = async (client: Client) =>
      at((await client.get<{ items: { records: object[] }[] }>(ask)).items, 0).records.length;
    assert.equal(await seen(neighbour), 1, 'colleagues of one role do not see each other’s');
    assert.equal(await seen(admin), 2, 'REC-2: Administrators see those of everybody');
    expectProblem(await colleague.call('GET', '/records/by-address'), 'validation_failed');
  });
});
