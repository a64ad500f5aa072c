/** The form in which login IDs are stored and compared: Unicode NFKC, no space around, lower case. */
export function normalizeLoginId(loginId: string): string {
  return loginId.normalize('NFKC').trim().toLowerCase();
}

/**
 * Whether a login ID may be an address. That of a guest without a mailbox in Entra,
 * `anna_firm.example#EXT#@tenant.onmicrosoft.com`, is none.
 */
export function isMailAddress(loginId: string): boolean {
  return !/#ext#@/i.test(loginId);
}

/** `a***@example.com`: enough for the owner to recognize it, too little for others to write to it. */
export function maskLoginId(loginId: string): string {
  const at = loginId.lastIndexOf('@');
  return at < 1 ? '***' : `${[...loginId][0]}***${loginId.slice(at)}`;
}
