import { createHash } from 'node:crypto';
import type { Adapter, AdapterPayload } from 'oidc-provider';
import { after, SECOND } from '../../platform/clock.ts';
import type { Services } from '../../platform/services.ts';
import { type ArtifactRow, artifactModel } from './model.ts';
import { clientOf } from './sites.ts';

/**
 * Where the OAuth server stores its codes, tokens and grants (oidc-provider's `Adapter`). Their identifiers are secrets:
 * documents are found by the hash of one and encrypted.
 */
export function artifactsOf(services: Services, kind: string): Adapter {
  const artifacts = artifactModel(services.db);
  const { transaction } = services;
  const idOf = (identifier: string) => createHash('sha256').update(`${kind}:${identifier}`).digest('hex');
  const open = (row: ArtifactRow | null): AdapterPayload | undefined => {
    if (!row || (row.expiresAt && row.expiresAt <= services.clock.now())) return undefined;
    const payload = JSON.parse(services.secrets.open(row.content, row._id)) as AdapterPayload;
    return row.consumedAt ? { ...payload, consumed: Math.floor(row.consumedAt.getTime() / SECOND) } : payload;
  };
  return {
    async upsert(identifier, payload, expiresIn) {
      const _id = idOf(identifier);
      const fields = {
        kind,
        // A grant is deleted together with the tokens that it gave (`revokeByGrantId`).
        grantId: kind === 'Grant' ? identifier : (payload.grantId ?? null),
        uid: payload.uid ?? null,
        content: services.secrets.seal(JSON.stringify(payload), _id),
        expiresAt: expiresIn ? after(services.clock.now(), expiresIn * SECOND) : null,
      };
      await artifacts.updateOne({ _id }, { $set: fields }, { upsert: true }).session(transaction);
    },
    async find(identifier) {
      if (kind === 'Client') return await clientOf(services, identifier);
      return open(await artifacts.findById(idOf(identifier)).session(transaction).lean());
    },
    findByUid: async (uid) => open(await artifacts.findOne({ uid, kind }).lean()),
    // The device flow is not offered.
    findByUserCode: async () => undefined,
    async consume(identifier) {
      const { modifiedCount } = await artifacts.updateOne(
        { _id: idOf(identifier), consumedAt: null },
        { $set: { consumedAt: services.clock.now() } },
      );
      // Of two concurrent redemptions of one code, one gets tokens.
      const { errors } = await import('oidc-provider');
      if (modifiedCount === 0) throw new errors.InvalidGrant('already consumed');
    },
    async destroy(identifier) {
      await artifacts.deleteOne({ _id: idOf(identifier) });
    },
    async revokeByGrantId(grantId) {
      await artifacts.deleteMany({ kind, grantId });
    },
  };
}
