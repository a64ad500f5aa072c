import { randomUUID } from 'node:crypto';
import { createTransport } from 'nodemailer';
import { MicrosoftError } from '../graph/errors.ts';
import type { Microsoft, OutgoingMail } from '../graph/microsoft.ts';
import type { Config } from '../server/config.ts';
import { type Finding, ok, wrong } from './finding.ts';
import { explainMicrosoft } from './microsoft.ts';

const piece = 'mail';

/**
 * Whether mail can go out. Without `mailTo` nothing is sent.
 * @param mailTo where a test mail goes: the only proof when Mail.Send is limited to a mailbox inside Exchange.
 */
export async function checkMail(microsoft: Microsoft, config: Config, mailTo: string | undefined): Promise<Finding> {
  const { MAIL_TRANSPORT, MAIL_FROM, MAIL_TENANT_ID, SMTP_URL } = config;
  const message = mailTo === undefined ? undefined : testMail(mailTo);
  if (MAIL_TRANSPORT === 'smtp') return await checkSmtp(SMTP_URL ?? '', MAIL_FROM, message);
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

async function checkSmtp(url: string, from: string, message: OutgoingMail | undefined): Promise<Finding> {
  if (!URL.canParse(url))
    return wrong(piece, 'SMTP_URL is no address: percent-encode special characters in its password.');
  const timeouts = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 15_000 };
  const smtp = createTransport({ url, ...timeouts });
  const { host } = new URL(url);
  try {
    await smtp.verify();
    if (!message)
      return ok(piece, `The SMTP server ${host} takes our connection; --mail-to ADDRESS sends a test mail.`);
    await smtp.sendMail({ from, ...message });
    return ok(piece, `The SMTP server ${host} took a test mail from ${from}.`);
  } catch (error) {
    return wrong(piece, explainSmtp(error, host, from));
  } finally {
    smtp.close();
  }
}

/** https://nodemailer.com/errors */
function explainSmtp(error: unknown, host: string, from: string): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EAUTH') return `The SMTP server ${host} refuses the user name or password in SMTP_URL.`;
  if (code === 'EENVELOPE') return `The SMTP server ${host} does not take mail from ${from}: check MAIL_FROM.`;
  if (code === 'EDNS') return `The host name ${host} in SMTP_URL does not exist.`;
  if (code === 'ETLS') return `The SMTP server ${host} offers no TLS that holds: check its certificate.`;
  return `The SMTP server ${host} does not answer as it should (${code ?? 'error'}): check SMTP_URL, port and firewall.`;
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
