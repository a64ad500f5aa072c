import nodemailer from 'nodemailer';
import { MicrosoftError } from '../../../graph/errors.ts';
import type { Microsoft } from '../../../graph/microsoft.ts';
import type { Config } from '../../config.ts';
import { headerText } from '../../emails/render.tsx';
import { MailError, type Mailer, type OutgoingMail } from '../../platform/mailer.ts';

/** RFC 3834: so that nobody's out-of-office notice answers. */
const headers = { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' };

export function createMailer(config: Config, microsoft: Microsoft): Mailer & { close(): void } {
  return config.MAIL_TRANSPORT === 'smtp' ? smtpMailer(config) : graphMailer(config, microsoft);
}

/** Sends from the mailbox MAIL_FROM with Graph. */
function graphMailer(config: Config, microsoft: Microsoft): Mailer & { close(): void } {
  const tenantId = config.MAIL_TENANT_ID ?? '';
  return {
    async send(mail) {
      try {
        const message = { ...content(mail), headers };
        await microsoft.sendMail({ tenantId, sender: config.MAIL_FROM, message });
      } catch (error) {
        if (!(error instanceof MicrosoftError)) throw error;
        throw new MailError(error.message, {
          permanent: error.code === 'bad_request',
          retryAfterSeconds: error.retryAfterSeconds,
          cause: error,
        });
      }
    },
    close: () => undefined,
  };
}

function smtpMailer(config: Config): Mailer & { close(): void } {
  const transport = nodemailer.createTransport({
    url: config.SMTP_URL,
    pool: true,
    connectionTimeout: 15_000,
    greetingTimeout: 15_000,
    socketTimeout: 30_000,
  });
  return {
    async send(mail) {
      try {
        await transport.sendMail({ from: { name: 'Foyer', address: config.MAIL_FROM }, ...content(mail), headers });
      } catch (error) {
        const code = error instanceof Error && 'responseCode' in error ? Number(error.responseCode) : 0;
        // RFC 5321, section 4.2.1: 5yz is final, but 535 and its like are about our own sign-in.
        const permanent = code >= 550 && code < 560;
        throw new MailError('The SMTP server did not take the mail.', { permanent, cause: error });
      }
    },
    close: () => transport.close(),
  };
}

function content({ messageId, to, subject, html, text }: OutgoingMail) {
  return { messageId, to: { address: to.address, name: headerText(to.name) }, subject, html, text };
}
