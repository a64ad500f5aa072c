import type { ExportRow } from './model.ts';
import type { Export } from './schemas.ts';

export function present(row: ExportRow): Export {
  return {
    id: row._id,
    status: row.status,
    done: row.done,
    total: row.total,
    size: row.size,
    createdAt: row.createdAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
    expiresAt: row.expiresAt.toISOString(),
  };
}
