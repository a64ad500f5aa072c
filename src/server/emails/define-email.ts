import type { ReactElement } from 'react';
import type { Translate } from '../i18n/translate.ts';
import type { Language } from '../platform/permissions.ts';
import type { Services } from '../platform/services.ts';

/** What a template is given. */
export interface EmailProps<Data> {
  data: Data;
  t: Translate;
  language: Language;
  /** Where people open Foyer, without a slash at the end. */
  publicUrl: string;
}

/**
 * One kind of mail: its subject, the preview that mailboxes show beside it, and its content. `Data` is stored in the outbox;
 * `prepare` makes `Ready` of it when the mail is sent.
 */
export interface EmailTemplate<Data, Ready = Data> {
  /** Stored in the outbox; never change it. */
  kind: string;
  /**
   * Completes the data when the mail is sent, so that a link's secret is not stored in the outbox. Runs again at each
   * attempt. Null drops the mail, because it is obsolete.
   */
  prepare?(services: Services, data: Data): Promise<Ready | null>;
  /** The recipient's own security: it goes before all other mail, and takes none of what the rest may use. */
  isSecurity?: true;
  /** Deletes the mail from the outbox once it is sent, with its recipient. */
  leavesNoTrace?: true;
  subject(props: EmailProps<Ready>): string;
  preview(props: EmailProps<Ready>): string;
  /** The content between the layout's head and foot, from the pieces in `layout.tsx`. */
  Body(props: EmailProps<Ready>): ReactElement;
}

/** Declares a mail in a feature's `emails.tsx`; the outbox finds it in the list of `email-templates.ts`. */
export function defineEmail<Data, Ready = Data>(template: EmailTemplate<Data, Ready>): EmailTemplate<Data, Ready> {
  return template;
}
