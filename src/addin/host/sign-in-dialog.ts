import { app, authentication } from '@microsoft/teams-js';
import { loadOfficeJs } from './office-js.ts';
import { extraHostOrigins } from './page-values.ts';
import type { SignInMessage } from './popup.ts';
import { windowStorage } from './storage.ts';

/** Marks a window that Office opened, through the sign-in and back. */
const OFFICE_DIALOG = 'foyer.office-dialog';

/**
 * The last page of a sign-in popup (`#code=…`): hands the one-time code to the page that opened the window.
 * Office's dialog begins here too (`?office=/auth/sign-in…`) and goes on to the sign-in.
 */
async function handBack(): Promise<void> {
  const answer = new URLSearchParams(window.location.hash.slice(1));
  const message: SignInMessage = { type: 'foyer.sign-in', code: answer.get('code'), error: answer.get('error') };
  const { pathname, search } = window.location;
  const onward = new URLSearchParams(search).get('office');
  // The code goes; what Office wrote into the address stays, for Office.js finds its host by it.
  window.history.replaceState(null, '', pathname + search);

  if (onward?.startsWith('/auth/sign-in?')) {
    await loadOfficeJs();
    windowStorage.set(OFFICE_DIALOG, '1');
    window.location.replace(onward);
  } else if (windowStorage.get(OFFICE_DIALOG)) {
    windowStorage.remove(OFFICE_DIALOG);
    const office = await loadOfficeJs();
    office.context.ui.messageParent(JSON.stringify(message));
  } else if (window.location.protocol === 'https:') {
    await app.initialize(extraHostOrigins());
    if (message.code) authentication.notifySuccess(message.code);
    else authentication.notifyFailure(message.error ?? 'failed');
  } else {
    window.opener?.postMessage(message, window.location.origin);
    window.close();
  }
}

void handBack();
