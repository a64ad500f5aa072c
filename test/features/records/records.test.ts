import assert from 'node:assert/strict';
import type { Session } from '../../../src/server/core/sessions/schemas.ts';
import type { AuditEntry } from '../../../src/server/features/audit/schemas.ts';
import type { Owner, RecordOf, TimelineEntry } from '../../../src/server/features/records/schemas.ts';
import type { Page } from '../../../src/server/platform/cursor.ts';
import { type Client, expectProblem } from '../../support/client.ts';
import { at, only, syncedDirectory } from '../../support/door.ts';
import { makeMember } from '../../support/members.ts';
import { foundOrganization } from '../../support/organization.ts';
import { deactivated, fill, memberId, placeBelow } from '../../support/records.ts';
import { startWorld, type World } from '../../support/world.ts';

type Lead = RecordOf<'leads'>;

describe('records', () => {
  let world: World;
  let admin: Client;
  let rep: Client;
  let peer: Client;

  before(async function () {
    this.timeout(60_000);
    world = await startWorld({ env: { SEATS_AT_START: '20' } });
    admin = await foundOrganization(world);
    await syncedDirectory(admin);
    rep = await makeMember(world, at(world.people('employee'), 0));
    peer = await makeMember(world, at(world.people('employee'), 1));
    await placeBelow(admin, [rep, peer]);
  });
  after(() => world.close());

  const nobody = 'f'.repeat(24);

  it('REC-1 creates, shows, changes and deletes a lead, with its history and audit entries', async () => {
    const lead = await rep.post<Lead>('/records/leads', { name: ' Ada Lovelace ', email: 'Ada@Example.com' });
    assert.equal(lead.name, 'Ada Lovelace');
    assert.equal(lead.status, 'new');
    assert.equal(lead.owner?.id, await memberId(rep));
    assert.deepEqual(lead.abilities, { update: true, delete: true });
    assert.deepEqual(await rep.get<Lead>(`/records/leads/${lead.id}`), lead);

    const changed = await rep.patch<Lead>(`/records/leads/${lead.id}`, { status: 'contacted', phone: '' });
    assert.equal(changed.status, 'contacted');
    assert.equal(changed.phone, null);
    const given = await rep.patch<Lead>(`/records/leads/${lead.id}`, { ownerId: await memberId(peer) });
    assert.equal(given.abilities.update, false);
    expectProblem(await rep.call('GET', `/records/leads/${lead.id}`), 'not_found', 404);

    const timeline = await peer.get<Page<TimelineEntry>>(`/records/leads/${lead.id}/timeline`);
    assert.deepEqual(
      timeline.items.map(({ kind }) => kind),
      ['owner', 'changed', 'created'],
    );
    const [owner, change] = timeline.items;
    assert.ok(owner?.kind === 'owner' && change?.kind === 'changed');
    const { account } = await rep.get<Session>('/session');
    assert.equal(owner.before, account.fullName);
    assert.equal(owner.by, account.fullName);
    assert.deepEqual(change.changes, [{ field: 'status', before: 'new', after: 'contacted' }]);

    await peer.delete(`/records/leads/${lead.id}`);
    expectProblem(await peer.call('GET', `/records/leads/${lead.id}`), 'not_found', 404);
    const { items } = await admin.get<Page<AuditEntry>>('/audit?limit=200');
    const actions = items.filter(({ target }) => target.id === lead.id).map(({ action }) => action);
    assert.deepEqual(actions, ['record.delete', 'record.update', 'record.update', 'record.create']);
    assert.equal(await world.db.collection('record-history').countDocuments({}), 0);
  });

  it('REC-1 keeps contacts, deals and tasks with fields of their own, and what they point to', async () => {
    const contact = await rep.post<RecordOf<'contacts'>>('/records/contacts', {
      firstName: 'Grace',
      lastName: 'Hopper',
      emails: ['Grace.Hopper@Navy.example'],
    });
    const deal = await rep.post<RecordOf<'deals'>>('/records/deals', {
      name: 'Compiler',
      amount: 12_050,
      currency: 'USD',
      closeDate: '2026-12-31',
      contactId: contact.id,
    });
    assert.deepEqual(deal.linked, { module: 'contacts', id: contact.id, title: 'Grace Hopper' });
    const related = { module: 'deals', id: deal.id };
    const task = await rep.post<RecordOf<'tasks'>>('/records/tasks', { subject: 'Call', related });
    assert.deepEqual(task.linked, { ...related, title: 'Compiler' });
    const done = await rep.patch<RecordOf<'tasks'>>(`/records/tasks/${task.id}`, { done: true, related: null });
    assert.equal(done.done, true);
    assert.equal(done.linked, null);
    const row = await world.db.collection('records').findOne({ module: 'contacts' });
    assert.deepEqual(row?.emails, ['grace.hopper@navy.example']);
    const refused = await peer.call('POST', '/records/deals', { body: { name: 'X', contactId: contact.id } });
    const { errors } = expectProblem(refused, 'validation_failed', 400);
    assert.deepEqual(
      errors?.map(({ field, code }) => [field, code]),
      [['contactId', 'unknown_record']],
    );
  });

  it('REC-1 searches, sorts both ways, filters by owner and pages without loss', async () => {
    for (const name of ['Éric Zola', 'Bea Ng', 'Carl Zimmer', 'Dora Lin', 'Abel Roth']) {
      await peer.post('/records/leads', { name, company: `${name} & Co` });
    }
    const names = async (client: Client, query: string) =>
      (await client.get<Page<Lead>>(`/records/leads${query}`)).items.map(({ name }) => name);
    assert.deepEqual(await names(peer, '?search=eric'), ['Éric Zola']);
    assert.deepEqual(await names(peer, '?search=z%20c&sort=-name'), ['Éric Zola', 'Carl Zimmer']);
    const up = await names(peer, '');
    assert.deepEqual(up, ['Abel Roth', 'Bea Ng', 'Carl Zimmer', 'Dora Lin', 'Éric Zola']);
    assert.deepEqual(await names(peer, '?sort=-name'), up.toReversed());
    assert.equal((await names(peer, '?sort=-updated'))[0], 'Abel Roth');
    const paged: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: Page<Lead> = await peer.get(`/records/leads?limit=2${cursor && `&cursor=${cursor}`}`);
      assert.equal(page.total, 5);
      paged.push(...page.items.map(({ name }) => name));
      cursor = page.nextCursor;
    }
    assert.deepEqual(paged, up);
    assert.deepEqual(await names(admin, `?ownerId=${await memberId(peer)}`), up);
    assert.deepEqual(await names(admin, `?ownerId=${await memberId(rep)}`), []);
    expectProblem(await peer.call('GET', '/records/leads?cursor=x'), 'invalid_cursor', 400);
  });

  it('REC-2 shows own records and those of the roles below, never those of peers or roles above', async () => {
    const own = await admin.post<Lead>('/records/leads', { name: 'Board' });
    const below = await rep.post<Lead>('/records/leads', { name: 'Field' });
    assert.equal((await admin.get<Lead>(`/records/leads/${below.id}`)).id, below.id);
    for (const [client, id] of [
      [rep, own.id],
      [peer, below.id],
      [admin, nobody],
    ] as const) {
      expectProblem(await client.call('GET', `/records/leads/${id}`), 'not_found', 404);
      expectProblem(await client.call('PATCH', `/records/leads/${id}`, { body: { name: 'X' } }), 'not_found', 404);
      expectProblem(await client.call('DELETE', `/records/leads/${id}`), 'not_found', 404);
      expectProblem(await client.call('GET', `/records/leads/${id}/timeline`), 'not_found', 404);
    }
    expectProblem(await rep.call('GET', `/records/contacts/${below.id}`), 'not_found', 404);
    const seen = await admin.get<Page<Lead>>('/records/leads?search=field');
    assert.equal(only(seen.items).id, below.id);
    assert.equal((await peer.get<Page<Lead>>('/records/leads?search=field')).total, 0);
  });

  it('REC-1 MEM-3 nothing is assigned to an inactive member, who keeps what they own', async () => {
    const gone = await makeMember(world, at(world.people('employee'), 2));
    const goneId = await memberId(gone);
    await placeBelow(admin, [gone]);
    const lead = await gone.post<Lead>('/records/leads', { name: 'Kept' });
    await deactivated(world, goneId, async () => {
      const body = { name: 'New', ownerId: goneId };
      expectProblem(await admin.call('POST', '/records/leads', { body }), 'owner_inactive', 409);
      const other = await admin.post<Lead>('/records/leads', { name: 'Other' });
      expectProblem(
        await admin.call('PATCH', `/records/leads/${other.id}`, { body: { ownerId: goneId } }),
        'owner_inactive',
        409,
      );
      const kept = await admin.patch<Lead>(`/records/leads/${lead.id}`, { company: 'Still editable' });
      assert.equal(kept.owner?.status, 'inactive');
      const choices = await admin.get<Page<Owner>>('/records/owners');
      assert.ok(choices.items.every(({ id }) => id !== goneId));
      const [one] = choices.items;
      assert.deepEqual((await admin.get<Page<Owner>>(`/records/owners?id=${one?.id}`)).items, [one]);
      assert.deepEqual((await admin.get<Page<Owner>>(`/records/owners?id=${goneId}`)).items, []);
      expectProblem(
        await admin.call('POST', '/records/leads', { body: { name: 'X', ownerId: nobody } }),
        'not_found',
        404,
      );
    });
  });

  it('REC-1 refuses unknown fields, wrong values and missing names by field', async () => {
    const fields = async (path: string, body: unknown) =>
      expectProblem(await rep.call('POST', path, { body }), 'validation_failed', 400).errors?.map(
        ({ field, code }) => `${field} ${code}`,
      );
    assert.deepEqual(await fields('/records/leads', { email: 'x', boss: 1 }), [
      'name required',
      'email invalid_format',
      'boss unrecognized_keys',
    ]);
    assert.deepEqual(await fields('/records/deals', { name: 'D', amount: 1.5, currency: 'eur' }), [
      'amount invalid_type',
      'currency malformed_currency',
    ]);
    assert.deepEqual(await fields('/records/tasks', { subject: 'a\nb', dueDate: '2026-02-30' }), [
      'subject control_characters',
      'dueDate invalid_format',
    ]);
  });

  it('REC-2 whoever sees most of the records pages through them in every order', async () => {
    const organization = await world.db.collection('organizations').findOne({});
    assert.ok(organization);
    await fill(world, organization._id.toHexString(), await memberId(rep), { deals: 150 });
    const { total } = await admin.get<Page<unknown>>('/records/deals');
    assert.ok(total >= 150);
    for (const sort of ['name', '-name', 'updated', 'date']) {
      const seen = new Set<string>();
      let cursor: string | null = '';
      while (cursor !== null) {
        const page: Page<{ id: string }> = await admin.get(
          `/records/deals?sort=${sort}&limit=20${cursor && `&cursor=${cursor}`}`,
        );
        for (const { id } of page.items) seen.add(id);
        cursor = page.nextCursor;
        assert.equal(page.total, total);
      }
      assert.equal(seen.size, total, sort);
    }
  });

  it('REC-2 the lists are answered by indexes, for one owner and for many', async () => {
    const winning = async (filter: object, sort: Record<string, 1 | -1>) => {
      const plan = await world.db.collection('records').find(filter).sort(sort).limit(51).explain();
      return JSON.stringify(plan.queryPlanner?.winningPlan ?? plan);
    };
    await peer.post('/records/leads', { name: 'Erik' });
    const row = await world.db.collection('records').findOne({});
    assert.ok(row);
    const { organizationId, ownerId } = row;
    const scope = { organizationId, module: 'leads' };
    for (const filter of [
      { ...scope, ownerId },
      { ...scope, ownerId: { $in: [ownerId, organizationId] } },
      { ...scope, ownerId, words: /^er/ },
      { organizationId, emails: 'a@b.example' },
    ]) {
      const plan = await winning(filter, { titleKey: 1, _id: 1 });
      assert.match(plan, /IXSCAN/);
      assert.doesNotMatch(plan, /COLLSCAN/);
    }
  });
});
