import type { Request } from 'express';
import type { Connection } from 'mongoose';
import { accountModel } from '../../src/server/core/accounts/model.ts';
import { memberModel } from '../../src/server/core/members/model.ts';
import { organizationModel } from '../../src/server/core/organizations/model.ts';
import { profileModel } from '../../src/server/core/profiles/model.ts';
import { roleModel } from '../../src/server/core/roles/model.ts';
import { sessionModel } from '../../src/server/core/sessions/model.ts';
import { hashToken } from '../../src/server/platform/tokens.ts';

/** Who calls: session, account, organization, membership, profile. */
export async function signedIn(db: Connection, request: Request) {
  const token = /foyer=([^;]+)/.exec(request.headers.cookie ?? '')?.[1] ?? '';
  const session = found(
    await sessionModel(db)
      .findOne({ tokenHash: hashToken(token), endReason: null, endsAt: { $gt: new Date() } })
      .lean(),
  );
  const [account, [organization, member]] = await Promise.all([
    accountModel(db).findById(session.accountId).lean(),
    (async () => {
      const row = found(
        await organizationModel(db)
          .findOne({ tenantId: session.identity?.tenantId ?? '' })
          .lean(),
      );
      const place = await memberModel(db).findOne({ organizationId: row._id, accountId: session.accountId }).lean();
      if (!place) await memberModel(db).find({ accountId: session.accountId }).lean();
      return [row, place] as const;
    })(),
  ]);
  const profile = member && (await profileModel(db).findOne({ _id: member.profileId }).lean());
  return { session, account: found(account), organization, member, profile };
}

export type SignedIn = Awaited<ReturnType<typeof signedIn>>;

export async function readSession(db: Connection, request: Request) {
  const { account, organization, member, profile } = await signedIn(db, request);
  const role = member && (await roleModel(db).findOne({ _id: member.roleId }).lean());
  return { account, organization, member: member && { id: member._id, profile, role } };
}

export function found<T>(row: T | null | undefined): T {
  if (row === null || row === undefined) throw new Error('not found');
  return row;
}
