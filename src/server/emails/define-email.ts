import type { ReactElement } from 'react';
import type { Translate } from '../i18n/translate.ts';
import type { Language } from '../platform/permissions.ts';
import type { Services } from '../platform/services.ts';

/** What a template works with. */
export interface EmailProps<Data> {
  data: Data;
  t: Translate;
  language: Language;
  /** Where people open Foyer, without a slash at the end. */
  publicUrl: string;
}

/**
 * One kind of mail: its subject, the line that mailboxes show beside the subject, and its content.
 * `Data` waits in the outbox; `Ready` is what it becomes when the mail goes out.
 */
export interface EmailTemplate<Data, Ready = Data> {
  /** Kept in the outbox; never change it. */
  kind: string;
  /**
   * Completes the data at the moment of sending, so that a link's secret need not wait in the outbox. Runs again with
   * each attempt. Null when there is nothing to say any more: the mail is dropped.
   */
  prepare?(services: Services, data: Data): Promise<Ready | null>;
  /** Nothing of the mail stays in the outbox once it is out, not even to whom it went. */
  leavesNoTrace?: true;
  subject(props: EmailProps<Ready>): string;
  preview(props: EmailProps<Ready>): string;
  /** The content between the layout's head and foot, from the pieces in `layout.tsx`. */
  Body(props: EmailProps<Ready>): ReactElement;
}

/** Declares a mail in a feature's `emails.tsx`; list it in `email-templates.ts`, where the outbox finds it. */
export function defineEmail<Data, Ready = Data>(template: EmailTemplate<Data, Ready>): EmailTemplate<Data, Ready> {
  return template;
}
