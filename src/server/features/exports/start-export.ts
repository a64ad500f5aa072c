import * as audit from '../../core/audit/service.ts';
import { recordPersonal } from '../../core/members/record-personal.ts';
import type { Actor, MemberActor } from '../../platform/actor.ts';
import type { Authorized } from '../../platform/authorize.ts';
import { after } from '../../platform/clock.ts';
import { rowOf } from '../../platform/ids.ts';
import { unclaimed } from '../../platform/long-work-run.ts';
import type { Services, Tx } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import { type ExportOwner, type ExportRow, exportModel, exportPartModel } from './model.ts';
import { present } from './present.ts';
import { KEPT_FOR } from './rules.ts';
import { exports } from './run-export.ts';
import type { Export } from './schemas.ts';

/** ORG-2: begins to export all of the organization's data. Asked again while it is being made, it is the same. */
export async function startOrganizationExport(
  services: Services,
  { actor }: Authorized<'organization.export', MemberActor>,
): Promise<Export> {
  const { id, name } = actor.organization;
  const owner = { organizationId: id, accountId: null };
  return await start(services, owner, (tx) =>
    audit.record(tx, {
      actor,
      organizationId: id,
      action: 'organization.export',
      target: { kind: 'organization', id, label: name },
    }),
  );
}

/** ACC-8: the same for a person's own data. */
export async function startAccountExport(
  services: Services,
  { actor }: Authorized<'account.export', Actor>,
): Promise<Export> {
  const { account } = actor;
  const owner = { organizationId: null, accountId: account.id };
  return await start(services, owner, (tx) => recordPersonal(tx, { actor, account, action: 'account.export' }));
}

async function start(services: Services, owner: ExportOwner, note: (tx: Tx) => Promise<void>): Promise<Export> {
  return await withTransaction(services, async (tx) => {
    const { db, transaction, clock } = tx;
    const open = await exportModel(db)
      .findOne({ ...owner, isOpen: true })
      .session(transaction)
      .lean<ExportRow>();
    if (open) return present(tx, open);
    // Only the newest file is kept.
    await exportPartModel(db).deleteMany(owner, { session: transaction });
    await exportModel(db).deleteMany(owner, { session: transaction });
    const now = clock.now();
    const wanted = { status: 'waiting', isOpen: true, createdAt: now, ...unclaimed(clock) } as const;
    const [made] = await exportModel(db).create([{ ...owner, ...wanted, expiresAt: after(now, KEPT_FOR) }], {
      session: transaction,
    });
    if (!made) throw new TypeError('An export was written and did not come back.');
    const row = rowOf(made);
    await note(tx);
    exports.queue(tx, row._id);
    return present(tx, row);
  });
}
