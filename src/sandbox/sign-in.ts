import type { Request, Response } from 'express';
import type { Person } from './people/person.ts';
import type { Sandbox } from './sandbox.ts';

/** Cookies don't tell ports apart, so the name must be one that Foyer does not use. */
const name = 'sandbox-person';
const options = { httpOnly: true, sameSite: 'lax', path: '/' } as const;

/**
 * Remembers in a cookie who a browser is in the sandbox, and since when (`ID.SECONDS`). It proves nothing, as nothing here
 * is worth proving.
 */
export function signInCookie(findPerson: Sandbox['findPerson']): Sandbox['signIn'] {
  return {
    read: (request) => findPerson(partsOf(request)[0]),
    authTime(request) {
      const [, seconds = ''] = partsOf(request);
      return /^\d+$/.test(seconds) ? Number(seconds) : undefined;
    },
    remember(response: Response, person: Person, authTime = Math.floor(Date.now() / 1000)): void {
      response.cookie(name, `${person.id}.${authTime}`, { ...options, maxAge: 30 * 24 * 3600 * 1000 });
    },
    forget(response: Response): void {
      response.clearCookie(name, options);
    },
  };
}

function partsOf(request: Request): [id: string, seconds?: string] {
  const pair = (request.headers.cookie ?? '').split(/;\s*/).find((part) => part.startsWith(`${name}=`)) ?? '';
  const [id = '', seconds] = pair.slice(name.length + 1).split('.');
  return seconds === undefined ? [id] : [id, seconds];
}
