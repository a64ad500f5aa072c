/** E-mail addresses as people type them and files hold them: parted by semicolons, commas or spaces. */
export function readEmails(text: string): string[] {
  return text.split(/[;,\s]+/).filter(Boolean);
}

/** E-mail addresses in one line, as `readEmails` reads them. */
export function writeEmails(emails: readonly string[]): string {
  return emails.join('; ');
}
