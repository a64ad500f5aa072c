import { mailKey } from '../../core/invitations/mail-link.ts';
import { type InvitationRow, invitationModel } from '../../core/invitations/model.ts';
import type { Erasure } from '../../core/members/departed.ts';
import * as outbox from '../../core/outbox/service.ts';
import type { Tx } from '../../platform/services.ts';

/**
 * Takes the invitations that these people had, and their names from those that they sent: what is still open passes to
 * whoever deletes them.
 * @returns the ids of their invitations, by member id.
 */
export async function eraseInvitees(
  tx: Tx,
  { organizationId, people, heir, deletedName }: Erasure,
): Promise<ReadonlyMap<string, string[]>> {
  const invitations = invitationModel(tx.db);
  const loginIds = people.map(({ loginId }) => loginId);
  const objectIds = people.flatMap(({ objectId }) => objectId ?? []);
  const rows = await invitations
    .find({ organizationId, $or: [{ loginId: { $in: loginIds } }, { objectId: { $in: objectIds } }] })
    .session(tx.session)
    .lean();
  await invitations.deleteMany({ _id: { $in: rows.map(({ _id }) => _id) } }, { session: tx.session });
  await outbox.cancel(
    tx,
    rows.map(({ _id, sending }) => mailKey({ invitationId: _id, sending })),
  );
  const sent = { organizationId, 'invitedBy.accountId': { $in: people.map(({ accountId }) => accountId) } };
  await invitations.updateMany({ ...sent, status: 'pending' }, { $set: { invitedBy: heir } }, { session: tx.session });
  await invitations.updateMany(
    sent,
    { $set: { 'invitedBy.fullName': deletedName, 'invitedBy.loginId': '' } },
    { session: tx.session },
  );
  const isTheirs = (row: InvitationRow, { loginId, objectId }: Erasure['people'][number]) =>
    row.loginId === loginId || (objectId !== null && row.objectId === objectId);
  return new Map(
    people.map((person) => [person.memberId, rows.filter((row) => isTheirs(row, person)).map(({ _id }) => _id)]),
  );
}
