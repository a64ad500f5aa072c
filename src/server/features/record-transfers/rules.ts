import type { Module, Targets } from '../../core/records/schemas.ts';
import { after, DAY } from '../../platform/clock.ts';
import type { ProblemCode } from '../../platform/problem-codes.ts';
import type { TransferStatus } from './schemas.ts';
/** REC-3: the new owner of each kind of record that is handed over. */
export function targetsOf(to: Targets, modules: readonly Module[]): { module: Module; ownerId: string }[] {
  if ('all' in to) return modules.map((module) => ({ module, ownerId: to.all }));
  return modules.flatMap((module) => {
    const ownerId = to[module];
    return ownerId === undefined ? [] : [{ module, ownerId }];
  });
}

/** The life of a transfer. */
export const TRANSFER_STEPS: Record<TransferStatus, readonly TransferStatus[]> = {
  waiting: ['running', 'done', 'failed'],
  running: ['done', 'failed'],
  done: ['undoing'],
  failed: ['undoing'],
  undoing: ['undone', 'failed'],
  undone: [],
};

/** REC-3: until when a transfer can be undone. */
export function undoUntil({ createdAt, finishedAt }: { createdAt: Date; finishedAt: Date | null }): Date {
  return after(finishedAt ?? createdAt, DAY);
}

/** Why a transfer can't be undone now; null when it can. */
export function undoRefusal(
  transfer: { status: TransferStatus; createdAt: Date; finishedAt: Date | null },
  now: Date,
): Extract<ProblemCode, 'transfer_running' | 'undo_expired'> | null {
  if (!TRANSFER_STEPS[transfer.status].includes('undoing')) return 'transfer_running';
  return now < undoUntil(transfer) ? null : 'undo_expired';
}
