import nodemailer from 'nodemailer';
import { MicrosoftError } from '../../../graph/errors.ts';
import type { Microsoft } from '../../../graph/microsoft.ts';
import { headerText } from '../../emails/foreign-text.ts';
import type { Config } from '../../platform/config.ts';
import { MailError, type Mailer, type OutgoingMail } from '../../platform/mailer.ts';
import { smtpOptions, smtpServer } from './smtp.ts';

/** RFC 3834: keeps out-of-office notices from answering. */
const headers = { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' };

/** @param authorities PEM of those that are trusted beside the usual ones, for a server by SMTP. */
export function createMailer(
  config: Config,
  microsoft: Microsoft,
  authorities: readonly string[] = [],
): Mailer & { close(): void } {
  return config.MAIL_TRANSPORT === 'smtp' ? smtpMailer(config, authorities) : graphMailer(config, microsoft);
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

function smtpMailer(config: Config, authorities: readonly string[]): Mailer & { close(): void } {
  const transport = nodemailer.createTransport({
    ...smtpOptions(smtpServer(config.SMTP_URL ?? ''), authorities),
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
        throw refusalOf(error);
      }
    },
    close: () => transport.close(),
  };
}

/** https://nodemailer.com/errors */
function refusalOf(error: unknown): MailError {
  const { code, responseCode } = error as { code?: string; responseCode?: number };
  if (code === 'ETLS') {
    const message = 'The SMTP server offers no TLS, or its certificate is not trusted: nothing was sent to it.';
    return new MailError(message, { permanent: false, cause: error });
  }
  // RFC 5321, section 4.2.1: 55z is permanent when it is about this mail, not about the connection or the sign-in.
  const isAboutMail = code === 'EENVELOPE' || code === 'EMESSAGE';
  const permanent = isAboutMail && responseCode !== undefined && responseCode >= 550 && responseCode < 560;
  return new MailError('The SMTP server did not accept the mail.', { permanent, cause: error });
}

function content({ messageId, to, subject, html, text }: OutgoingMail) {
  return { messageId, to: { address: to.address, name: headerText(to.name) }, subject, html, text };
}
