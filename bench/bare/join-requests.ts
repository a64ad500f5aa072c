import type { Request } from 'express';
import type { Connection } from 'mongoose';
import { accountModel } from '../../src/server/core/accounts/model.ts';
import { directoryUserModel } from '../../src/server/core/directory/model.ts';
import { invitationModel } from '../../src/server/core/invitations/model.ts';
import { joinRequestModel } from '../../src/server/core/join-requests/model.ts';
import { memberModel } from '../../src/server/core/members/model.ts';
import { organizationModel } from '../../src/server/core/organizations/model.ts';
import { profileModel } from '../../src/server/core/profiles/model.ts';
import { roleModel } from '../../src/server/core/roles/model.ts';
import { rowOf } from '../../src/server/platform/ids.ts';
import type { ReadUser } from './graph.ts';
import { found, signedIn } from './session.ts';
import { addMember, audit, closeInvitations, inTransaction, queueMail, takeSeat, type Work } from './writes.ts';

export async function askToJoin(db: Connection, request: Request, readUser: ReadUser) {
  const actor = await signedIn(db, request);
  const { account } = actor;
  const identity = found(actor.session.identity);
  const organization = found(await organizationModel(db).findOne({ tenantId: identity.tenantId }).lean());
  const organizationId = organization._id;
  const own = { organizationId, accountId: account._id };
  await joinRequestModel(db)
    .findOne({ ...own, status: 'pending' })
    .lean();
  const person = await readUser(identity.objectId);
  const row = await inTransaction(db, async (session) => {
    const work = { db, session, organizationId };
    await memberModel(db).findOne(own).session(session).lean();
    const who = [{ loginId: account.loginId }, { ...identity }];
    await invitationModel(db)
      .find({ organizationId, $or: who, status: 'pending', expiresAt: { $gt: new Date() } })
      .session(session)
      .lean();
    await joinRequestModel(db).findOne(own).sort({ createdAt: -1 }).session(session).lean();
    const [created] = await joinRequestModel(db).create(
      [
        {
          ...own,
          ...identity,
          loginId: account.loginId,
          fullName: person.displayName,
          words: [person.displayName],
          jobTitle: person.jobTitle,
          department: person.department,
          isGuest: account.isGuest,
          mailTo: person.mail ?? account.loginId,
          message: (request.body as { message: string }).message,
          status: 'pending',
          createdAt: new Date(),
        },
      ],
      { session },
    );
    for (const approver of await approvers(work)) await queueMail(work, 'join-request', approver.loginId);
    await audit(work, actor, 'join-request.ask');
    return rowOf(found(created));
  });
  return { ...row, id: row._id };
}

async function approvers({ db, session, organizationId }: Work) {
  const profiles = await profileModel(db)
    .find({ organizationId, permissions: 'manageUsers' })
    .select('_id')
    .session(session)
    .lean();
  const members = await memberModel(db)
    .find({ organizationId, status: 'active', profileId: { $in: profiles.map(({ _id }) => _id) } })
    .sort({ nameKey: 1, _id: 1 })
    .session(session)
    .lean();
  const [accounts] = await Promise.all([
    accountModel(db)
      .find({ _id: { $in: members.map(({ accountId }) => accountId) } })
      .session(session)
      .lean(),
    directoryUserModel(db)
      .find({ organizationId, objectId: { $in: members.map(({ objectId }) => objectId ?? '') } })
      .session(session)
      .lean(),
  ]);
  return accounts;
}

export async function approveRequest(db: Connection, request: Request, readUser: ReadUser) {
  const actor = await signedIn(db, request);
  const organizationId = actor.organization._id;
  const filter = { _id: String(request.params.id), organizationId };
  const asked = found(await joinRequestModel(db).findOne(filter).lean());
  await readUser(asked.objectId);
  return await inTransaction(db, async (session) => {
    const work = { db, session, organizationId };
    const { _id: accountId, loginId } = actor.account;
    await joinRequestModel(db).findOne(filter).session(session).lean();
    const row = await joinRequestModel(db)
      .findOneAndUpdate(
        { ...filter, status: 'pending' },
        { $set: { status: 'approved', decidedAt: new Date(), decidedBy: { accountId, fullName: loginId, loginId } } },
        { session, returnDocument: 'after' },
      )
      .lean();
    await takeSeat(work);
    const profile = await profileModel(db).findOne({ organizationId, builtIn: 'standard' }).session(session).lean();
    const role = await roleModel(db)
      .findOne({ organizationId, parentId: null })
      .sort({ _id: 1 })
      .session(session)
      .lean();
    await accountModel(db).findById(asked.accountId).session(session).lean();
    await organizationModel(db).findById(organizationId).session(session).lean();
    const { objectId } = asked;
    const place = { profileId: found(profile)._id, roleId: found(role)._id };
    await addMember(work, { accountId: asked.accountId, objectId, ...place });
    await closeInvitations(work, asked.loginId, objectId);
    await queueMail(work, 'join-request-approved', asked.mailTo);
    await audit(work, actor, 'join-request.approve');
    return row;
  });
}
