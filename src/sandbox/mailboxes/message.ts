export interface MailAddress {
  readonly name: string;
  readonly address: string;
}

export interface MailAttachment {
  readonly id: string;
  readonly name: string;
  readonly contentType: string;
  readonly contentId: string | null;
  readonly isInline: boolean;
  /** Base64. */
  readonly contentBytes: string;
}

/** What somebody sends: a letter before it is in any mailbox. */
export interface Letter {
  readonly internetMessageId: string;
  readonly subject: string;
  readonly from: MailAddress;
  readonly to: readonly MailAddress[];
  readonly cc: readonly MailAddress[];
  readonly bcc: readonly MailAddress[];
  readonly replyTo: readonly MailAddress[];
  readonly body: { readonly contentType: 'html' | 'text'; readonly content: string };
  /** The plain text part beside the HTML, when the letter came as MIME with both. */
  readonly plainText?: string;
  readonly importance: 'low' | 'normal' | 'high';
  /** Custom headers, whose names start with `x-`. */
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly attachments: readonly MailAttachment[];
}

export type MailFolder = 'inbox' | 'sentitems';

/** One copy of a letter in one mailbox. */
export interface StoredMessage extends Letter {
  readonly id: string;
  /** Which mailbox: a person's object ID, or the lower-cased address of somebody outside. */
  readonly mailbox: string;
  readonly folder: MailFolder;
  /** ISO 8601, UTC. */
  readonly receivedDateTime: string;
  isRead: boolean;
}

/** A message as scripts and the mailbox page read it: `GET /sandbox/mailbox/{userPrincipalName}`. */
export interface MailView {
  readonly id: string;
  readonly subject: string;
  /** The sender's address. */
  readonly from: string;
  /** The addresses in the To line. */
  readonly to: readonly string[];
  readonly receivedDateTime: string;
  readonly html: string;
  readonly text: string;
  /** Every `href` of the HTML, in order. */
  readonly links: readonly string[];
  readonly isRead: boolean;
  readonly fromName: string;
}
