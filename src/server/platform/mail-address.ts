/** Zero-width letters, soft hyphens, marks of direction: nobody types them, and copying brings them along. */
const INVISIBLE = /\p{Cf}/gu;

/** What mail programs and people write around an address. */
const around: readonly RegExp[] = [
  /^<+([^<>]*)>+$/,
  /^'(.*)'$/,
  /^"(.*)"$/,
  /^smtp:\s*(.*)$/i,
  /^mailto:\s*([^?]*).*$/i,
];

const LABEL = '[\\p{L}\\p{M}\\p{N}](?:[\\p{L}\\p{M}\\p{N}-]{0,61}[\\p{L}\\p{M}\\p{N}])?';
const ATOM = "[\\p{L}\\p{M}\\p{N}!#$%&'*+/=?^_`{|}~-]+";

/**
 * What may be typed as an address, wherever one is: what RFC 5322, section 3.4.1, and RFC 6531 allow without quotes,
 * which is more than Entra allows as a user principal name; the domain as letters or as A-labels.
 */
export const ADDRESS_PATTERN = new RegExp(`^${ATOM}(?:\\.${ATOM})*@(?:${LABEL}\\.)+(?!\\p{N}+$)${LABEL}$`, 'u');

/** An address without what copying and mail programs put around it. */
export function bareAddress(text: string): string {
  let bare = text.normalize('NFKC').replace(INVISIBLE, '').trim();
  for (let before = ''; before !== bare; ) {
    before = bare;
    for (const wrapping of around) bare = bare.replace(wrapping, '$1').trim();
  }
  return bare;
}

/** A domain in small letters, each label of it as an A-label (UTS 46): the form in which domains are compared. */
export function comparableDomain(domain: string): string {
  const lower = domain.toLowerCase().replace(/\.$/, '');
  if (/^[\x21-\x7e]*$/.test(lower) || /[\s/\\?#:@[\]%]/.test(lower)) return lower;
  try {
    return new URL(`http://${lower}`).hostname;
  } catch {
    return lower;
  }
}

/** What is behind the `@`, to be compared. */
export function domainOf(address: string): string {
  return comparableDomain(address.slice(address.lastIndexOf('@') + 1));
}

/** The form in which addresses are compared: the same however they are written. */
export function comparableAddress(text: string): string {
  const bare = bareAddress(text).toLowerCase();
  const at = bare.lastIndexOf('@');
  return at < 0 ? bare : `${bare.slice(0, at + 1)}${comparableDomain(bare.slice(at + 1))}`;
}
