import { policy } from '../../platform/authorize.ts';
export const transferRecords = policy('record.transfer', (actor) => actor.permissions.has('transferRecords'));
