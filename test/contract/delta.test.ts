import assert from 'node:assert/strict';
import type { StartedSandbox } from '../../src/sandbox/start.ts';
import { application, cast, control, delegated, graph, refusedWith, testSandbox } from './sandbox.ts';
import { conforms } from './schema.ts';

interface DeltaUser {
  readonly id: string;
  readonly displayName?: string;
  readonly jobTitle?: string | null;
  readonly '@removed'?: { readonly reason: string };
}
interface Round {
  readonly pages: DeltaUser[][];
  readonly users: DeltaUser[];
  readonly deltaLink: string;
}

describe('users/delta in the sandbox Graph', () => {
  let started: StartedSandbox;
  let app: string;
  const get = (path: string) => graph(started, app, path);
  const change = (id: string, json: unknown) => control(started, 'POST', `people/${id}`, json);

  async function round(from: string): Promise<Round> {
    const pages: DeltaUser[][] = [];
    for (let path = from; ; ) {
      const { body, status } = await get(path);
      assert.equal(status, 200, JSON.stringify(body));
      conforms('userDeltaResponse', body);
      pages.push(body.value);
      const deltaLink = body['@odata.deltaLink'];
      if (deltaLink !== undefined) return { pages, users: pages.flat(), deltaLink };
      path = body['@odata.nextLink'];
    }
  }

  beforeEach(async () => {
    started = await testSandbox({ people: 450 });
    app = await application(started);
  });
  afterEach(() => started.close());

  it('the first round brings everybody, with repeats and an empty page', async () => {
    const { pages, users } = await round('users/delta?$select=displayName,jobTitle');
    assert.equal(new Set(users.map(({ id }) => id)).size, 450);
    assert.ok(users.length > 450, 'somebody comes twice');
    assert.equal(pages.at(-1)?.length, 0);
    assert.ok(
      users.some((user) => !('jobTitle' in user)),
      'what was never set is left out',
    );
    assert.ok(users.every((user) => !('mail' in user)));
  });

  it('later rounds bring what changed, of what was selected, with the latest word', async () => {
    const first = await round('users/delta?$select=displayName,jobTitle');
    const [one, two] = [cast(started, 'employee'), cast(started, 'employee', 1)];
    await change(one.id, { displayName: 'First Name' });
    await change(two.id, { jobTitle: null });
    await change(one.id, { displayName: 'Second Name' });
    await change(cast(started, 'approver').id, { department: 'Elsewhere' });
    const second = await round(first.deltaLink);
    assert.deepEqual(second.users, [
      { id: two.id, displayName: two.displayName, jobTitle: null },
      { id: one.id, displayName: 'Second Name', jobTitle: one.jobTitle },
    ]);
    assert.deepEqual((await round(second.deltaLink)).users, []);
    assert.deepEqual((await round(first.deltaLink)).users, second.users, 'a link can be followed again');
  });

  it('changes during a round come in the next', async () => {
    const { body } = await get('users/delta?$select=displayName');
    const person = cast(started, 'employee');
    await change(person.id, { displayName: 'Meanwhile' });
    const { deltaLink } = await round(body['@odata.nextLink']);
    assert.deepEqual((await round(deltaLink)).users, [{ id: person.id, displayName: 'Meanwhile' }]);
  });

  it('people go into the bin, come back, and go for good; new ones come', async () => {
    let link = (await round('users/delta?$select=displayName')).deltaLink;
    const person = cast(started, 'employee');
    const next = async () => {
      const { users, deltaLink } = await round(link);
      link = deltaLink;
      return users;
    };
    await change(person.id, { deleted: true });
    assert.deepEqual(await next(), [{ id: person.id, '@removed': { reason: 'changed' } }]);
    await refusedWith(404, 'Request_ResourceNotFound', get(`users/${person.id}`));
    await change(person.id, { deleted: false });
    assert.deepEqual(await next(), [{ id: person.id, displayName: person.displayName }]);
    await change(person.id, { deleted: 'permanently' });
    assert.deepEqual(await next(), [{ id: person.id, '@removed': { reason: 'deleted' } }]);
    assert.equal((await change(person.id, { deleted: false })).status, 404);
    const made = await control(started, 'POST', 'people', {
      userPrincipalName: person.userPrincipalName,
      displayName: 'Heir',
    });
    assert.equal(made.status, 201);
    assert.deepEqual(await next(), [{ id: made.body.id, displayName: 'Heir' }]);
  });

  it('changes can be repeated, and are then the same', async () => {
    const first = await round('users/delta?$select=displayName');
    const person = cast(started, 'employee');
    await change(person.id, { displayName: 'Once' });
    const second = await round(first.deltaLink);
    await control(started, 'POST', 'faults', { kind: 'delta-replay', times: 1 });
    assert.deepEqual((await round(second.deltaLink)).users, second.users);
    assert.deepEqual((await round(second.deltaLink)).users, []);
  });

  it('a forgotten link answers 410 and says where to start over', async () => {
    const { deltaLink } = await round('users/delta?$select=displayName');
    await control(started, 'POST', 'faults', { kind: 'delta-expired', times: 1 });
    const { headers } = await refusedWith(410, 'syncStateNotFound', get(deltaLink));
    const again = headers.get('location') ?? '';
    assert.match(again, /^https:\/\/graph\.microsoft\.com\/v1\.0\/users\/delta\?\$deltatoken=$/);
    assert.equal(new Set((await round(again)).users.map(({ id }) => id)).size, 450);
  });

  it('a link can be refused with any status and code, which only 410 says where to start over for', async () => {
    const { deltaLink } = await round('users/delta?$select=displayName');
    await control(started, 'POST', 'faults', { kind: 'delta-expired', times: 1, status: 400, code: 'resyncRequired' });
    const { headers } = await refusedWith(400, 'resyncRequired', get(deltaLink));
    assert.equal(headers.get('location'), null);
    assert.deepEqual((await round(deltaLink)).users, []);
  });

  it('people can be odd, as often as asked for', async () => {
    const person = cast(started, 'employee');
    const { deltaLink } = await round('users/delta?$select=displayName,userPrincipalName,accountEnabled');
    await change(person.id, { displayName: 'Changed' });
    const entry = async (shape: string) => {
      await control(started, 'POST', 'faults', { kind: 'odd-user', person: person.userPrincipalName, shape, times: 1 });
      return (await get(deltaLink)).body.value[0];
    };
    assert.deepEqual(await entry('id-only'), { id: person.id });
    assert.deepEqual(await entry('state-only'), { id: person.id, accountEnabled: true });
    assert.equal((await entry('no-id')).id, undefined);
    assert.equal((await entry('null-name')).displayName, null);
    assert.equal('userPrincipalName' in (await entry('no-login')), false);
    assert.equal((await entry('wrong-types')).accountEnabled, 'yes');
    assert.ok((await entry('too-long')).displayName.length > 10_000);
    assert.equal(await entry('no-object'), null);
    assert.equal((await round(deltaLink)).users[0]?.displayName, 'Changed');
  });

  it('people swap their logins at once, and nobody gets one that is another’s', async () => {
    const { deltaLink } = await round('users/delta?$select=userPrincipalName');
    const employee = (index: number) => ({ ...cast(started, 'employee', index) });
    const [one, two, three] = [employee(0), employee(1), employee(2)];
    const rename = (...renames: [id: string, userPrincipalName: string][]) =>
      control(
        started,
        'POST',
        'people/renames',
        renames.map(([id, userPrincipalName]) => ({ id, userPrincipalName })),
      );
    const swapped = await rename([two.id, one.userPrincipalName], [one.id, two.userPrincipalName]);
    assert.equal(swapped.status, 200);
    assert.deepEqual((await round(deltaLink)).users, [
      { id: two.id, userPrincipalName: one.userPrincipalName },
      { id: one.id, userPrincipalName: two.userPrincipalName },
    ]);
    assert.equal((await get(`users/${one.userPrincipalName}`)).body.id, two.id);
    assert.equal((await rename([one.id, three.userPrincipalName])).status, 409);
    assert.equal((await rename([one.id, 'x@aldervale.example'], [two.id, 'x@aldervale.example'])).status, 409);
    assert.equal(
      (await rename([cast(started, 'guest').id, 'g@aldervale.example'], ['nobody', 'n@aldervale.example'])).status,
      409,
    );
  });

  it('somebody deleted does not come back under a login that was given to another', async () => {
    const person = cast(started, 'employee');
    await change(person.id, { deleted: true });
    const { userPrincipalName } = person;
    const heir = await control(started, 'POST', 'people', { userPrincipalName, displayName: 'Heir' });
    assert.equal((await change(person.id, { deleted: false })).status, 404);
    await change(person.id, { jobTitle: 'Former' });
    assert.equal((await get(`users/${userPrincipalName}`)).body.id, heir.body.id);
    const back = await change(person.id, { deleted: false, userPrincipalName: 'back@aldervale.example' });
    assert.equal(back.status, 200);
  });

  it('$deltatoken=latest skips what is there', async () => {
    const { users, deltaLink } = await round('users/delta?$deltatoken=latest&$select=displayName');
    assert.deepEqual(users, []);
    const person = cast(started, 'employee');
    await change(person.id, { displayName: 'New' });
    assert.deepEqual((await round(deltaLink)).users, [{ id: person.id, displayName: 'New' }]);
  });

  it('refuses $top, $orderby, $expand, made-up links and people without permission', async () => {
    for (const option of ['$top=5', '$orderby=displayName', '$expand=manager', '$skip=1', '$count=true']) {
      await refusedWith(400, 'Request_BadRequest', get(`users/delta?${option}`));
    }
    await refusedWith(400, 'BadRequest', get('users/delta?$deltatoken=nonsense'));
    const basic = await delegated(started, cast(started, 'employee'), 'User.ReadBasic.All');
    await refusedWith(403, 'Authorization_RequestDenied', graph(started, basic, 'users/delta'));
    const { deltaLink } = await round('users/delta');
    const neighbour = await application(started, started.sandbox.tenants[1]?.id);
    await refusedWith(400, 'BadRequest', graph(started, neighbour, deltaLink));
  });
});
