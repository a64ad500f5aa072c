import { actorOf, speakerOf } from '../../core/sessions/caller.ts';
import { familyOf } from '../../core/sessions/device.ts';
import { endSession } from '../../core/sessions/end-sessions.ts';
import type { SessionRow } from '../../core/sessions/model.ts';
import * as sessions from '../../core/sessions/service.ts';
import type { CalledRoute } from '../../http/api.ts';
import type { Credentials } from '../../http/credentials.ts';
import type { Actor } from '../../platform/actor.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services } from '../../platform/services.ts';
import { hashToken } from '../../platform/tokens.ts';
import { actionOf } from './rules.ts';

/**
 * Whom the session of a call speaks for. Null when there is no such session.
 * @throws Problem `secure_connection_required`, `microsoft_account_unavailable`.
 */
export async function sessionActor(
  services: Services,
  credentials: Credentials,
  call: CalledRoute,
): Promise<Actor | null> {
  const { session: token, visitor } = credentials;
  const session = token === null ? null : await sessions.findByToken(services, token);
  if (!session) return null;
  const found = actorOf(session, speakerOf(session, visitor.address));
  // A person who was shut out and is enabled again signs in anew.
  if (!found || session.endReason) return null;
  if (found.account.preferences.secureConnection) {
    if (!credentials.isSecure) throw new Problem('secure_connection_required');
    if (!isSameDevice(session, credentials)) {
      // The cookie has left its device: whoever has it now, the session ends for both.
      const id = session._id;
      await endSession(services, { id, accountId: found.account.id }, 'other_device');
      return null;
    }
  }
  sessions.touch(services, session, actionOf(call));
  return found.actor;
}

/** ACC-5: the browser's device cookie is the one that the session was opened with, and so are browser and system. */
function isSameDevice({ deviceHash, userAgent }: SessionRow, { device, visitor }: Credentials): boolean {
  return device !== null && hashToken(device) === deviceHash && familyOf(visitor.userAgent) === familyOf(userAgent);
}
