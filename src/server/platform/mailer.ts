/** One mail, rendered. */
export interface OutgoingMail {
  /** Stable across attempts, so that a repeated hand-over can be recognized (RFC 5322 `Message-ID`). */
  messageId: string;
  to: { address: string; name: string };
  subject: string;
  html: string;
  text: string;
  language: string;
}

/** Hands mail over to Microsoft Graph or an SMTP server. */
export interface Mailer {
  /** @throws MailError when it was not taken. */
  send(mail: OutgoingMail): Promise<void>;
}

/**
 * `permanent`: this mail is refused, and trying again can't help. `isEverybodys`: it has nothing to do with this mail (the
 * mailbox is throttled or not allowed yet, a secret has expired, the server is away), so that no other would be taken now.
 */
export class MailError extends Error {
  readonly permanent: boolean;
  readonly isEverybodys: boolean;
  readonly retryAfterSeconds: number | undefined;

  constructor(
    message: string,
    options: {
      permanent: boolean;
      isEverybodys?: boolean;
      retryAfterSeconds?: number | undefined;
      cause?: unknown;
    },
  ) {
    super(message, { cause: options.cause });
    this.name = 'MailError';
    this.permanent = options.permanent;
    this.isEverybodys = options.isEverybodys ?? false;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}
