import { type Client, ResponseType } from '@microsoft/microsoft-graph-client';
import MailComposer from 'nodemailer/lib/mail-composer';
import { z } from 'zod';
import { get, nullWhenNotFound, runRaw } from './client.ts';

export interface OutgoingMail {
  /** RFC 5322, with the angle brackets: stays the same when a mail is sent again. */
  messageId: string;
  to: string | { name: string; address: string };
  subject: string;
  html: string;
  text: string;
  /** Further headers, e.g. `Auto-Submitted`. Exchange may drop those that do not begin with `X-`. */
  headers?: Record<string, string>;
}

/**
 * Sends a mail from a mailbox of the tenant, as MIME: only so does it carry our Message-ID and a plain text part.
 * Graph answers once it has taken the message (202), before it is delivered.
 * Least permission: Mail.Send (application). https://learn.microsoft.com/graph/api/user-sendmail
 * @param sender user principal name or object id of the mailbox.
 */
export async function sendMail(graph: Client, sender: string, message: OutgoingMail): Promise<void> {
  const mime = await new MailComposer({ from: sender, ...message }).compile().build();
  const request = graph
    .api(`/users/${encodeURIComponent(sender)}/sendMail`)
    .header('content-type', 'text/plain')
    .responseType(ResponseType.RAW);
  await runRaw(() => request.post(mime.toString('base64')));
}

/** Whose mailbox an address is. A shared mailbox belongs to a disabled account: that is as it should be. */
export interface Mailbox {
  displayName: string;
  /** Null when the account has no mailbox. */
  mail: string | null;
}

const owner = z.object({
  userPrincipalName: z.string(),
  displayName: z.string().nullish(),
  mail: z.string().nullish(),
});

/**
 * Looks up the sender by user principal name.
 * Least permission: User.Read.All (application). https://learn.microsoft.com/graph/api/user-get
 */
export async function readMailbox(graph: Client, address: string): Promise<Mailbox | null> {
  const request = graph
    .api(`/users/${encodeURIComponent(address)}`)
    .select(['userPrincipalName', 'displayName', 'mail']);
  const found = await get(request, owner).catch(nullWhenNotFound);
  return found && { displayName: found.displayName ?? found.userPrincipalName, mail: found.mail ?? null };
}
