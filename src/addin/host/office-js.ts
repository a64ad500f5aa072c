const OFFICE_JS = 'https://appsforoffice.microsoft.com/lib/1/hosted/office.js';

/** The part of Office.js that Foyer uses (https://learn.microsoft.com/javascript/api/office). */
export interface OfficeJs {
  onReady(): Promise<{ host: string | null }>;
  auth: { getAccessToken(options: { allowSignInPrompt: boolean; allowConsentPrompt: boolean }): Promise<string> };
  context: {
    displayLanguage?: string;
    officeTheme?: { bodyBackgroundColor?: string };
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
 * Loads Office.js, in Office hosts only, from Microsoft's CDN as the marketplace wants it.
 * It replaces `history.pushState` and `replaceState` by null, which the router needs: both are put back.
 */
export async function loadOfficeJs(): Promise<OfficeJs> {
  const { pushState, replaceState } = window.history;
  await new Promise<void>((resolve, reject) => {
    const script = document.createElement('script');
    script.src = OFFICE_JS;
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
