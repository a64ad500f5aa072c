import { memberModel } from '../../src/server/core/members/model.ts';
import { recordModel } from '../../src/server/core/records/model.ts';
import { backupModel } from '../../src/server/features/mail-backups/model.ts';
import { backups } from '../../src/server/features/mail-backups/run-backup.ts';
import { mailboxModel, secretContext } from '../../src/server/features/mailboxes/model.ts';
import { DEFAULTS } from '../../src/server/features/records/schemas.ts';
import { newId } from '../../src/server/platform/ids.ts';
import type { Services } from '../../src/server/platform/services.ts';
import type { SandboxAddress } from './sandbox.ts';

/** Somebody who has left a mailbox, straight in the database, and a backup that waits; its id. */
export async function leaveMailbox(
  { db, secrets }: Services,
  { host, port }: SandboxAddress['mail'],
  login: string,
): Promise<string> {
  const [member, founder] = await Promise.all([
    memberModel(db).findOne({ status: 'inactive' }).lean(),
    memberModel(db).findOne({ status: 'active' }).sort({ _id: 1 }).lean(),
  ]);
  if (!member || !founder) throw new Error('there is nobody who has left');
  const now = new Date();
  const { organizationId, _id: memberId } = member;
  const [mailboxId, backupId] = [newId(), newId()];
  await recordModel(db).create({
    organizationId,
    module: 'contacts',
    ownerId: founder._id,
    fields: { ...DEFAULTS.contacts, lastName: 'Customer', emails: ['ann@customer.example'] },
    title: 'Customer',
    titleKey: 'customer',
    words: ['customer'],
    emails: ['ann@customer.example'],
    dateKey: '9999-12-31',
    createdAt: now,
    updatedAt: now,
  });
  await mailboxModel(db).create({
    _id: mailboxId,
    organizationId,
    memberId,
    address: login,
    protocol: 'pop3',
    host,
    port,
    security: 'tls',
    userName: login,
    password: secrets.seal('sandbox', secretContext({ _id: mailboxId })),
    sharing: 'full',
    savedAt: now,
    frozenAt: now,
  });
  await backupModel(db).create({
    _id: backupId,
    organizationId,
    memberId,
    mailboxId,
    address: login,
    kind: 'full',
    status: 'waiting',
    open: true,
    requestedBy: { accountId: founder.accountId, loginId: login, address: null },
    createdAt: now,
    heartbeatAt: now,
  });
  return backupId;
}

/** @returns how many messages were kept. @throws Error with the reason when it failed. */
export async function backUp(services: Services, backupId: string): Promise<number> {
  await backups.run(services, backupId, new AbortController().signal);
  const backup = await backupModel(services.db).findById(backupId).lean();
  if (backup?.status !== 'completed') throw new Error(`the backup is ${backup?.status}: ${backup?.problem}`);
  return backup.kept;
}
