import { recordPersonal } from '../../core/members/record-personal.ts';
import { deviceOf } from '../../core/sessions/device.ts';
import { endSession, endSessions } from '../../core/sessions/end-sessions.ts';
import { type SessionRow, sessionModel } from '../../core/sessions/model.ts';
import { type Actor, sessionOf } from '../../platform/actor.ts';
import type { Authorized } from '../../platform/authorize.ts';
import { after, DAY } from '../../platform/clock.ts';
import { listPage, type Page } from '../../platform/cursor.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import type { OwnSession } from './schemas.ts';

/** ACC-7: how far back the list goes. */
const SHOWN = 7 * DAY;

/** The actor's sessions that are open or ended in the last 7 days; the open ones first, latest first. */
export async function listOwn(
  services: Services,
  actor: Actor,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<Page<OwnSession>> {
  const now = services.clock.now();
  return await listPage(
    sessionModel(services.db),
    {
      filter: { accountId: actor.account.id, endsAt: { $gt: after(now, -SHOWN) } },
      order: [
        ['endsAt', -1],
        ['_id', -1],
      ],
      limit,
      cursor,
    },
    (row) => present(row, actor, now),
  );
}

/**
 * Ends one of the actor's sessions; one that has ended stays as it is.
 * @throws Problem `not_found`.
 */
export async function endOwn(
  services: Services,
  { actor }: Authorized<'session.end', Actor>,
  id: string,
): Promise<void> {
  const { account } = actor;
  const known = await sessionModel(services.db).exists({ _id: id, accountId: account.id });
  if (!known) throw new Problem('not_found');
  await withTransaction(services, async (tx) => {
    const isEnded = await endSession(tx, { id, accountId: account.id }, 'ended_by_owner');
    if (isEnded) await recordPersonal(tx, { actor, account, action: 'session.end', details: { count: 1 } });
  });
}

/** Ends all of the actor's sessions except this call's. @returns how many were open. */
export async function endOthers(services: Services, { actor }: Authorized<'session.end', Actor>): Promise<number> {
  const { account } = actor;
  return await withTransaction(services, async (tx) => {
    const whose = { accountIds: [account.id], except: sessionOf(actor).id };
    const count = await endSessions(tx, whose, 'ended_by_owner');
    if (count > 0) await recordPersonal(tx, { actor, account, action: 'session.end', details: { count } });
    return count;
  });
}

function present(row: SessionRow, { session }: Actor, now: Date): OwnSession {
  const { openedAt, lastSeenAt, endsAt, endReason, address, userAgent, lastAction } = row;
  const id = row._id;
  const hasEnded = endReason !== null || endsAt <= now;
  return {
    id,
    startedAt: openedAt.toISOString(),
    lastActivityAt: lastSeenAt.toISOString(),
    endedAt: hasEnded ? endsAt.toISOString() : null,
    endReason,
    address,
    device: deviceOf(userAgent),
    lastAction: lastAction && { area: lastAction.area, isChange: lastAction.isChange },
    isCurrent: id === session?.id,
  };
}
