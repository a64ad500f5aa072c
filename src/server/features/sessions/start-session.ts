import type { Request, Response } from 'express';
import { readSessionCookie, setSessionCookie } from '../../http/session-cookie.ts';
import { visitorOf } from '../../http/visitor.ts';
import type { Services } from '../../platform/services.ts';
import type { MicrosoftIdentity } from '../accounts/service.ts';
import { endSessionOfToken } from './end-sessions.ts';
import { loadActor } from './load-actor.ts';
import type { Session } from './schemas.ts';
import * as sessions from './service.ts';
import { showSession } from './show-session.ts';

/**
 * Opens a session in place of the one that the browser may have, and answers who signed in.
 * @param who the Microsoft identity that signed in; null for a password.
 */
export async function startSession(
  services: Services,
  request: Request,
  response: Response,
  { accountId, identity }: { accountId: string; identity: MicrosoftIdentity | null },
): Promise<Session> {
  const { address, userAgent } = visitorOf(request);
  const opened = await replaceSession(services, request, {
    accountId,
    identity: identity && { tenantId: identity.tenantId, objectId: identity.objectId },
    address,
    userAgent,
  });
  setSessionCookie(response, services.publicUrl, opened);
  const actor = await loadActor(services, opened.token, address);
  if (!actor) throw new TypeError('A session was opened and is not there.');
  return await showSession(services, actor);
}

/** Ends the session that the browser has, if any, and opens another. */
export async function replaceSession(
  services: Services,
  request: Request,
  session: sessions.NewSession,
): Promise<sessions.OpenedSession> {
  const old = readSessionCookie(request, services.publicUrl);
  if (old) await endSessionOfToken(services, old);
  return await sessions.open(services, session);
}
