import assert from 'node:assert/strict';
import { Types } from 'mongoose';
import { attempt } from '../../../src/server/core/audit/attempt.ts';
import { erasePeople } from '../../../src/server/core/audit/erase-people.ts';
import * as audit from '../../../src/server/core/audit/service.ts';
import type { Session } from '../../../src/server/core/sessions/schemas.ts';
import type { AuditEntry, AuditPerson } from '../../../src/server/features/audit/schemas.ts';
import { type ChainReport, verifyChains } from '../../../src/server/features/audit/verify-chain.ts';
import type { Organization } from '../../../src/server/features/organizations/schemas.ts';
import { Problem, type ProblemTarget } from '../../../src/server/platform/problem.ts';
import { withTransaction } from '../../../src/server/platform/transaction.ts';
import type { Client } from '../../support/client.ts';
import { expectProblem } from '../../support/client.ts';
import { acceptMine, invite } from '../../support/door.ts';
import { foundOrganization } from '../../support/organization.ts';
import { startWorld, type World } from '../../support/world.ts';

interface Page {
  items: AuditEntry[];
  nextCursor: string | null;
  total: number;
}

describe('the audit trail', () => {
  let world: World;
  let administrator: Client;
  let organizationId: string;
  before(async () => {
    world = await startWorld();
    administrator = await foundOrganization(world, 'Alder & Vale');
    organizationId = (await administrator.get<Organization>('/organization')).id;
  });
  after(() => world.close());

  /** The chain begins anew, with one entry. */
  beforeEach(async () => {
    await world.services.sealer.settled(organizationId);
    await world.db.collection('audit-entries').deleteMany({});
    await world.db.collection('audit-heads').deleteMany({});
    await withTransaction(world.services, (tx) => audit.begin(tx, organizationId));
    const mayView = { $addToSet: { permissions: 'viewAudit' } } as object;
    await world.db.collection('profiles').updateOne({ builtIn: 'administrator' }, mayView);
    await rename('Alder & Vale');
  });

  const rename = (name: string) => administrator.patch('/organization', { name });
  const chain = async (): Promise<ChainReport> => {
    await world.services.sealer.settled(organizationId);
    for await (const report of verifyChains(world.services)) return report;
    return assert.fail('there is no chain');
  };
  const nobody = (loginId: string) => ({
    account: { id: new Types.ObjectId().toHexString(), loginId },
    address: '::1',
  });
  const entries = () => world.db.collection('audit-entries');

  it('AUD-1 says when, who, what, on whom, from where and with which outcome', async () => {
    await rename('Alder');
    const { items, total } = await administrator.get<Page>('/audit');
    assert.equal(total, 2);
    const [latest, first] = items;
    assert.ok(latest && first);
    assert.equal(latest.action, 'organization.update');
    assert.deepEqual(latest.target, { kind: 'organization', id: organizationId, label: 'Alder & Vale' });
    assert.equal(latest.actor.loginId, world.person('administrator').userPrincipalName.toLowerCase());
    assert.equal(latest.outcome, 'done');
    assert.match(latest.address ?? '', /127\.0\.0\.1|::1/);
    assert.deepEqual(latest.details, { name: 'Alder' });
    assert.deepEqual([latest.sequence, first.sequence], [2, 1]);
    assert.match(latest.hash, /^[0-9a-f]{64}$/);
    assert.deepEqual(await administrator.get(`/audit/${latest.id}`), latest);
  });

  it('AUD-1 comes page by page, and by action and outcome', async () => {
    for (const name of ['A', 'B', 'C', 'D']) await rename(name);
    const first = await administrator.get<Page>('/audit?limit=2');
    const second = await administrator.get<Page>(`/audit?limit=2&cursor=${first.nextCursor}`);
    const third = await administrator.get<Page>(`/audit?limit=2&cursor=${second.nextCursor}`);
    const sequences = [first, second, third].flatMap(({ items }) => items.map(({ sequence }) => sequence));
    assert.deepEqual(sequences, [5, 4, 3, 2, 1]);
    assert.equal(third.nextCursor, null);
    assert.equal((await administrator.get<Page>('/audit?action=organization.update')).total, 5);
    assert.equal((await administrator.get<Page>('/audit?action=organization.found')).total, 0);
    assert.equal((await administrator.get<Page>('/audit?outcome=refused')).total, 0);
  });

  it('AUD-1 comes by who, on whom and when, all at once', async () => {
    const [employee, other] = world.people('employee');
    assert.ok(employee && other);
    const invitationId = await invite(administrator, employee);
    const client = await world.signIn(employee.userPrincipalName);
    await acceptMine(client);
    const { member, account } = await client.get<Session>('/session');
    await invite(administrator, other);
    await administrator.post('/members/deactivate', { ids: [member?.id] });

    const find = async (query: string) => (await administrator.get<Page>(`/audit?${query}`)).items;
    const actions = async (query: string) => (await find(query)).map(({ action }) => action);
    assert.deepEqual(await actions(`memberId=${member?.id}`), [
      'member.deactivate',
      'invitation.accept',
      'invitation.create',
    ]);
    assert.deepEqual(await actions(`target=${invitationId}`), ['invitation.accept', 'invitation.create']);
    const theirs = await find(`accountId=${account.id}`);
    assert.ok(theirs.length > 0 && theirs.every(({ actor }) => actor.accountId === account.id));
    assert.deepEqual(await actions(`memberId=${member?.id}&accountId=${account.id}`), ['invitation.accept']);
    assert.deepEqual(await actions(`memberId=${member?.id}&action=invitation.create&outcome=done`), [
      'invitation.create',
    ]);

    const [, middle, first] = await find(`memberId=${member?.id}`);
    assert.ok(middle && first);
    assert.deepEqual(await actions(`memberId=${member?.id}&until=${middle.at}`), ['invitation.create']);
    assert.deepEqual(await actions(`memberId=${member?.id}&from=${middle.at}`), [
      'member.deactivate',
      'invitation.accept',
    ]);
    assert.deepEqual(await actions(`from=${first.at}&until=${first.at}`), []);
    for (const wrong of ['from=yesterday', 'action=made.up', 'accountId=x', 'who=me']) {
      expectProblem(await administrator.call('GET', `/audit?${wrong}`), 'validation_failed', 400);
    }
    const { items: people } = await administrator.get<{ items: AuditPerson[] }>('/audit/people?search=');
    const found = people.find(({ id }) => id === member?.id);
    assert.deepEqual([found?.accountId, found?.status], [account.id, 'inactive'], 'also those who are inactive');
    for (const id of [member?.id, account.id]) {
      const { items } = await administrator.get<{ items: AuditPerson[] }>(`/audit/people?id=${id}`);
      assert.deepEqual(items, [found], 'one of them, by either id');
    }
    assert.deepEqual((await administrator.get<Page>(`/audit/people?id=${'f'.repeat(24)}`)).items, []);
  });

  it('AUD-1 the file has every entry that the list would show, and is told of itself', async () => {
    for (const name of ['=1+1', 'Vale', 'Alder']) await rename(name);
    const { status, headers, text } = await administrator.call('GET', '/audit.csv?action=organization.update');
    assert.equal(status, 200);
    assert.match(headers.get('content-disposition') ?? '', /filename="audit\.csv"/);
    const [header, latest, ...others] = text.replace('\uFEFF', '').trim().split('\n');
    assert.equal(header, 'sequence,at,actor,action,targetKind,targetId,target,address,outcome,code,details,hash');
    assert.match(
      latest ?? '',
      /^4,.+,organization\.update,organization,[0-9a-f]{24},Vale,.+,done,,.+Alder.+,[0-9a-f]{64}$/,
    );
    assert.equal(others.length, 3);
    assert.match(others.join('\n'), /,'=1\+1,/, 'a spreadsheet does not take a name for a formula');
    const [entry] = (await administrator.get<Page>('/audit')).items;
    assert.deepEqual([entry?.action, entry?.details], ['audit.export', { action: 'organization.update' }]);
  });

  it('AUD-1 is for those with viewAudit only; who tries without it is in it', async () => {
    await world.db.collection('profiles').updateMany({}, { $pull: { permissions: 'viewAudit' } } as object);
    expectProblem(await administrator.call('GET', '/audit'), 'permission_required', 403);
    const refused = await entries().findOne({ outcome: 'refused' });
    assert.equal(refused?.action, 'audit.view');
    assert.equal(refused?.code, 'permission_required');
    expectProblem(await administrator.call('GET', '/audit.csv'), 'permission_required', 403);
    expectProblem(await administrator.call('GET', '/audit/people'), 'permission_required', 403);
    expectProblem(await administrator.call('GET', `/audit/${'f'.repeat(24)}`), 'permission_required', 403);
    assert.ok(await entries().findOne({ outcome: 'refused', action: 'audit.export' }));
  });

  it('AUD-1 a refused attempt is recorded once, by the innermost that names it, and the same error goes on', async () => {
    const actor = { ...nobody('ada@example.com'), organization: { id: organizationId } };
    const about = (label: string) => {
      return { actor, action: 'invitation.accept', target: { kind: 'invitation', id: 'f', label } } as const;
    };
    const attempted = (refusal: Error, label: string | null) =>
      assert.rejects(
        attempt(world.services, about('outer'), () =>
          attempt(
            world.services,
            () => (label === null ? null : about(label)),
            () => Promise.reject(refusal),
          ),
        ),
        (error) => error === refusal,
      );
    await attempted(new Problem('already_member'), 'inner');
    await attempted(new Problem('already_member'), null);
    await attempted(new Problem('not_found'), 'inner');
    await attempted(new TypeError('no refusal'), 'inner');
    await assert.rejects(
      attempt(world.services, about('outer'), () =>
        withTransaction(world.services, (tx) =>
          attempt(tx, about('within'), () => Promise.reject(new Problem('link_used'))),
        ),
      ),
    );
    const refused = await entries().find({ outcome: 'refused' }).sort({ sequence: 1 }).toArray();
    assert.deepEqual(
      refused.map(({ code, target }) => [code, target.label]),
      [
        ['already_member', 'inner'],
        ['already_member', 'outer'],
        ['link_used', 'outer'],
      ],
    );
  });

  it('AUD-1 holds: each entry carries the hash of the one before', async () => {
    await rename('Alder');
    await rename('Vale');
    const { head, ...report } = await chain();
    assert.deepEqual(report, { organizationId, entries: 3, unkeyed: 0, broken: null, unsealed: null });
    const [last] = (await administrator.get<Page>('/audit')).items;
    assert.deepEqual(head, { sequence: 3, hash: last?.hash });
  });

  const tampering: Record<string, [how: () => Promise<unknown>, broken: ChainReport['broken']]> = {
    'an entry was changed': [
      () => entries().updateOne({ sequence: 2 }, { $set: { details: '{"name":"Harmless"}' } }),
      { sequence: 2, reason: 'changed' },
    ],
    'an entry was blamed on somebody else': [
      () => entries().updateOne({ sequence: 1 }, { $set: { 'actor.loginId': 'somebody@else.example' } }),
      { sequence: 1, reason: 'changed' },
    ],
    'an entry was given another moment': [
      () => entries().updateOne({ sequence: 2 }, { $set: { at: new Date(0) } }),
      { sequence: 2, reason: 'changed' },
    ],
    'a refusal was made a success': [
      () => entries().updateOne({ sequence: 3 }, { $set: { outcome: 'refused', code: 'permission_required' } }),
      { sequence: 3, reason: 'changed' },
    ],
    'an entry was put in and the others moved on': [
      async () => {
        const [forged] = await entries().find({ sequence: 2 }).toArray();
        for (const sequence of [3, 2]) await entries().updateOne({ sequence }, { $set: { sequence: sequence + 1 } });
        await entries().insertOne({ ...forged, _id: new Types.ObjectId() });
        await world.db.collection('audit-heads').updateOne({}, { $inc: { sequence: 1 } });
      },
      { sequence: 3, reason: 'changed' },
    ],
    'an entry was put in behind the last': [
      async () => {
        const [last] = await entries().find({ sequence: 3 }).toArray();
        await entries().insertOne({ ...last, _id: new Types.ObjectId(), sequence: 4, previousHash: last?.hash });
      },
      { sequence: 4, reason: 'inserted' },
    ],
    'two entries changed places': [
      async () => {
        for (const [from, to] of [
          [2, 0],
          [3, 2],
          [0, 3],
        ]) {
          await entries().updateOne({ sequence: from }, { $set: { sequence: to } });
        }
      },
      { sequence: 2, reason: 'changed' },
    ],
    'an entry was taken out and the others moved up': [
      async () => {
        await entries().deleteOne({ sequence: 2 });
        await entries().updateOne({ sequence: 3 }, { $set: { sequence: 2 } });
        await world.db.collection('audit-heads').updateOne({}, { $inc: { sequence: -1 } });
      },
      { sequence: 2, reason: 'changed' },
    ],
    'everything was cut off': [() => entries().deleteMany({}), { sequence: 1, reason: 'cut_off' }],
    'its end was forgotten': [
      () => world.db.collection('audit-heads').deleteMany({}),
      { sequence: 1, reason: 'inserted' },
    ],
    'an entry was taken out': [() => entries().deleteOne({ sequence: 2 }), { sequence: 2, reason: 'missing' }],
    'the latest entry was cut off': [() => entries().deleteOne({ sequence: 3 }), { sequence: 3, reason: 'cut_off' }],
  };
  for (const [what, [tamper, broken]] of Object.entries(tampering)) {
    it(`AUD-1 the chain tells that ${what}`, async () => {
      await rename('Alder');
      await rename('Vale');
      await world.services.sealer.settled(organizationId);
      await tamper();
      assert.deepEqual((await chain()).broken, broken);
    });
  }

  it("AUD-1, MEM-8 what names a deleted person is gone from every entry, others' is not, and the chain holds", async () => {
    const [person, other] = [nobody('eva.stone@aldervale.example'), nobody('others@aldervale.example')];
    const about = (label: string) => ({ kind: 'member', id: 'm'.repeat(24), label });
    const note = (actor: audit.AuditActor, target: ProblemTarget, details = {}) =>
      withTransaction(world.services, (tx) =>
        audit.record(tx, { organizationId, actor, action: 'record.update', target, details }),
      );
    const herself = { kind: 'account', id: person.account.id, label: person.account.loginId };
    await note(person, herself, { fullNameBefore: 'Evangeline Old' });
    await note(person, { kind: 'api-token', id: 't', label: 'Evas Token' });
    await note(person, { kind: 'deals', id: 'd', label: 'A deal' }, { colour: 'red' });
    await note(other, about(person.account.loginId), { signedInAs: 'Eva.Stone@aldervale.example', by: 'others' });
    await note(other, { kind: 'deals', id: 'd', label: 'A deal' }, { colour: 'red' });

    await withTransaction(world.services, (tx) =>
      erasePeople(tx, { actor: other, organizationId }, [
        {
          accountId: person.account.id,
          ids: ['m'.repeat(24)],
          texts: [person.account.loginId, 'Eva "E." Stone'],
        },
      ]),
    );

    assert.equal((await chain()).broken, null);
    const [erasure, untouched, aboutHer, byHer] = (await administrator.get<Page>('/audit')).items;
    assert.deepEqual(erasure?.details.ids, [person.account.id, 'm'.repeat(24)]);
    assert.deepEqual(byHer?.actor, { accountId: person.account.id, loginId: null, apiTokenId: null });
    assert.deepEqual([byHer.address, byHer.target.label, byHer.details.colour], [null, 'A deal', 'red']);
    assert.deepEqual([aboutHer?.target.label, aboutHer?.details], [null, {}]);
    assert.equal(aboutHer?.actor.loginId, other.account.loginId);
    assert.deepEqual([untouched?.actor.loginId, untouched?.details], [other.account.loginId, { colour: 'red' }]);
    const left = JSON.stringify(await entries().find().toArray());
    assert.doesNotMatch(left, /eva|stone/i);
  });

  it('AUD-1 the chain tells that an entry was emptied whose person was not deleted', async () => {
    await rename('Alder');
    const empty = { 'actor.loginId': '', address: null, 'salts.actor': null };
    await world.services.sealer.settled(organizationId);
    await entries().updateOne({ sequence: 2 }, { $set: empty });
    assert.deepEqual((await chain()).broken, { sequence: 2, reason: 'changed' });
  });

  it('AUD-1 an entry lives and dies with the transaction that it tells of', async () => {
    const failure = new TypeError('after the entry');
    await assert.rejects(
      withTransaction(world.services, async (tx) => {
        await audit.record(tx, {
          organizationId,
          actor: null,
          action: 'record.delete',
          target: { kind: '', id: '', label: '' },
        });
        throw failure;
      }),
      failure,
    );
    assert.equal(await entries().countDocuments({ action: 'record.delete' }), 0);
    assert.equal((await chain()).broken, null);
  });

  it('AUD-1 sixteen at once make one chain of sixteen links', async () => {
    const answers = await Promise.all(Array.from({ length: 16 }, (_, index) => rename(`Name ${index}`)));
    assert.equal(answers.length, 16);
    const { entries: links, broken } = await chain();
    assert.deepEqual([links, broken], [17, null]);
  });
});
