import { solveChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import type { Session } from '../../src/server/core/sessions/schemas.ts';
import type { Captcha, SolvedCaptcha } from '../../src/server/features/captcha/schemas.ts';
import type { Clock } from '../../src/server/platform/clock.ts';
import type { Client } from './client.ts';
import { linkToken, termsVersion } from './door.ts';
import type { ReceivedMail, World } from './world.ts';

/** Somebody without Microsoft 365. */
export interface External {
  loginId: string;
  fullName: string;
  password: string;
}

/** Nobody guesses it. */
export const PASSWORD = 'plinth wagon 7 fjord';

export function external(name: string): External {
  return { loginId: `${name}@outside.example`, fullName: `${name} Outside`, password: PASSWORD };
}

/** Invites somebody by e-mail; returns the secret of their link. */
export async function inviteByMail(world: World, admin: Client, { loginId, fullName }: External): Promise<string> {
  await admin.post('/invitations', { people: [{ loginId, fullName }] });
  return linkToken(await world.waitForMail(loginId, /invit/i));
}

/** Makes somebody a member who signs in with a password; returns the browser in which they accepted. */
export async function addExternal(world: World, admin: Client, person: External): Promise<Client> {
  const token = await inviteByMail(world, admin, person);
  const client = world.browser();
  const { fullName, password } = person;
  await client.post(`/invitations/link/${token}/password`, {
    fullName,
    password,
    termsVersion: await termsVersion(admin),
  });
  return client;
}

export async function signInWithPassword(world: World, { loginId, password }: External): Promise<Client> {
  const client = world.browser();
  await client.post<Session>('/session/password', { loginId, password });
  return client;
}

/** Gets a captcha and does its work. */
export async function solvedCaptcha(client: Client): Promise<SolvedCaptcha> {
  const challenge = await client.get<Captcha>('/captcha');
  const solution = await solveChallenge({ challenge, deriveKey });
  if (!solution) throw new TypeError('The work could not be done.');
  return { challenge, solution };
}

/** Asks for the mail that resets a password. */
export async function askForReset(client: Client, loginId: string): Promise<void> {
  await client.post('/password-resets', { loginId, captcha: await solvedCaptcha(client) });
}

/** The secret of the link in the mail of a reset. */
export function resetToken({ links }: ReceivedMail): string {
  const token = links.map((link) => /\/reset-password\/([A-Za-z0-9_-]{43})$/.exec(link)?.[1]).find(Boolean);
  if (!token) throw new TypeError(`no reset link among ${links}`);
  return token;
}

/** A clock that a test moves. */
export interface MovableClock extends Clock {
  advance(milliseconds: number): void;
  /** While something is done that counts in seconds, however slow the machine is. */
  standStill(meanwhile: () => Promise<void>): Promise<void>;
}

export function movableClock(): MovableClock {
  let ahead = 0;
  let stoppedAt: number | undefined;
  return {
    now: () => new Date((stoppedAt ?? Date.now()) + ahead),
    advance(milliseconds) {
      ahead += milliseconds;
    },
    async standStill(meanwhile) {
      stoppedAt = Date.now();
      try {
        await meanwhile();
      } finally {
        stoppedAt = undefined;
      }
    },
  };
}
