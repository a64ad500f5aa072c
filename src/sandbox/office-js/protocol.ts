/** Somebody in a message, in the shape of Office.js (`EmailAddressDetails`). */
export interface MailPerson {
  readonly displayName: string;
  readonly emailAddress: string;
}

/** The message that is open beside a task pane. */
export interface MailItem {
  readonly itemId: string;
  readonly subject: string;
  readonly from: MailPerson;
  readonly to: readonly MailPerson[];
  readonly cc: readonly MailPerson[];
  /** ISO 8601, UTC. */
  readonly receivedDateTime: string;
}

/** Colours as `#RRGGBB`: Office names no theme. */
export interface OfficeTheme {
  readonly bodyBackgroundColor: string;
  readonly bodyForegroundColor: string;
  readonly controlBackgroundColor: string;
  readonly controlForegroundColor: string;
}

/** What a task pane is told at its start. */
export interface OfficeSurroundings {
  readonly displayLanguage: string;
  readonly officeTheme: OfficeTheme;
  readonly user: MailPerson;
  readonly item: MailItem | null;
}

/** What the stand-in for Office.js asks of the mailbox around it. */
export interface OfficeCall {
  readonly office: 'call';
  readonly id: number;
  readonly name: 'initialize' | 'getAccessToken';
}

/** An error as Office.js gives it. https://learn.microsoft.com/office/dev/add-ins/develop/troubleshoot-sso-in-office-add-ins */
export interface OfficeError {
  readonly code: number;
  readonly name: string;
  readonly message: string;
}

export type OfficeAnswer = { readonly office: 'answer'; readonly id: number } & (
  | { readonly result: unknown }
  | { readonly error: OfficeError }
);

/** What the mailbox tells the task pane by itself. */
export type OfficeEvent =
  | { readonly office: 'event'; readonly name: 'itemChanged'; readonly item: MailItem | null }
  | { readonly office: 'event'; readonly name: 'themeChanged'; readonly officeTheme: OfficeTheme };

/** What the page in a dialog says to the task pane that opened it. */
export interface DialogMessage {
  readonly office: 'dialog';
  readonly message: string;
}

/** Whether a message is one of ours, and of this kind. */
export function isOffice<K extends string>(data: unknown, kind: K): data is { office: K } {
  return typeof data === 'object' && data !== null && 'office' in data && data.office === kind;
}
