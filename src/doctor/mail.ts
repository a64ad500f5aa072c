import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createTransport } from 'nodemailer';
import { MicrosoftError } from '../graph/errors.ts';
import type { Microsoft, OutgoingMail } from '../graph/microsoft.ts';
import { type SmtpServer, smtpOptions, smtpServer } from '../server/core/outbox/smtp.ts';
import { type Config, ConfigError } from '../server/platform/config.ts';
import { type Finding, ok, wrong } from './finding.ts';
import { explainMicrosoft } from './microsoft.ts';

const piece = 'mail';

/**
 * Whether mail can go out. Without `mailTo` nothing is sent.
 * @param mailTo where a test mail goes: the only proof when Mail.Send is limited to a mailbox inside Exchange.
 */
export async function checkMail(microsoft: Microsoft, config: Config, mailTo: string | undefined): Promise<Finding> {
  const { MAIL_TRANSPORT, MAIL_FROM, MAIL_TENANT_ID } = config;
  const message = mailTo === undefined ? undefined : testMail(mailTo);
  if (MAIL_TRANSPORT === 'smtp') return await checkSmtp(config, message);
  return await checkGraphMail(microsoft, MAIL_TENANT_ID ?? '', MAIL_FROM, message);
}

async function checkGraphMail(
  microsoft: Microsoft,
  tenantId: string,
  sender: string,
  message: OutgoingMail | undefined,
): Promise<Finding> {
  try {
    const mailbox = await microsoft.mailbox(tenantId, sender);
    if (!mailbox?.mail) {
      return wrong(piece, `There is no mailbox ${sender} in tenant ${tenantId}: check MAIL_FROM and MAIL_TENANT_ID.`);
    }
    if (message) {
      await microsoft.sendMail({ tenantId, sender, message });
      return ok(piece, `Microsoft Graph took a test mail from ${sender} (${mailbox.displayName}).`);
    }
    if (!(await microsoft.grantedPermissions(tenantId)).includes('Mail.Send')) {
      return wrong(
        piece,
        `Mail.Send is not granted in tenant ${tenantId}: grant it, or, if Exchange grants it for ${sender} alone, prove it with --mail-to ADDRESS.`,
      );
    }
    return ok(piece, `Foyer may send as ${sender} (${mailbox.displayName}); --mail-to ADDRESS sends a test mail.`);
  } catch (error) {
    if (message && error instanceof MicrosoftError && error.code === 'forbidden') {
      return wrong(piece, `Exchange does not let the application send as ${sender}: grant Mail.Send for this mailbox.`);
    }
    return wrong(piece, explainMicrosoft(error));
  }
}

async function checkSmtp(config: Config, message: OutgoingMail | undefined): Promise<Finding> {
  const { MAIL_FROM: from, SMTP_URL = '', MAIL_CA_FILE } = config;
  let server: SmtpServer;
  try {
    server = smtpServer(SMTP_URL);
  } catch (error) {
    if (error instanceof ConfigError) return wrong(piece, error.message);
    throw error;
  }
  const authority = MAIL_CA_FILE === undefined ? '' : await readFile(MAIL_CA_FILE, 'utf8').catch(() => null);
  if (authority === null) return wrong(piece, 'MAIL_CA_FILE can not be read.');
  const timeouts = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 15_000 };
  const smtp = createTransport({ ...smtpOptions(server, authority === '' ? [] : [authority]), ...timeouts });
  const { host } = server;
  try {
    await smtp.verify();
    const how = howItTravels(server);
    if (!message) {
      return ok(piece, `The SMTP server ${host} takes our connection${how}; --mail-to ADDRESS sends a test mail.`);
    }
    await smtp.sendMail({ from, ...message });
    return ok(piece, `The SMTP server ${host} took a test mail from ${from}${how}.`);
  } catch (error) {
    return wrong(piece, explainSmtp(error, host, from));
  } finally {
    smtp.close();
  }
}

function howItTravels({ clear, ignored }: SmtpServer): string {
  const ways = {
    loopback: ' on this machine, where it may do without TLS',
    waived: ', and password and mail may travel in the clear, for SMTP_URL says requireTLS=false',
  };
  const left = ignored.length > 0 ? ` (left out of SMTP_URL: ${ignored.join(', ')})` : '';
  return (clear ? ways[clear] : ', with TLS') + left;
}

/** https://nodemailer.com/errors */
function explainSmtp(error: unknown, host: string, from: string): string {
  const { code, command, responseCode } = error as { code?: string; command?: string; responseCode?: number };
  if (code === 'EAUTH') return `The SMTP server ${host} refuses the user name or password in SMTP_URL.`;
  if (code === 'EENVELOPE') return `The SMTP server ${host} does not take mail from ${from}: check MAIL_FROM.`;
  if (code === 'EDNS') return `The host name ${host} in SMTP_URL does not exist.`;
  if (code === 'ETLS' && command === 'STARTTLS' && responseCode !== undefined) {
    return `The SMTP server ${host} offers no TLS (STARTTLS), so Foyer sends it neither password nor mail: use a port with TLS, or add ?requireTLS=false to SMTP_URL if the network between is your own.`;
  }
  if (code === 'ETLS') {
    return `The SMTP server ${host} offers no TLS that holds, so Foyer sends it neither password nor mail: check its certificate, or name its authority in MAIL_CA_FILE.`;
  }
  // A certificate that doesn't hold is an error of the socket, with what is wrong in its message.
  const what = code === 'ESOCKET' && error instanceof Error ? error.message : (code ?? 'error');
  return `The SMTP server ${host} does not answer as it should (${what}): check SMTP_URL, port, certificate and firewall.`;
}

function testMail(to: string): OutgoingMail {
  return {
    messageId: `<${randomUUID()}@foyer.invalid>`,
    to,
    subject: 'Foyer can send mail',
    text: 'This mail shows that Foyer can send mail.',
    html: '<p>This mail shows that Foyer can send mail.</p>',
  };
}
