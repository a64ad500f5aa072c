/** The form in which login IDs are stored and compared: Unicode NFKC, no space around, lower case. */
export function normalizeLoginId(loginId: string): string {
  return loginId.normalize('NFKC').trim().toLowerCase();
}

/**
 * Whether mail may reach somebody under a login ID. That of a guest whom Entra knows no mailbox of,
 * `anna_firm.example#EXT#@tenant.onmicrosoft.com`, is no address.
 */
export function isMailAddress(loginId: string): boolean {
  return !/#ext#@/i.test(loginId);
}

/** `a***@example.com`: enough for the owner to recognize it, too little for others to write to it. */
export function maskLoginId(loginId: string): string {
  const at = loginId.lastIndexOf('@');
  return at < 1 ? '***' : `${[...loginId][0]}***${loginId.slice(at)}`;
}
