import type { DirectoryUser } from '../../../graph/microsoft.ts';
import { normalizeLoginId } from '../../platform/login-id.ts';
import { LANGUAGES, type Language } from '../../platform/permissions.ts';
import { fold, words } from '../../platform/search-text.ts';

/** A person of the directory as the mirror keeps them. */
export interface DirectoryPerson {
  objectId: string;
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

/** Where mail reaches a person: their mailbox when the directory knows one, else their login ID. */
export function mailAddressOf({ mail, loginId }: Pick<DirectoryPerson, 'mail' | 'loginId'>): string {
  return mail ?? loginId;
}

/**
 * What a search can begin with: the words of name, login ID, job title and department. The domain is one word with its
 * `@`: nearly everybody has the same, and typing `con` should find Connor, not all of contoso.com.
 */
export function searchWords({ fullName, loginId, jobTitle, department }: DirectoryPerson): string[] {
  const at = loginId.lastIndexOf('@');
  const [name, domain] = at === -1 ? [loginId, ''] : [loginId.slice(0, at), fold(loginId.slice(at))];
  return [...words(fullName, name, jobTitle, department), ...(domain ? [domain] : [])];
}

/** What was typed, as prefixes of `searchWords` that all have to be there. `anna.m@con` is `anna`, `m` and `@con`. */
export function typedWords(search: string): string[] {
  return fold(search)
    .split(' ')
    .flatMap((term) => {
      const at = term.lastIndexOf('@');
      return at === -1 ? words(term) : [...words(term.slice(0, at)), ...(at < term.length - 1 ? [term.slice(at)] : [])];
    });
}

/** GONE-6: how many members may leave in one reading before that is taken for an accident. */
const FEW = 5;
const SHARE = 0.1;

/** GONE-6: whether so many members at once, of those who are active, have rather been lost by the directory. */
export function isAccident(leaving: number, active: number): boolean {
  return leaving > FEW && leaving > active * SHARE;
}
