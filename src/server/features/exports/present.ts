import type { Services } from '../../platform/services.ts';
import type { ExportRow } from './model.ts';
import { exports } from './run-export.ts';
import type { Export } from './schemas.ts';

export function present({ clock }: Services, row: ExportRow): Export {
  return {
    id: row._id,
    status: row.status,
    done: row.done,
    total: row.total,
    size: row.size,
    // Exports of earlier versions did not say why.
    problem: row.problem ?? null,
    stuck: exports.isStuck(row, clock.now()),
    createdAt: row.createdAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
    expiresAt: row.expiresAt.toISOString(),
  };
}
