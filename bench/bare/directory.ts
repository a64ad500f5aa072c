import type { Request } from 'express';
import type { Connection } from 'mongoose';
import { directorySyncModel, directoryUserModel } from '../../src/server/core/directory/model.ts';
import { invitationModel } from '../../src/server/core/invitations/model.ts';
import { joinRequestModel } from '../../src/server/core/join-requests/model.ts';
import { memberModel } from '../../src/server/core/members/model.ts';
import { signedIn } from './session.ts';

/**
 * The reads of a search without the search: a page of people by their IDs, the same ones each time, and what they are to
 * the organization. Foyer finds the IDs in memory.
 */
export async function readDirectory(db: Connection, request: Request) {
  const { organization } = await signedIn(db, request);
  const organizationId = organization._id;
  const sync = await directorySyncModel(db).findOne({ organizationId }).lean();
  somebody ??= firstIds(db, organizationId, Number(request.query.limit));
  const objectIds = await somebody;
  const rows = await directoryUserModel(db)
    .find({ organizationId, objectId: { $in: objectIds } })
    .lean();
  const loginIds = rows.map(({ loginId }) => loginId);
  const pending = { organizationId, status: 'pending' as const };
  const [members, invited, asking] = await Promise.all([
    memberModel(db)
      .find({ organizationId, objectId: { $in: objectIds } })
      .lean(),
    invitationModel(db)
      .find({
        ...pending,
        expiresAt: { $gt: new Date() },
        $or: [{ loginId: { $in: loginIds } }, { objectId: { $in: objectIds } }],
      })
      .select('objectId loginId')
      .lean(),
    joinRequestModel(db)
      .find({ ...pending, objectId: { $in: objectIds } })
      .select('objectId')
      .lean(),
  ]);
  return { items: rows, members, invited, asking, total: sync?.people };
}

let somebody: Promise<string[]> | undefined;

async function firstIds(db: Connection, organizationId: string, limit: number): Promise<string[]> {
  const rows = await directoryUserModel(db).find({ organizationId }).limit(limit).lean();
  return rows.map(({ objectId }) => objectId);
}
