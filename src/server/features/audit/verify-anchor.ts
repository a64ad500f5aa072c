import { z } from 'zod';
import { valuesOfAnchor } from '../../core/audit/anchor.ts';
import { createProver } from '../../core/audit/keys.ts';
import { auditHeadModel, auditModel } from '../../core/audit/model.ts';
import { FIRST_HASH } from '../../core/audit/rules.ts';
import { organizationModel } from '../../core/organizations/model.ts';
import { idSchema } from '../../platform/page-schemas.ts';
import type { Services } from '../../platform/services.ts';

/** What came to `AUDIT_ANCHOR_URL`. */
export const anchorSchema = z.object({
  at: z.string(),
  ends: z.array(z.object({ organizationId: idSchema, sequence: z.number(), hash: z.string(), unkeyed: z.number() })),
  proof: z.object({ key: z.string(), mac: z.string() }),
});

export interface AnchorReport {
  /** Null for what concerns the anchor itself. */
  organizationId: string | null;
  at: string;
  /** `moved`: the chain does not go through where it once ended. `closed`: the organization is gone, with its chain. */
  outcome: 'holds' | 'moved' | 'closed' | 'unproved';
}

/** AUD-3: whether the chains go through where they once ended, as somebody outside of the database has kept it. */
export async function* verifyAnchor(
  services: Pick<Services, 'db' | 'secrets'>,
  { at, ends, proof }: z.infer<typeof anchorSchema>,
): AsyncIterable<AnchorReport> {
  if (!(await createProver(services)(proof, 'anchored', valuesOfAnchor({ at, ends })))) {
    yield { organizationId: null, at, outcome: 'unproved' };
    return;
  }
  for (const { organizationId, sequence, hash, unkeyed } of ends) {
    const { db } = services;
    const head = await auditHeadModel(db).findById(organizationId).lean();
    const entry = await auditModel(db).findOne({ organizationId, sequence }).select('hash').lean();
    const isClosed = !head && !entry && !(await organizationModel(db).exists({ _id: organizationId }));
    const isThere = sequence === 0 ? hash === FIRST_HASH : entry?.hash === hash;
    // What was proved by a key once does not become older than keys.
    const isAsOld = unkeyed === (head?.proof ? head.unkeyed : head?.sequence);
    yield { organizationId, at, outcome: isClosed ? 'closed' : isThere && isAsOld ? 'holds' : 'moved' };
  }
}
