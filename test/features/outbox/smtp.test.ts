import assert from 'node:assert/strict';
import { loadConfig } from '../../../src/server/config.ts';
import { createMailer } from '../../../src/server/features/outbox/mailers.ts';
import { MailError, type OutgoingMail } from '../../../src/server/platform/mailer.ts';
import { type SmtpServer, startSmtpServer } from '../../support/smtp-server.ts';

describe('mail by SMTP', () => {
  let server: SmtpServer;
  let mailer: ReturnType<typeof createMailer>;
  before(async () => {
    server = await startSmtpServer();
    const config = loadConfig({
      ENTRA_CLIENT_ID: '6f3f1a52-3b1c-4c59-9a54-0f3f3f1a523b',
      ENTRA_CLIENT_SECRET: 'unused',
      MAIL_TRANSPORT: 'smtp',
      SMTP_URL: `smtp://127.0.0.1:${server.port}`,
      MAIL_FROM: 'foyer@example.com',
    });
    // The transport by SMTP asks nothing of Microsoft.
    mailer = createMailer(config, undefined as never);
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
});
