import type { Request, Response } from 'express';
import type { Person } from './people/person.ts';
import type { Sandbox } from './sandbox.ts';

/** Cookies don't tell ports apart, so the name must be one that Foyer does not use. */
const name = 'sandbox-person';
const options = { httpOnly: true, sameSite: 'lax', path: '/' } as const;

/** Remembers in a cookie who a browser is in the sandbox. It proves nothing, as nothing here is worth proving. */
export function signInCookie(findPerson: Sandbox['findPerson']): Sandbox['signIn'] {
  return {
    read(request: Request): Person | undefined {
      const pair = (request.headers.cookie ?? '').split(/;\s*/).find((part) => part.startsWith(`${name}=`));
      return pair === undefined ? undefined : findPerson(pair.slice(name.length + 1));
    },
    remember(response: Response, person: Person): void {
      response.cookie(name, person.id, { ...options, maxAge: 30 * 24 * 3600 * 1000 });
    },
    forget(response: Response): void {
      response.clearCookie(name, options);
    },
  };
}
