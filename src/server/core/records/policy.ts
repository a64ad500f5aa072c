import { policy } from '../../platform/authorize.ts';
/** REC-2: those of everybody, whatever the role. */
export const seeAllRecords = policy('record.see-all', (actor) => actor.permissions.has('viewAllRecords'));
