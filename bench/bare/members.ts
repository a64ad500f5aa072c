import type { Request } from 'express';
import type { Connection } from 'mongoose';
import { accountModel } from '../../src/server/features/accounts/model.ts';
import { memberModel } from '../../src/server/features/members/model.ts';
import { profileModel } from '../../src/server/features/profiles/model.ts';
import { roleModel } from '../../src/server/features/roles/model.ts';
import { found, signedIn } from './session.ts';

/** A page of members in the order of their names, how many there are, and what is written beside each. */
export async function readMembers(db: Connection, request: Request) {
  const { organization } = await signedIn(db, request);
  const organizationId = found(organization)._id;
  const { search, limit } = request.query as { search?: string; limit: string };
  const filter = { organizationId, ...(search && { words: { $regex: `^${search}` } }) };
  const [rows, total] = await Promise.all([
    memberModel(db).find(filter).sort({ nameKey: 1, _id: 1 }).limit(Number(limit)).lean(),
    memberModel(db).countDocuments(filter),
  ]);
  const [accounts, profiles, roles] = await Promise.all([
    accountModel(db)
      .find({ _id: { $in: rows.map(({ accountId }) => accountId) } })
      .lean(),
    profileModel(db).find({ organizationId }).lean(),
    roleModel(db).find({ organizationId }).lean(),
  ]);
  return { rows, accounts, profiles, roles, total };
}
