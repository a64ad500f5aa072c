import type { Tx } from '../../platform/services.ts';
import { type AuditRow, auditModel } from './model.ts';
import { ERASURE } from './rules.ts';
import { type AuditActor, recordAll } from './service.ts';

/** Somebody whose data goes for good. */
export interface ErasedPerson {
  accountId: string;
  /** Under which ids entries may be about the person: member, object ID, invitations, requests. */
  ids: readonly string[];
  /** What names the person: login IDs, addresses, names; none of them empty. */
  texts: readonly string[];
}

/**
 * Takes what names people out of an organization's entries. The chain still holds, for it covers seals of those parts
 * (see `rules.ts`), and says itself whose parts are gone, so that nothing else can be emptied unseen.
 */
export async function erasePeople(
  tx: Tx,
  { actor, organizationId }: { actor: AuditActor | null; organizationId: string },
  people: readonly ErasedPerson[],
): Promise<void> {
  const accountIds = people.map(({ accountId }) => accountId);
  const by = { organizationId, 'actor.accountId': { $in: accountIds } };
  const about = { organizationId, 'target.id': { $in: people.flatMap(idsOf) } };
  await eraseDetails(tx, people, [by, about]);
  const noActor = { 'actor.loginId': '', 'actor.apiTokenId': null, address: null, 'salts.actor': null };
  // Whoever was refused a sign-in was nobody yet.
  const strangers = { 'actor.accountId': null, 'actor.loginId': { $in: people.flatMap(({ texts }) => texts) } };
  await change(tx, by, noActor);
  await change(tx, { ...about, ...strangers }, noActor);
  // A token is called what its owner wrote.
  const tokens = { ...by, 'target.kind': 'api-token' };
  for (const named of [about, tokens]) await change(tx, named, { 'target.label': '', 'salts.label': null });
  await recordAll(
    tx,
    people.map((person) => ({
      actor,
      organizationId,
      action: ERASURE,
      target: { kind: 'account', id: person.accountId, label: '' },
      details: { ids: idsOf(person) },
    })),
  );
}

function idsOf({ accountId, ids }: ErasedPerson): string[] {
  return [...new Set([accountId, ...ids])];
}

/**
 * Details go where they name one of the people, who is the actor or the target of the entry. Those of an account go in any
 * case: they may tell a name that its person had before. What says whose parts are gone stays.
 */
async function eraseDetails(tx: Tx, people: readonly ErasedPerson[], theirs: object[]): Promise<void> {
  const texts = people.flatMap((person) => person.texts).map((text) => JSON.stringify(text).slice(1, -1).toLowerCase());
  for (const filter of theirs) {
    const told = auditModel(tx.db)
      .find({ ...filter, action: { $ne: ERASURE }, details: { $ne: '{}' } })
      .select('target.kind details')
      .session(tx.transaction)
      .lean<Pick<AuditRow, '_id' | 'target' | 'details'>[]>()
      .cursor();
    const ids: string[] = [];
    for await (const { _id, target, details } of told) {
      const lower = details.toLowerCase();
      if (target.kind === 'account' || texts.some((text) => lower.includes(text))) ids.push(_id);
    }
    if (ids.length > 0) await change(tx, { _id: { $in: ids } }, { details: '{}', 'salts.details': null });
  }
}

/** The one place where entries are changed: see `model.ts`, which holds them fixed. */
async function change({ db, transaction }: Tx, filter: object, set: object): Promise<void> {
  await auditModel(db).updateMany(filter, { $set: set }, { session: transaction, overwriteImmutable: true });
}
