import { type Policy, policy } from '../../platform/authorize.ts';

/** Every active member works with records; which ones they see is decided by owner and role (REC-2). */
export const listRecords = policy('record.list', () => true);

export const createRecord = policy('record.create', () => true);

/** Whoever sees a record may change it, give it to somebody else and delete it. */
export const updateRecord = policy('record.update', () => true);

export const deleteRecord = policy('record.delete', () => true);

export const importRecords = policy('record.import', () => true);

export const exportRecords = policy('record.export', (actor) => actor.permissions.has('exportData'));

/** Every active member may give a record to any other, and so reads the names and login IDs of all of them. */
export const listOwners = policy('record.list-owners', () => true);

/** Whoever manages people or hands records over sees what others own; everybody sees it of themselves. */
export const countRecords: Policy<'record.count', { memberId: string }> = policy(
  'record.count',
  (actor, { memberId }: { memberId: string }) =>
    actor.member.id === memberId || actor.permissions.has('transferRecords') || actor.permissions.has('manageUsers'),
);
