/** The form in which login IDs are stored and compared: Unicode NFKC, no space around, lower case. */
export function normalizeLoginId(loginId: string): string {
  return loginId.normalize('NFKC').trim().toLowerCase();
}

/** `a***@example.com`: enough for the owner to recognize it, too little for others to write to it. */
export function maskLoginId(loginId: string): string {
  const at = loginId.lastIndexOf('@');
  return at < 1 ? '***' : `${[...loginId][0]}***${loginId.slice(at)}`;
}
