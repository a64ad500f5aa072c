import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { startEmbeddedDatabase } from '../../src/database/embedded/server.ts';
import { checkCertificate } from '../../src/doctor/certificate.ts';
import { type Examination, examine } from '../../src/doctor/examine.ts';
import type { Finding } from '../../src/doctor/finding.ts';
import { makeCertificate } from '../../src/sandbox/mailboxes/certificate.ts';
import { testCertificate } from '../graph/certificate.ts';
import { Sandboxed } from '../graph/sandboxed.ts';
import { startScripted } from '../graph/scripted.ts';
import { startSmtpServer } from '../support/smtp-server.ts';
import { startSmtp } from './smtp.ts';

describe('npm run doctor', () => {
  let world: Sandboxed;
  let env: Record<string, string>;
  before(async () => {
    world = await Sandboxed.start(20);
    const { clientId, clientSecret, tenantId, mailSender, origin } = world.sandbox;
    env = {
      PUBLIC_URL: 'https://foyer.example.com',
      ENTRA_CLIENT_ID: clientId,
      ENTRA_CLIENT_SECRET: clientSecret,
      MAIL_FROM: mailSender,
      MAIL_TENANT_ID: tenantId,
      MICROSOFT_ORIGIN: origin,
    };
  });
  after(() => world.close());
  afterEach(async () => {
    await world.noFaults();
    await world.turn('consents', { granted: false });
    await world.turn('consents', { granted: true });
  });

  async function findings(
    changes: Examination['env'] = {},
    options: Omit<Examination, 'env'> = {},
  ): Promise<Finding[]> {
    const found = await examine({ env: { ...env, ...changes }, ...options });
    const secrets = [world.sandbox.clientSecret, 'hush-hush', 'PRIVATE KEY'];
    for (const secret of secrets) assert.ok(!JSON.stringify(found).includes(secret), 'a secret was printed');
    return found;
  }
  /** The sentence of the only piece that is wrong. */
  async function onlyWrong(piece: string, changes?: Examination['env'], options?: Omit<Examination, 'env'>) {
    const wrong = (await findings(changes, options)).filter(({ ok }) => !ok);
    assert.deepEqual(
      wrong.map((finding) => finding.piece),
      [piece],
      JSON.stringify(wrong),
    );
    return wrong[0]?.sentence ?? '';
  }

  it('finds nothing wrong where nothing is', async () => {
    const found = await findings();
    assert.deepEqual(
      found.filter(({ ok }) => !ok),
      [],
    );
    assert.deepEqual(
      found.map(({ piece }) => piece),
      ['configuration', 'address', 'database', 'clock', 'sign-in', 'permissions', 'graph', 'mail'],
    );
  });

  it('names each variable that is missing or malformed', async () => {
    const found = await findings({
      ENTRA_CLIENT_ID: undefined,
      MAIL_FROM: 'nobody',
      PUBLIC_URL: 'https://x.example/path',
    });
    for (const name of ['ENTRA_CLIENT_ID', 'MAIL_FROM', 'PUBLIC_URL']) {
      assert.ok(
        found.some(({ ok, sentence }) => !ok && sentence.startsWith(name)),
        name,
      );
    }
  });

  it('wants https', async () => {
    assert.match(await onlyWrong('address', { PUBLIC_URL: 'http://foyer.example.com' }), /TLS/);
    assert.match(await onlyWrong('address', { PUBLIC_URL: undefined }), /PUBLIC_URL is not set/);
  });

  it('tells a database that does not answer, without showing its password', async () => {
    const MONGODB_URI = 'mongodb://ada:hush-hush@127.0.0.1:1/foyer';
    assert.match(await onlyWrong('database', { MONGODB_URI }), /does not answer/);
    assert.match(await onlyWrong('database', { MONGODB_URI: 'mongodb://a:b@c:d@e/' }), /connection string/);
  });

  it('tries a transaction on a replica set, which leaves nothing behind, and tells a refused password', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'foyer-doctor-'));
    const database = await startEmbeddedDatabase({ dataDir });
    const found = await findings({ MONGODB_URI: database.uri });
    assert.match(found.find(({ piece }) => piece === 'database')?.sentence ?? '', /transactions work in "foyer"/);
    const other = await findings({ MONGODB_URI: `${database.uri}&readPreference=secondaryPreferred&w=1` });
    assert.match(
      other.find(({ piece, ok }) => piece === 'database' && ok)?.sentence ?? '',
      /it ignores readPreference=secondaryPreferred, w=1\./,
    );
    const client = await new MongoClient(database.uri).connect();
    assert.equal(await client.db().collection('doctor').findOne({}), null);
    await client.close();
    const MONGODB_URI = database.uri.replace(/:[^:@]+@/, ':hush-hush@');
    assert.match(await onlyWrong('database', { MONGODB_URI }), /refuses the user name or password/);
    await database.close();
    await rm(dataDir, { recursive: true });
  });

  describe('in Entra', () => {
    const wrongPieces = (found: Finding[]) => found.filter(({ ok }) => !ok).map(({ piece }) => piece);

    it('tells a wrong secret from an expired one', async () => {
      const wrong = await findings({ ENTRA_CLIENT_SECRET: 'wrong' });
      assert.deepEqual(wrongPieces(wrong), ['sign-in', 'mail']);
      assert.match(wrong.find(({ piece }) => piece === 'sign-in')?.sentence ?? '', /wrong.*AADSTS7000215/);
      await world.turn('faults', { kind: 'secret-expired' });
      const expired = (await findings()).find(({ piece }) => piece === 'sign-in');
      assert.match(expired?.sentence ?? '', /has expired.*AADSTS7000222/);
    });
    it('tells an application and a tenant that do not exist', async () => {
      const stranger = await findings({ ENTRA_CLIENT_ID: randomUUID() });
      assert.match(stranger.find(({ piece }) => piece === 'sign-in')?.sentence ?? '', /ENTRA_CLIENT_ID.*adminconsent/);
      assert.match(await onlyWrong('sign-in', {}, { tenantId: randomUUID() }), /no such tenant/);
    });
    it('names the permission that is missing and where an administrator grants it', async () => {
      const roles = ['User.Read.All', 'Organization.Read.All', 'Mail.Send'];
      await world.turn('consents', { granted: true, roles });
      const sentence = await onlyWrong('permissions');
      assert.match(sentence, /missing: ProfilePhoto\.Read\.All\. .*\/adminconsent\?client_id=/);
    });
    it('tells that Graph refuses', async () => {
      await world.turn('consents', { granted: true, roles: ['User.Read.All', 'ProfilePhoto.Read.All', 'Mail.Send'] });
      assert.deepEqual(wrongPieces(await findings()), ['permissions', 'graph']);
    });
    it('tells that Microsoft can not be reached', async () => {
      const found = await findings({ MICROSOFT_ORIGIN: 'http://127.0.0.1:1' });
      assert.deepEqual(wrongPieces(found), ['clock', 'sign-in', 'mail']);
      assert.match(found.find(({ piece }) => piece === 'clock')?.sentence ?? '', /firewall/);
    });
  });

  it('tells a clock that is off, and in which direction', async () => {
    const scripted = await startScripted();
    const off = async (minutes: number) => {
      const date = new Date(Date.now() + minutes * 60_000).toUTCString();
      scripted.token = () => ({ headers: { date }, json: {} });
      return (await findings({ MICROSOFT_ORIGIN: scripted.origin })).find(({ piece }) => piece === 'clock')?.sentence;
    };
    assert.match((await off(10)) ?? '', /behind Microsoft's/);
    assert.match((await off(-10)) ?? '', /ahead of Microsoft's/);
    await scripted.close();
  });

  describe('by Graph mail', () => {
    it('looks for the mailbox', async () => {
      assert.match(await onlyWrong('mail', { MAIL_FROM: 'nobody@example.org' }), /no mailbox nobody@example.org/);
    });
    it('misses Mail.Send, and takes a test mail as better proof', async () => {
      const roles = ['User.Read.All', 'ProfilePhoto.Read.All', 'Organization.Read.All'];
      await world.turn('consents', { granted: true, roles });
      assert.match(await onlyWrong('mail'), /Mail\.Send is not granted.*--mail-to/);
      const { userPrincipalName: mailTo } = await world.person('employee');
      assert.match(await onlyWrong('mail', {}, { mailTo }), /does not let the application send/);
      await world.turn('consents', { granted: true, roles: [...roles, 'Mail.Send'] });
      assert.ok((await findings({}, { mailTo })).every(({ ok }) => ok));
      assert.ok((await world.mailbox(mailTo)).some(({ subject }) => subject === 'Foyer can send mail'));
    });
  });

  describe('by SMTP', () => {
    const smtp = (url: string) => ({ MAIL_TRANSPORT: 'smtp', SMTP_URL: url });

    it('greets the server, and sends a test mail when told to', async () => {
      const server = await startSmtp();
      assert.ok((await findings(smtp(server.url))).every(({ ok }) => ok));
      assert.equal(server.received.length, 0);
      assert.ok((await findings(smtp(server.url), { mailTo: 'ada@example.com' })).every(({ ok }) => ok));
      assert.match(server.received[0] ?? '', /Subject: Foyer can send mail/);
      server.close();
    });
    it('tells that nothing is sent without TLS, and where password and mail may travel in the clear', async () => {
      const server = await startSmtpServer();
      const url = `smtp://ada:hush-hush@0.0.0.0:${server.port}`;
      assert.match(await onlyWrong('mail', smtp(url), { mailTo: 'ada@example.com' }), /offers no TLS \(STARTTLS\)/);
      assert.ok(server.heard.clear.every((line) => /^(EHLO|STARTTLS|QUIT)/.test(line)));
      const sentence = async (SMTP_URL: string, more: Record<string, string> = {}) =>
        (await findings({ ...smtp(SMTP_URL), ...more })).find(({ piece, ok }) => piece === 'mail' && ok)?.sentence ??
        '';
      assert.match(await sentence(`${url}?requireTLS=false`), /may travel in the clear/);
      assert.match(
        await sentence(`smtp://localhost:${server.port}?pool=1`),
        /on this machine.*left out of SMTP_URL: pool/,
      );
      await server.close();
    });
    it('tells a certificate that does not hold, and trusts the authorities in MAIL_CA_FILE', async () => {
      const tls = makeCertificate(['localhost']);
      const server = await startSmtpServer({ tls });
      const url = `smtp://ada:hush-hush@0.0.0.0:${server.port}?tls.servername=localhost`;
      assert.match(await onlyWrong('mail', smtp(url)), /self-signed certificate/);
      const dataDir = await mkdtemp(join(tmpdir(), 'foyer-doctor-'));
      const MAIL_CA_FILE = join(dataDir, 'authority.pem');
      assert.match(await onlyWrong('mail', { ...smtp(url), MAIL_CA_FILE }), /MAIL_CA_FILE can not be read/);
      await writeFile(MAIL_CA_FILE, tls.certificate);
      const found = await findings({ ...smtp(url), MAIL_CA_FILE });
      assert.match(found.find(({ piece, ok }) => piece === 'mail' && ok)?.sentence ?? '', /with TLS/);
      await server.close();
      await rm(dataDir, { recursive: true });
    });
    it('tells a refused password from a server that does not answer', async () => {
      const server = await startSmtp({ refusePassword: true });
      assert.match(await onlyWrong('mail', smtp(server.url)), /refuses the user name or password/);
      server.close();
      assert.match(await onlyWrong('mail', smtp('smtp://127.0.0.1:1')), /does not answer/);
      assert.match(await onlyWrong('mail', smtp('smtp://ada:hush-hush#@127.0.0.1:1')), /percent-encode/);
    });
  });

  describe('on certificates', () => {
    const now = new Date();

    it('tells good, expired and nearly expired ones', () => {
      assert.equal(checkCertificate(testCertificate(), now).ok, true);
      assert.match(checkCertificate(testCertificate(-1), now).sentence, /expired on/);
      assert.match(checkCertificate(testCertificate(10), now).sentence, /expires on/);
    });
    it('tells what is no certificate, no key, and not its key', () => {
      const good = testCertificate();
      assert.match(checkCertificate({ ...good, certificate: 'x' }, now).sentence, /no certificate in PEM/);
      assert.match(checkCertificate({ ...good, privateKey: 'x' }, now).sentence, /no unencrypted private key/);
      const { privateKey } = testCertificate();
      assert.match(checkCertificate({ ...good, privateKey }, now).sentence, /not the key of the certificate/);
    });
    it('reads them from their files', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'foyer-doctor-'));
      const files = {
        ENTRA_CERTIFICATE_FILE: join(folder, 'a.crt'),
        ENTRA_CERTIFICATE_KEY_FILE: join(folder, 'a.key'),
      };
      assert.match(await onlyWrong('certificate', files), /can not be read/);
      const { certificate, privateKey } = testCertificate();
      await writeFile(files.ENTRA_CERTIFICATE_FILE, certificate);
      await writeFile(files.ENTRA_CERTIFICATE_KEY_FILE, privateKey);
      const found = await findings(files);
      assert.ok(found.some(({ piece, ok }) => piece === 'certificate' && ok));
      assert.match(found.find(({ piece }) => piece === 'sign-in')?.sentence ?? '', /not the one uploaded/);
      await rm(folder, { recursive: true });
    });
  });

  describe('as a command', () => {
    const run = (changes: Record<string, string>, ...options: string[]) =>
      new Promise<{ code: number; out: string }>((resolve) => {
        const args = ['scripts/run.mjs', 'src/doctor.ts', ...options];
        execFile(process.execPath, args, { env: { PATH: process.env.PATH, ...env, ...changes } }, (error, out, err) =>
          resolve({ code: typeof error?.code === 'number' ? error.code : 0, out: out + err }),
        );
      });

    it('prints a sentence for each piece and ends with 0', async () => {
      const { code, out } = await run({});
      assert.equal(code, 0, out);
      assert.equal(out.trim().split('\n').length, 8);
      assert.ok(
        out
          .split('\n')
          .slice(0, 8)
          .every((line) => line.startsWith('ok ')),
      );
    });
    it('ends with 1 when anything is wrong, and prints JSON for machines', async () => {
      const { code, out } = await run({ ENTRA_CLIENT_SECRET: 'wrong' }, '--json');
      assert.equal(code, 1);
      assert.ok((JSON.parse(out) as Finding[]).some(({ piece, ok }) => piece === 'sign-in' && !ok));
    });
    it('refuses options that it does not know', async () => {
      const outcomes = await Promise.all([run({}, '--tenant', 'contoso'), run({}, '--nothing')]);
      for (const { code, out } of outcomes) assert.equal(code, 1, out);
    });
  });
});
