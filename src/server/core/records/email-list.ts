import { bareAddress } from '../../platform/mail-address.ts';

/**
 * E-mail addresses as people type them and files hold them: parted by semicolons, commas, spaces or colons (Google),
 * with a name before them (`Ada Lovelace <ada@example.com>`), `mailto:` or quotes around them, or not. A text without
 * any is given back whole.
 */
export function readEmails(text: string): string[] {
  const found = [...text.matchAll(/<([^<>\s]*)>|[^\s<>;,]+/g)].map(([whole, inner = whole]) => bare(inner));
  // Words beside an address in angle brackets are its name.
  const isNamed = text.includes('<');
  const addresses = found.filter((each) => (isNamed ? each.includes('@') : /[^:"]/.test(each)));
  return addresses.length === 0 && text.trim() !== '' ? [text.trim()] : [...new Set(addresses)];
}

function bare(address: string): string {
  return bareAddress(address.replace(/^[“”„«‘’]+|[“”»‘’]+$/g, ''));
}

/** E-mail addresses in one line, as `readEmails` reads them. */
export function writeEmails(emails: readonly string[]): string {
  return emails.join('; ');
}
