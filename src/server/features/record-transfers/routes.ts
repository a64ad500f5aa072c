import { attemptOnMembers } from '../../core/members/refused-member.ts';
import { type Route, route } from '../../http/route.ts';
import { authorize } from '../../platform/authorize.ts';
import { transferRecords as mayTransfer } from './policy.ts';
import { recordTransfersCalls } from './schemas.ts';
import { listTransfers, showTransfer, transferRecords, undoTransfer } from './transfers.ts';

export const recordTransferRoutes: Route[] = [
  route(recordTransfersCalls, 'POST /records/transfers', {
    summary: "Hand over a member's records to others, in the background",
    access: 'member',
    action: 'record.transfer',
    status: 202,
    problems: ['permission_required', 'outranked', 'not_found', 'owner_inactive'],
    handle: ({ services, actor, body }) =>
      attemptOnMembers(services, { actor, action: 'record.transfer' }, () =>
        transferRecords(services, authorize(actor, mayTransfer), body),
      ),
  }),
  route(recordTransfersCalls, 'GET /records/transfers', {
    summary: 'Transfers of records, the latest first',
    access: 'member',
    action: 'record.transfer',
    problems: ['permission_required', 'invalid_cursor'],
    handle: ({ services, actor, query }) => listTransfers(services, authorize(actor, mayTransfer), query),
  }),
  route(recordTransfersCalls, 'GET /records/transfers/{id}', {
    summary: 'How far a transfer is',
    access: 'member',
    action: 'record.transfer',
    problems: ['permission_required', 'not_found'],
    handle: ({ services, actor, params: { id } }) => showTransfer(services, authorize(actor, mayTransfer), id),
  }),
  route(recordTransfersCalls, 'POST /records/transfers/{id}/undo', {
    summary: 'Give the records back, within 24 hours',
    access: 'member',
    action: 'record.transfer-undo',
    status: 202,
    problems: ['permission_required', 'outranked', 'not_found', 'transfer_running', 'undo_expired', 'owner_inactive'],
    handle: ({ services, actor, params: { id } }) =>
      attemptOnMembers(services, { actor, action: 'record.transfer-undo' }, () =>
        undoTransfer(services, authorize(actor, mayTransfer), id),
      ),
  }),
];
