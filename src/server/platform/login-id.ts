import { comparableAddress } from './mail-address.ts';

/** The form in which login IDs are stored and compared: that of addresses. */
export function normalizeLoginId(loginId: string): string {
  return comparableAddress(loginId);
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
