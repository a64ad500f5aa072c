import nodemailer from 'nodemailer';
import { MicrosoftError, type MicrosoftErrorCode } from '../../../graph/errors.ts';
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
        throw refusalByGraph(error);
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

/** What may come of one mail alone. All else that Microsoft says is about the application or the mailbox. */
const ABOUT_ONE: ReadonlySet<MicrosoftErrorCode> = new Set(['bad_request', 'unavailable', 'unexpected_reply']);

/** Quotas of the mailbox that come as 400: https://learn.microsoft.com/graph/errors and EWS's ResponseCodeType. */
const QUOTAS: ReadonlySet<string> = new Set([
  'ErrorExceededMessageLimit',
  'ErrorQuotaExceeded',
  'ErrorSubmissionQuotaExceeded',
  'MailboxNotEnabledForRESTAPI',
]);

function refusalByGraph(error: MicrosoftError): MailError {
  const isQuota = QUOTAS.has(error.reason ?? '');
  const { retryAfterSeconds } = error;
  return new MailError(error.message, {
    permanent: error.code === 'bad_request' && !isQuota,
    isEverybodys: isQuota || retryAfterSeconds !== undefined || !ABOUT_ONE.has(error.code),
    retryAfterSeconds,
    cause: error,
  });
}

/** nodemailer's words for what happens before a mail is spoken of: https://nodemailer.com/errors */
const BEFORE_ANY_MAIL: ReadonlySet<string> = new Set([
  'EAUTH',
  'ECONNECTION',
  'EDNS',
  'ENOAUTH',
  'EOAUTH2',
  'EPROXY',
  'EREQUIRETLS',
  'ESOCKET',
  'ETIMEDOUT',
  'ETLS',
]);

function refusalOf(error: unknown): MailError {
  const { code = '', responseCode = 0, command, response = '' } = error as SmtpRefusal;
  if (code === 'ETLS') {
    const message = 'The SMTP server offers no TLS, or its certificate is not trusted: nothing was sent to it.';
    return new MailError(message, { permanent: false, isEverybodys: true, cause: error });
  }
  // RFC 5321, section 4.2.1: 55z is permanent when it is about this mail. Who may send, and how much, is about us: what is
  // said to MAIL FROM, 5.7 (RFC 3463, security and policy), 421 and 432, and Exchange's quotas for a sender.
  const isOurs =
    BEFORE_ANY_MAIL.has(code) ||
    command === 'MAIL FROM' ||
    responseCode === 421 ||
    responseCode === 432 ||
    /\b5\.1\.90\b|SubmissionQuota/.test(response);
  const isPolicy = /^\d{3}[ -]5\.7\./.test(response);
  const permanent = !isOurs && !isPolicy && responseCode >= 550 && responseCode < 560;
  return new MailError('The SMTP server did not accept the mail.', { permanent, isEverybodys: isOurs, cause: error });
}

interface SmtpRefusal {
  code?: string;
  responseCode?: number;
  command?: string;
  response?: string;
}

function content({ messageId, to, subject, html, text }: OutgoingMail) {
  return { messageId, to: { address: to.address, name: headerText(to.name) }, subject, html, text };
}
