import { createHash } from 'node:crypto';
import type { ClientSession, Connection } from 'mongoose';
import { auditHeadModel, auditModel } from '../../src/server/core/audit/model.ts';
import { invitationModel } from '../../src/server/core/invitations/model.ts';
import { memberModel } from '../../src/server/core/members/model.ts';
import { outboxModel } from '../../src/server/core/outbox/model.ts';
import { subscriptionModel } from '../../src/server/core/seats/model.ts';
import { found, type SignedIn } from './session.ts';

export interface Work {
  db: Connection;
  session: ClientSession;
  organizationId: string;
}

/** One transaction, with the concerns that Foyer's have. */
export async function inTransaction<T>(db: Connection, work: (session: ClientSession) => Promise<T>): Promise<T> {
  const session = await db.startSession();
  try {
    return await session.withTransaction(() => work(session), {
      readConcern: { level: 'snapshot' },
      writeConcern: { w: 'majority' },
    });
  } finally {
    await session.endSession();
  }
}

/** The next link of the audit chain. */
export async function audit({ db, session, organizationId }: Work, actor: SignedIn, action: string): Promise<void> {
  const head = await auditHeadModel(db).findById(organizationId).session(session).lean();
  const sequence = (head?.sequence ?? 0) + 1;
  const previousHash = head?.hash ?? '';
  const { _id: accountId, loginId } = actor.account;
  const entry = { organizationId, sequence, at: new Date(), actor: { accountId, loginId }, action, previousHash };
  const hash = createHash('sha256').update(JSON.stringify(entry)).digest('hex');
  // What can be erased is sealed by Foyer; here the collection only asks for the fields.
  const seals = { actor: hash, label: hash, details: hash };
  await auditModel(db).insertMany([{ ...entry, outcome: 'done' as const, seals, hash }], { session });
  await auditHeadModel(db).updateOne({ _id: organizationId }, { sequence, hash }, { session, upsert: true });
}

/** A row of the outbox that nobody sends. */
export async function queueMail({ db, session, organizationId }: Work, kind: string, to: string): Promise<void> {
  const now = new Date();
  const $setOnInsert = {
    organizationId,
    kind,
    to: { address: to, name: to },
    language: 'en' as const,
    data: { kind },
    status: 'sent' as const,
    attempts: 0,
    availableAt: now,
    createdAt: now,
    sentAt: null,
  };
  const dedupeKey = `bare:${kind}:${to}:${now.getTime()}`;
  await outboxModel(db).bulkWrite([{ updateOne: { filter: { dedupeKey }, update: { $setOnInsert }, upsert: true } }], {
    session,
  });
}

export async function takeSeat({ db, session, organizationId }: Work): Promise<void> {
  const filter = { organizationId, free: { $gte: 1 } };
  const { modifiedCount } = await subscriptionModel(db).updateOne(filter, { $inc: { free: -1 } }, { session });
  if (modifiedCount === 0) throw new Error('no seat is free');
}

export async function addMember(
  { db, session, organizationId }: Work,
  person: { accountId: string; objectId: string | null; profileId: string; roleId: string },
): Promise<string> {
  const { accountId, ...place } = person;
  await memberModel(db).findOne({ organizationId, accountId }).session(session).lean();
  const row = await memberModel(db).findOneAndUpdate(
    { organizationId, accountId },
    { $set: { ...place, nameKey: 'x', words: ['x'], status: 'active' }, $setOnInsert: { joinedAt: new Date() } },
    { session, upsert: true, returnDocument: 'after', lean: true },
  );
  return found(row)._id;
}

export async function closeInvitations({ db, session, organizationId }: Work, loginId: string, objectId: string) {
  await invitationModel(db).updateMany(
    { organizationId, status: 'pending', $or: [{ loginId }, { objectId }] },
    { $set: { status: 'revoked' } },
    { session },
  );
}
