import type { Request } from 'express';
import type { Connection } from 'mongoose';
import { accountModel } from '../../src/server/core/accounts/model.ts';
import { directoryUserModel } from '../../src/server/core/directory/model.ts';
import { invitationModel } from '../../src/server/core/invitations/model.ts';
import { TERMS_VERSION } from '../../src/server/core/invitations/terms.ts';
import { joinRequestModel } from '../../src/server/core/join-requests/model.ts';
import { memberModel } from '../../src/server/core/members/model.ts';
import { organizationModel } from '../../src/server/core/organizations/model.ts';
import { profileModel } from '../../src/server/core/profiles/model.ts';
import { roleModel } from '../../src/server/core/roles/model.ts';
import { subscriptionModel } from '../../src/server/core/seats/model.ts';
import type { ReadUser } from './graph.ts';
import { found, signedIn } from './session.ts';
import { addMember, audit, inTransaction, queueMail, takeSeat } from './writes.ts';

const DAY = 86_400_000;

export async function invitePerson(db: Connection, request: Request) {
  const actor = await signedIn(db, request);
  const organizationId = actor.organization._id;
  const objectId = found((request.body as { objectIds: string[] }).objectIds[0]);
  const [organization, profile, role] = await Promise.all([
    organizationModel(db).findById(organizationId).lean(),
    profileModel(db).findOne({ organizationId, builtIn: 'standard' }).lean(),
    roleModel(db).findOne({ organizationId, parentId: null }).sort({ _id: 1 }).lean(),
  ]);
  const [person] = await directoryUserModel(db)
    .find({ organizationId, objectId: { $in: [objectId] } })
    .lean();
  const { loginId, fullName, mail } = found(person);
  const among = { organizationId, $or: [{ loginId: { $in: [loginId] } }, { objectId: { $in: [objectId] } }] };
  const open = { status: 'pending' as const, expiresAt: { $gt: new Date() } };
  const invitation = await inTransaction(db, async (session) => {
    await invitationModel(db).updateMany(
      { ...among, status: 'pending', expiresAt: { $lte: new Date() } },
      { $set: { status: 'expired' } },
      { session },
    );
    await memberModel(db)
      .find({ organizationId, objectId: { $in: [objectId] } })
      .session(session)
      .lean();
    const accounts = await accountModel(db)
      .find({ loginId: { $in: [loginId] } })
      .session(session)
      .lean();
    const accountIds = accounts.map(({ _id }) => _id);
    await memberModel(db)
      .find({ organizationId, accountId: { $in: accountIds } })
      .session(session)
      .lean();
    await invitationModel(db)
      .find({ ...among, ...open })
      .select('objectId loginId')
      .session(session)
      .lean();
    const { _id: accountId, loginId: inviter } = actor.account;
    const [row] = await invitationModel(db).insertMany(
      [
        {
          organizationId,
          kind: 'microsoft',
          loginId,
          fullName,
          nameKey: fullName,
          words: [fullName],
          tenantId: found(organization).tenantId,
          objectId,
          mailTo: mail ?? loginId,
          language: 'en',
          profileId: found(profile)._id,
          roleId: found(role)._id,
          invitedBy: { accountId, fullName: inviter, loginId: inviter },
          status: 'pending',
          createdAt: new Date(),
          expiresAt: new Date(Date.now() + 14 * DAY),
          sending: 1,
        },
      ],
      { session },
    );
    const work = { db, session, organizationId };
    await audit(work, actor, 'invitation.create');
    await queueMail(work, 'invitation', loginId);
    return row;
  });
  const [seats, pending] = await Promise.all([
    subscriptionModel(db).findOne({ organizationId }).lean(),
    invitationModel(db).countDocuments({ organizationId, ...open }),
  ]);
  return { invitationId: found(invitation)._id, seatsAfter: found(seats).free - pending };
}

export async function acceptInvitation(db: Connection, request: Request, readUser: ReadUser): Promise<void> {
  const actor = await signedIn(db, request);
  const organizationId = actor.organization._id;
  const { account } = actor;
  const identity = found(actor.session.identity);
  const [row] = await invitationModel(db)
    .find({
      organizationId,
      $or: [{ loginId: account.loginId }, { tenantId: identity.tenantId, objectId: identity.objectId }],
      status: 'pending',
      expiresAt: { $gt: new Date() },
    })
    .lean();
  const { _id, profileId, roleId, sending } = found(row);
  await readUser(identity.objectId);
  await inTransaction(db, async (session) => {
    const work = { db, session, organizationId };
    const accepted = { at: new Date(), accountId: account._id, termsVersion: TERMS_VERSION };
    await invitationModel(db).updateOne(
      { _id, status: 'pending', sending, expiresAt: { $gt: new Date() } },
      { $set: { status: 'accepted', accepted } },
      { session },
    );
    await takeSeat(work);
    await addMember(work, { accountId: account._id, objectId: identity.objectId, profileId, roleId });
    await joinRequestModel(db).updateOne(
      { organizationId, accountId: account._id, status: 'pending' },
      { $set: { status: 'approved', decidedAt: new Date() } },
      { session },
    );
    await audit(work, actor, 'invitation.accept');
  });
}
