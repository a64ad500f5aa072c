import { officeJsAddress } from './page-values.ts';

/** The part of Office.js that Foyer uses (https://learn.microsoft.com/javascript/api/office). */
export interface OfficeJs {
  onReady(): Promise<{ host: string | null }>;
  auth: { getAccessToken(options: { allowSignInPrompt: boolean; allowConsentPrompt: boolean }): Promise<string> };
  context: {
    displayLanguage?: string;
    officeTheme?: OfficeTheme;
    /** In Outlook only. */
    mailbox?: OfficeMailbox;
    requirements: { isSetSupported(name: string, version: string): boolean };
    ui: {
      displayDialogAsync(
        url: string,
        options: { width: number; height: number; promptBeforeOpen: boolean },
        callback: (result: { status: string; value: OfficeDialog; error?: { message: string } }) => void,
      ): void;
      messageParent(message: string): void;
    };
  };
}

/** Office names no theme, only colours (`#RRGGBB`). */
export interface OfficeTheme {
  bodyBackgroundColor?: string;
}

export interface OfficeMailbox {
  userProfile: OfficePerson;
  /** What is open beside the task pane; null where nothing or several messages are. */
  item: OfficeItem | null;
  addHandlerAsync(event: OfficeEventType, handler: (event: { officeTheme?: OfficeTheme }) => void): void;
}

/** `Office.EventType`, of requirement sets Mailbox 1.5 and 1.14. */
export type OfficeEventType = 'olkItemSelectedChanged' | 'officeThemeChanged';

export interface OfficePerson {
  displayName: string;
  emailAddress: string;
}

/** A message that is read has people; one that is written has fields, which are asked. */
export interface OfficeItem {
  itemType: 'message' | 'appointment';
  itemId?: string;
  from: OfficePerson | OfficeField<OfficePerson>;
  to: OfficePerson[] | OfficeField<OfficePerson[]>;
  cc: OfficePerson[] | OfficeField<OfficePerson[]>;
  subject: string | OfficeField<string>;
}

export interface OfficeField<T> {
  getAsync(callback: (result: { status: string; value: T }) => void): void;
}

export interface OfficeDialog {
  close(): void;
  addEventHandler(event: string, handler: (argument: { message?: string; error?: number }) => void): void;
}

declare global {
  interface Window {
    Office?: OfficeJs;
  }
}

/**
 * Loads Office.js, in Office hosts only: from Microsoft's CDN, as the marketplace wants it.
 * It replaces `history.pushState` and `replaceState` by null, which the router needs: both are put back.
 */
export async function loadOfficeJs(): Promise<OfficeJs> {
  const { pushState, replaceState } = window.history;
  await new Promise<void>((resolve, reject) => {
    const script = document.createElement('script');
    script.src = officeJsAddress();
    script.onload = () => resolve();
    script.onerror = () => reject(new Error('Office.js could not be loaded'));
    document.head.append(script);
  });
  window.history.pushState = pushState;
  window.history.replaceState = replaceState;
  if (!window.Office) throw new Error('Office.js is not there');
  await window.Office.onReady();
  return window.Office;
}
