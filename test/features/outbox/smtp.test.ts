import assert from 'node:assert/strict';
import { makeCertificate } from '../../../src/sandbox/mailboxes/certificate.ts';
import { createMailer } from '../../../src/server/core/outbox/mailers.ts';
import { pauseAfter } from '../../../src/server/core/outbox/rules.ts';
import * as outbox from '../../../src/server/core/outbox/service.ts';
import { smtpServer } from '../../../src/server/core/outbox/smtp.ts';
import { approvedEmail } from '../../../src/server/features/join-requests/emails.tsx';
import { loadConfig } from '../../../src/server/platform/config.ts';
import { MailError, type OutgoingMail } from '../../../src/server/platform/mailer.ts';
import { withTransaction } from '../../../src/server/platform/transaction.ts';
import { eventually } from '../../support/eventually.ts';
import { type SmtpServer, type SmtpServerOptions, startSmtpServer } from '../../support/smtp-server.ts';
import { startWorld } from '../../support/world.ts';

/** @param authorities PEM */
function mailerTo(SMTP_URL: string, authorities: readonly string[] = []): ReturnType<typeof createMailer> {
  const config = loadConfig({
    ENTRA_CLIENT_ID: '6f3f1a52-3b1c-4c59-9a54-0f3f3f1a523b',
    ENTRA_CLIENT_SECRET: 'unused',
    MAIL_TRANSPORT: 'smtp',
    SMTP_URL,
    MAIL_FROM: 'foyer@example.com',
  });
  // The transport by SMTP asks nothing of Microsoft.
  return createMailer(config, undefined as never, authorities);
}

describe('mail by SMTP', () => {
  let server: SmtpServer;
  let mailer: ReturnType<typeof createMailer>;
  before(async () => {
    server = await startSmtpServer();
    mailer = mailerTo(`smtp://127.0.0.1:${server.port}`);
  });
  after(async () => {
    mailer.close();
    await server.close();
  });

  const mail: OutgoingMail = {
    messageId: '<0123456789abcdef01234567@foyer.example.com>',
    to: { address: 'ada@example.com', name: 'Ada\r\nBcc: everybody@example.com' },
    subject: 'Bienvenue à vous',
    html: '<p>Hello</p>',
    text: 'Hello',
    language: 'en',
  };

  it('hands over one message with our Message-ID, both bodies and no header of anybody else', async () => {
    await mailer.send(mail);
    const [message] = server.messages;
    assert.equal(message?.from, 'foyer@example.com');
    assert.deepEqual(message?.to, ['ada@example.com']);
    const data = message?.data ?? '';
    assert.match(data, /^Message-ID: <0123456789abcdef01234567@foyer\.example\.com>$/m);
    assert.match(data, /^Auto-Submitted: auto-generated$/m);
    assert.match(data, /multipart\/alternative/);
    assert.doesNotMatch(data, /^Bcc:/m);
  });

  it('tells a refusal for good from one for now', async () => {
    for (const [refusal, permanent] of [
      ['550 5.1.1 no such mailbox', true],
      ['451 4.7.1 try again later', false],
    ] as const) {
      server.refuse.push(refusal);
      await assert.rejects(mailer.send(mail), (error) => error instanceof MailError && error.permanent === permanent);
    }
  });

  it('is not delivered when nobody answers, and may be tried again', async () => {
    await server.close();
    await assert.rejects(mailer.send(mail), (error) => error instanceof MailError && !error.permanent);
  });

  describe('and TLS', () => {
    /** Nothing is said but the greeting and the wish for TLS. */
    async function saysNothing(
      url: string,
      {
        why = /offers no TLS/,
        authorities = [],
        ...options
      }: SmtpServerOptions & { why?: RegExp; authorities?: string[] } = {},
    ): Promise<void> {
      const other = await startSmtpServer(options);
      const sender = mailerTo(url.replace('PORT', String(other.port)), authorities);
      try {
        const failure = await sender.send(mail).catch((error: unknown) => error);
        assert.ok(failure instanceof MailError && !failure.permanent, url);
        assert.match(`${failure.message} ${(failure.cause as Error).message}`, why, url);
        const said = [...other.heard.clear, ...other.heard.secret].map((line) => line.split(' ')[0]);
        assert.deepEqual(said, ['EHLO', 'STARTTLS'], url);
        assert.equal(other.messages.length, 0);
      } finally {
        sender.close();
        await other.close();
      }
    }

    it('a server that offers no TLS gets neither password nor mail, and the mail may be tried again', async () => {
      await saysNothing('smtp://ada:hush-hush@0.0.0.0:PORT');
      await saysNothing('smtp://0.0.0.0:PORT');
      await saysNothing('smtp://ada:hush-hush@0.0.0.0:PORT', { noTls: '454 4.7.0 not now' });
      await saysNothing('smtp://ada:hush-hush@0.0.0.0:PORT', { noTls: '554 5.7.3 never' });
    });

    it('nothing else in SMTP_URL switches TLS or the certificate’s check off', async () => {
      for (const settings of [
        'ignoreTLS=true',
        'opportunisticTLS=true&requireTLS=0',
        'secure=false',
        'service=Maildev',
        'requireTLS=true&requireTLS=false',
      ]) {
        await saysNothing(`smtp://ada:hush-hush@0.0.0.0:PORT?${settings}`);
      }
      const tls = makeCertificate(['localhost']);
      await saysNothing('smtp://ada:hush-hush@0.0.0.0:PORT?tls.servername=localhost', { tls, why: /self-signed/ });
      await saysNothing('smtp://ada:hush-hush@0.0.0.0:PORT?tls.rejectUnauthorized=false', { tls, why: /self-signed/ });
      await saysNothing('smtp://ada:hush-hush@0.0.0.0:PORT', {
        tls,
        why: /does not match/,
        authorities: [tls.certificate],
      });
    });

    it('a mail that finds no TLS stays in the outbox, is tried again and stands in the log', async () => {
      let now = new Date('2026-03-01T08:00:00Z');
      const other = await startSmtpServer();
      const SMTP_URL = `smtp://ada:hush-hush@0.0.0.0:${other.port}`;
      const world = await startWorld({ env: { MAIL_TRANSPORT: 'smtp', SMTP_URL }, clock: { now: () => now } });
      const row = () => world.db.collection('outbox').findOne({ dedupeKey: 'no-tls' });
      try {
        await withTransaction(world.services, (tx) =>
          outbox.enqueue(tx, {
            email: approvedEmail,
            data: { fullName: 'Ada', organization: 'Alder & Vale', timeZone: 'UTC', decidedBy: 'Ingrid' },
            to: { address: 'ada@example.com', name: 'Ada' },
            language: 'en',
            dedupeKey: 'no-tls',
            organizationId: null,
          } as outbox.QueuedMail<never>),
        );
        for (const attempts of [1, 2]) {
          const next = new Date(now.getTime() + pauseAfter(attempts));
          await eventually(async () => assert.deepEqual((await row())?.availableAt, next));
          assert.deepEqual([(await row())?.status, (await row())?.attempts], ['queued', attempts]);
          now = next;
          world.services.outbox.wake();
        }
        const lines = world.logLines.filter((line) => line.includes('a mail was not sent'));
        assert.match(lines[0] ?? '', /offers no TLS/);
        assert.ok(!world.logLines.some((line) => line.includes('hush-hush')));
        assert.ok(other.heard.clear.every((line) => /^(EHLO|STARTTLS)/.test(line)));
      } finally {
        await world.close();
        await other.close();
      }
    }).timeout(60_000);

    it('with TLS and a certificate that holds, all of it goes behind TLS', async () => {
      const tls = makeCertificate(['localhost']);
      const other = await startSmtpServer({ tls });
      const url = `smtp://ada:hush-hush@0.0.0.0:${other.port}?tls.servername=localhost`;
      const sender = mailerTo(url, [tls.certificate]);
      await sender.send(mail);
      sender.close();
      await other.close();
      assert.deepEqual(
        other.heard.clear.map((line) => line.split(' ')[0]),
        ['EHLO', 'STARTTLS'],
      );
      assert.ok(other.heard.secret.some((line) => line.startsWith('AUTH PLAIN')));
      assert.equal(other.messages.length, 1);
    });

    it('requireTLS=false lets it go in the clear, as does a server on this machine', async () => {
      for (const url of ['smtp://ada:hush-hush@0.0.0.0:PORT?requireTLS=false', 'smtp://ada:hush-hush@localhost:PORT']) {
        const other = await startSmtpServer();
        const sender = mailerTo(url.replace('PORT', String(other.port)));
        await sender.send(mail);
        sender.close();
        await other.close();
        assert.ok(other.heard.clear.some((line) => line.startsWith('AUTH PLAIN')));
        assert.equal(other.messages.length, 1);
      }
    });

    it('this machine is known by what is written', () => {
      const clear = (host: string) => smtpServer(`smtp://ada:hush-hush@${host}:587`).clear;
      for (const host of ['localhost', 'LOCALHOST', 'mail.localhost', '127.0.0.1', '127.8.9.1', '[::1]']) {
        assert.equal(clear(host), 'loopback', host);
      }
      const others = [
        'smtp.example.com',
        '10.0.0.5',
        '0.0.0.0',
        '[::2]',
        'localhost.example.com',
        '127.0.0.1.example.com',
      ];
      for (const host of [...others, '128.0.0.1', 'notlocalhost']) assert.equal(clear(host), null, host);
      assert.equal(smtpServer('smtp://h?requireTLS=false').clear, 'waived');
      assert.equal(smtpServer('smtps://h?requireTLS=false').clear, null, 'TLS from the start');
      assert.deepEqual(smtpServer('smtp://h?name=foyer.example&pool=true').ignored, ['pool']);
      assert.throws(() => smtpServer('smtp://ada:hush-hush#@h:587'), /^ConfigError: SMTP_URL is no address/);
    });
  });
});
