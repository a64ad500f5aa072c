import type { Config } from '../platform/config.ts';

/** The marketplace requires Office.js from here. https://learn.microsoft.com/office/dev/add-ins/develop/understanding-the-javascript-api-for-office */
const CDN = 'appsforoffice.microsoft.com';
const PATH = '/lib/1/hosted/office.js';

/** Where the add-in loads Office.js from: Microsoft's CDN, or the sandbox that stands in for Microsoft. */
export function officeJsAddress({ MICROSOFT_ORIGIN }: Pick<Config, 'MICROSOFT_ORIGIN'>): string {
  return MICROSOFT_ORIGIN ? `${MICROSOFT_ORIGIN}/${CDN}${PATH}` : `https://${CDN}${PATH}`;
}
