import type { Request, Response } from 'express';
import { credentialsOf } from '../../http/credentials.ts';
import {
  clearLinkOfferCookie,
  ensureDeviceCookie,
  readLinkOfferCookie,
  readSessionCookie,
  setSessionCookie,
} from '../../http/session-cookie.ts';
import { DAY } from '../../platform/clock.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services, Tx } from '../../platform/services.ts';
import { hashToken } from '../../platform/tokens.ts';
import { withTransaction } from '../../platform/transaction.ts';
import type * as accounts from '../accounts/service.ts';
import { actorOf, type Found, readAccount, speakerOf } from './caller.ts';
import { endSessionOfToken } from './end-sessions.ts';
import type { SessionRow } from './model.ts';
import { tellNewDevice } from './new-device.ts';
import type { Session } from './schemas.ts';
import * as sessions from './service.ts';
import { showSession } from './show-session.ts';

/** A browser is told from others for so long after its last sign-in. */
const DEVICE_TIME = 180 * DAY;

interface SignedIn {
  accountId: string;
  /** The Microsoft identity that signed in; null for a password. */
  identity: accounts.MicrosoftIdentity | null;
  /** When the person was last asked to prove who they are; null when nobody knows. */
  authenticatedAt: Date | null;
}

/**
 * Opens a session and answers who signed in.
 * @throws Problem `secure_connection_required`, `microsoft_account_unavailable`.
 */
export async function startSession(
  services: Services,
  request: Request,
  response: Response,
  who: SignedIn,
): Promise<Session> {
  const { row, found } = await openSession(services, request, response, who);
  const caller = actorOf(found, speakerOf(row, row.address));
  if (!caller) throw new TypeError('A session was opened for an account that is not there.');
  return await showSession(services, caller.actor);
}

/**
 * Opens a session in place of the one that the browser may have, and gives it the cookie. Its person hears of it when
 * the device is new.
 * @returns the session, and whose it is.
 * @throws Problem `secure_connection_required`, `microsoft_account_unavailable`.
 */
export async function openSession(
  services: Services,
  request: Request,
  response: Response,
  { accountId, identity, authenticatedAt }: SignedIn,
): Promise<{ row: SessionRow; found: Found }> {
  const { visitor, isSecure } = credentialsOf(request, services);
  const found = await readAccount(services, accountId);
  const account =
    found && actorOf(found, { identity, session: null, apiToken: null, address: visitor.address })?.account;
  if (!found || !account) throw new Problem('session_required');
  if (account.preferences.secureConnection && !isSecure) throw new Problem('secure_connection_required');
  const before = readSessionCookie(request, services.publicUrl);
  const deviceHash = hashToken(ensureDeviceCookie(request, response, services.publicUrl, DEVICE_TIME));
  const session: sessions.NewSession = {
    accountId,
    identity: identity && { tenantId: identity.tenantId, objectId: identity.objectId },
    authenticatedAt,
    visitor,
    deviceHash,
  };
  const isKnown = await sessions.knowsDevice(services, session, account.createdAt);
  const replace = async (tx: Tx) => {
    if (before) await endSessionOfToken(tx, before);
    const opened = await sessions.open(tx, session);
    if (!isKnown) await tellNewDevice(tx, account, opened.row);
    return opened;
  };
  const isAlone = before === null && isKnown;
  const { row, ...cookie } = await (isAlone ? sessions.open(services, session) : withTransaction(services, replace));
  setSessionCookie(response, services.publicUrl, cookie);
  // What another sign-in of this browser still had to prove is over.
  if (readLinkOfferCookie(request, services.publicUrl)) clearLinkOfferCookie(response, services.publicUrl);
  return { row, found };
}
