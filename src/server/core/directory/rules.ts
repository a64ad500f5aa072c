import type { DirectoryUser } from '../../../graph/microsoft.ts';
import { normalizeLoginId } from '../../platform/login-id.ts';
import { LANGUAGES, type Language } from '../../platform/permissions.ts';
import { fold, words } from '../../platform/search-text.ts';

/** A person of the directory, as the mirror stores them. */
export interface DirectoryPerson {
  objectId: string;
  /** Normalized. */
  loginId: string;
  fullName: string;
  mail: string | null;
  jobTitle: string | null;
  department: string | null;
  language: Language | null;
  isGuest: boolean;
  isEnabled: boolean;
}

export function toPerson(user: DirectoryUser): DirectoryPerson {
  const language = user.preferredLanguage?.slice(0, 2).toLowerCase();
  return {
    objectId: user.objectId,
    loginId: normalizeLoginId(user.userPrincipalName),
    fullName: user.displayName,
    mail: user.mail,
    jobTitle: user.jobTitle,
    department: user.department,
    language: LANGUAGES.find((known) => known === language) ?? null,
    isGuest: user.userType === 'Guest',
    isEnabled: user.accountEnabled,
  };
}

/** A person's mail address: their mailbox when the directory has one, else their login ID. */
export function mailAddressOf({ mail, loginId }: Pick<DirectoryPerson, 'mail' | 'loginId'>): string {
  return mail ?? loginId;
}

/**
 * The words that a search finds: of name, login ID, job title and department. The domain is one word with its `@`,
 * because nearly everybody has the same, and typing `con` should find Connor, not all of contoso.com.
 */
export function searchWords({ fullName, loginId, jobTitle, department }: DirectoryPerson): string[] {
  const at = loginId.lastIndexOf('@');
  const [name, domain] = at === -1 ? [loginId, ''] : [loginId.slice(0, at), fold(loginId.slice(at))];
  return [...words(fullName, name, jobTitle, department), ...(domain ? [domain] : [])];
}

/**
 * The typed text as prefixes, each of which has to match one of `searchWords`. `anna.m@con` is `anna`, `m` and `@con`.
 */
export function typedWords(search: string): string[] {
  return fold(search)
    .split(' ')
    .flatMap((term) => {
      const at = term.lastIndexOf('@');
      return at === -1 ? words(term) : [...words(term.slice(0, at)), ...(at < term.length - 1 ? [term.slice(at)] : [])];
    });
}

/** GONE-6: more leavers than these in one sync are taken for an error of the directory. */
const FEW = 5;
const SHARE = 0.1;

/** GONE-6: whether so many active members at once are rather an error of the directory than real leavers. */
export function isAccident(leaving: number, active: number): boolean {
  return leaving > FEW && leaving > active * SHARE;
}
