import type { AuditRow } from '../../core/audit/model.ts';
import type { AuditEntry } from './schemas.ts';

/** An entry as it goes out, without what was erased. */
export function present(row: AuditRow): AuditEntry {
  const { salts, actor, target } = row;
  return {
    id: row._id,
    sequence: typeof row.sequence === 'number' ? row.sequence : 0,
    at: row.at.toISOString(),
    actor: {
      accountId: actor.accountId ?? null,
      loginId: salts.actor === null ? null : actor.loginId,
      apiTokenId: actor.apiTokenId ?? null,
    },
    action: row.action,
    target: { kind: target.kind, id: target.id, label: salts.label === null ? null : target.label },
    address: row.address,
    outcome: row.outcome,
    code: row.code,
    details: JSON.parse(row.details) as Record<string, unknown>,
    hash: row.hash,
  };
}
