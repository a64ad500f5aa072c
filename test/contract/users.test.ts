import assert from 'node:assert/strict';
import type { StartedSandbox } from '../../src/sandbox/start.ts';
import { application, cast, control, delegated, eventual, graph, q, refusedWith, testSandbox } from './sandbox.ts';
import { conforms, documented } from './schema.ts';

describe('users in the sandbox Graph', () => {
  let started: StartedSandbox;
  let app: string;
  const get = (path: string, headers = {}, token = app) => graph(started, token, path, { headers });

  before(async () => {
    started = await testSandbox({ people: 1200 });
    app = await application(started);
  });
  after(() => started.close());

  it('one user has the properties that Microsoft documents, no more', async () => {
    const person = cast(started, 'employee');
    const me = await get('me', {}, await delegated(started, person, 'User.Read'));
    conforms('user', me.body);
    const names = Object.keys(me.body).filter((name) => !name.startsWith('@'));
    assert.deepEqual(names.toSorted(), [...documented.userDefaultSelect].toSorted());
    assert.equal(me.body['@odata.context'], 'https://graph.microsoft.com/v1.0/$metadata#users/$entity');
    for (const key of [person.id, person.userPrincipalName, q(person.userPrincipalName.toUpperCase())]) {
      assert.equal((await get(`users/${key}`)).body.id, person.id);
    }
    const guest = cast(started, 'guest');
    assert.equal((await get(`users/${q(guest.userPrincipalName)}`)).body.id, guest.id);
  });

  it('every user conforms, with every property that there is', async () => {
    const all =
      'id,displayName,userPrincipalName,mail,accountEnabled,userType,department,employeeId,otherMails,proxyAddresses,identities,createdDateTime,deletedDateTime,companyName,city,country,assignedLicenses,onPremisesExtensionAttributes,mailNickname,creationType,externalUserState';
    const { body } = await get(`users?$top=999&$select=${all}`);
    conforms('userCollectionResponse', body);
    assert.equal(body['@odata.context'], `https://graph.microsoft.com/v1.0/$metadata#users(${all})`);
    const types = new Set(body.value.map((user: { userType: string }) => user.userType));
    assert.deepEqual([...types].toSorted(), ['Guest', 'Member']);
    await refusedWith(400, 'BadRequest', get('users?$select=id,shoeSize'));
  });

  it('pages hold 100, or up to 999, and lead through everybody once', async () => {
    assert.equal((await get('users')).body.value.length, documented.usersTop.default);
    const seen: string[] = [];
    let path: string | undefined = `users?$top=${documented.usersTop.max}&$select=id`;
    while (path !== undefined) {
      const { body } = await get(path);
      conforms('userCollectionResponse', body);
      seen.push(...body.value.map((user: { id: string }) => user.id));
      path = body['@odata.nextLink'];
      assert.ok(path === undefined || path.startsWith('https://graph.microsoft.com/v1.0/users?'));
    }
    assert.equal(seen.length, 1200);
    assert.equal(new Set(seen).size, 1200);
    for (const top of ['0', '1000', 'ten', '-1']) assert.equal((await get(`users?$top=${top}`)).status, 400, top);
  });

  it('$skip is refused, and so is a page token of another query', async () => {
    await refusedWith(400, 'Request_BadRequest', get('users?$skip=10'));
    const { body } = await get('users?$top=5&$select=id');
    const token = new URL(body['@odata.nextLink']).searchParams.get('$skiptoken') ?? '';
    await refusedWith(
      400,
      'Directory_ExpiredPageToken',
      get(`users?$top=5&$filter=${q("startsWith(displayName,'A')")}&$skiptoken=${token}`),
    );
    await refusedWith(400, 'Directory_ExpiredPageToken', get('users?$skiptoken=nonsense'));
  });

  it('advanced queries need ConsistencyLevel: eventual, and $count=true where they filter and sort', async () => {
    const search = `users?$search=${q('"displayName:ma"')}`;
    const both = `users?$filter=${q("startsWith(displayName,'M')")}&$orderby=displayName`;
    const not = `users?$filter=${q("not startsWith(displayName,'M')")}`;
    const ends = `users?$filter=${q("endsWith(mail,'@aldervale.example')")}`;
    const ne = `users?$filter=${q("department ne 'Sales'")}`;
    await refusedWith(400, 'Request_UnsupportedQuery', get(search));
    await refusedWith(400, 'Request_UnsupportedQuery', get('users?$count=true'));
    assert.equal((await get(search, eventual)).status, 200);
    for (const path of [both, not, ends, ne]) {
      await refusedWith(400, 'Request_UnsupportedQuery', get(path));
      await refusedWith(400, 'Request_UnsupportedQuery', get(path, eventual));
      const { body } = await get(`${path}&$count=true`, eventual);
      conforms('userCollectionResponse', body);
      assert.ok(body['@odata.count'] > 0, path);
    }
    assert.equal((await get('users?$orderby=displayName')).status, 200);
    await refusedWith(400, 'Request_UnsupportedQuery', get('users?$orderby=jobTitle'));
  });

  it('$search finds people by the beginnings of the words of their name', async () => {
    const names = async (text: string) => {
      const { body } = await get(`users?$select=displayName&$search=${q(text)}&$top=999`, eventual);
      return body.value.map((user: { displayName: string }) => user.displayName) as string[];
    };
    const found = await names('"displayName:halv"');
    assert.deepEqual(found, ['Ingrid Halvorsen']);
    assert.deepEqual(await names('"displayName:alvorsen"'), []);
    assert.deepEqual(await names('"displayName:halvorsen ing"'), ['Ingrid Halvorsen']);
    assert.deepEqual(
      await names('"mail:ingrid.halv" OR "displayName:lemaître" AND "givenName:thé"').then((all) => all.slice(0, 2)),
      ['Ingrid Halvorsen', 'Théo Lemaître'],
    );
    assert.ok((await names('"displayName:المنصوري"')).includes('ليلى المنصوري'));
    assert.ok((await names(`"displayName:o'connell"`)).includes("Siobhán O'Connell"));
    for (const text of ['displayName:halv', '"halv"', '"shoeSize:4"', '"displayName:a" XOR "displayName:b"', '']) {
      assert.equal((await get(`users?$search=${q(text)}`, eventual)).status, 400, text);
    }
  });

  it('$filter knows eq, ne, in, startsWith, endsWith, and, or, not, null and brackets', async () => {
    const advanced = async (filter: string) => {
      const { body, status } = await get(
        `users?$count=true&$top=999&$select=id,displayName,department,accountEnabled,mail,jobTitle,userType&$filter=${q(filter)}`,
        eventual,
      );
      assert.equal(status, 200, JSON.stringify(body));
      return body.value as Record<string, unknown>[];
    };
    const name = "Siobhán O'Connell";
    assert.equal((await advanced("displayName eq 'siobhán o''connell'"))[0]?.displayName, name);
    assert.ok((await advanced('accountEnabled eq false')).every((user) => user.accountEnabled === false));
    assert.ok((await advanced('accountEnabled ne true')).length > 1);
    assert.ok(
      (await advanced("department in ('Sales','IT')")).every(
        (user) => user.department === 'Sales' || user.department === 'IT',
      ),
    );
    assert.ok((await advanced('jobTitle eq null')).every((user) => user.jobTitle === null));
    assert.ok(
      (await advanced("userType eq 'Guest' and (mail eq null or not endsWith(mail,'gmail.example'))")).every(
        (user) => user.userType === 'Guest' && !String(user.mail).endsWith('gmail.example'),
      ),
    );
    const { id } = cast(started, 'administrator');
    assert.equal((await advanced(`id in ('${id}')`)).length, 1);
    assert.ok((await advanced('createdDateTime ge 2020-01-01T00:00:00Z')).length > 1);
    for (const filter of [
      "displayName eq 'x",
      'displayName',
      "contains(displayName,'a')",
      "shoeSize eq '4'",
      "displayName eq 'a' 'b'",
      "accountEnabled eq 'yes'",
      "endsWith(displayName,'a')",
      '',
    ]) {
      const { status } = await get(`users?$count=true&$filter=${q(filter)}`, eventual);
      assert.equal(status, 400, filter);
    }
  });

  it('$orderby sorts both ways through the pages', async () => {
    const { body } = await get('users?$orderby=displayName desc&$top=50&$select=displayName');
    const next = await get(body['@odata.nextLink']);
    const names = [...body.value, ...next.body.value].map((user) => String(user.displayName).toLowerCase());
    assert.equal(names.length, 100);
    assert.deepEqual(
      names,
      names.toSorted((a, b) => (a < b ? 1 : a > b ? -1 : 0)),
    );
  });

  it('$count stands alone as text', async () => {
    const { body, headers } = await get('users/$count', eventual);
    assert.equal(body, '1200');
    assert.match(headers.get('content-type') ?? '', /^text\/plain/);
    await refusedWith(400, 'Request_UnsupportedQuery', get('users/$count'));
  });

  it('managers make a tree', async () => {
    const person = cast(started, 'employee');
    const { body } = await get(`users/${person.id}/manager`);
    conforms('user', body);
    assert.equal(body['@odata.type'], '#microsoft.graph.user');
    const reports = await get(`users/${body.id}/directReports?$select=id`);
    assert.ok(reports.body.value.some((report: { id: string }) => report.id === person.id));
    await refusedWith(404, 'Request_ResourceNotFound', get(`users/${cast(started, 'administrator').id}/manager`));
    const expanded = await get(`users/${person.id}?$select=id&$expand=manager($select=displayName)`);
    conforms('user', expanded.body);
    assert.deepEqual(expanded.body.manager, { '@odata.type': '#microsoft.graph.user', displayName: body.displayName });
    await refusedWith(400, 'Request_UnsupportedQuery', get(`users/${person.id}?$expand=drives`));
  });

  it('permissions decide who sees what', async () => {
    const [employee, other, guest] = [cast(started, 'employee'), cast(started, 'employee', 1), cast(started, 'guest')];
    const self = await delegated(started, employee, 'User.Read');
    assert.equal((await get('me?$select=accountEnabled', {}, self)).body.accountEnabled, true);
    await refusedWith(403, 'Authorization_RequestDenied', get('users', {}, self));
    await refusedWith(403, 'Authorization_RequestDenied', get(`users/${other.id}`, {}, self));
    const basic = await delegated(started, employee, 'User.ReadBasic.All');
    const { body } = await get(`users/${other.id}`, {}, basic);
    conforms('user', body);
    assert.deepEqual([body.displayName, body.jobTitle, body.businessPhones], [other.displayName, null, []]);
    await refusedWith(403, 'Authorization_RequestDenied', get(`users/${other.id}/manager`, {}, basic));
    const visiting = await delegated(started, guest, 'User.ReadBasic.All');
    await refusedWith(403, 'Authorization_RequestDenied', get('users', {}, visiting));
    assert.equal((await get('me', {}, visiting)).status, 200);
    const mailOnly = await delegated(started, employee, 'Mail.Send');
    await refusedWith(403, 'Authorization_RequestDenied', get('me', {}, mailOnly));
    await refusedWith(400, 'BadRequest', get('me'));
  });

  it('a tenant sees its own people only', async () => {
    const [, neighbour] = started.sandbox.tenants;
    assert.ok(neighbour);
    const there = await application(started, neighbour.id);
    assert.equal((await get('users?$top=999', {}, there)).body.value.length, neighbour.directory.size);
    await refusedWith(404, 'Request_ResourceNotFound', get(`users/${cast(started, 'employee').id}`, {}, there));
    await refusedWith(
      404,
      'Request_ResourceNotFound',
      get(`users/${cast(started, 'employee').userPrincipalName}`, {}, there),
    );
  });

  it('tokens must be whole, of this sandbox, for Graph and in time', async () => {
    const person = cast(started, 'employee');
    const host = await started.sandbox.issueHostToken(person.id);
    for (const token of ['', 'nonsense', `${app.slice(0, -4)}AAAA`, host]) {
      await refusedWith(401, 'InvalidAuthenticationToken', get('users', {}, token));
    }
    const response = await fetch(`${started.origin}/graph.microsoft.com/v1.0/me`);
    assert.equal(response.status, 401);
    assert.match(response.headers.get('www-authenticate') ?? '', /^Bearer /);
    await control(started, 'POST', 'faults', { kind: 'expired-token', times: 1 });
    const { body } = await refusedWith(401, 'InvalidAuthenticationToken', get('users'));
    assert.match(body.error.message, /expired/);
    assert.equal((await get('users?$top=1')).status, 200);
  });

  it('throttled calls say when to come again', async () => {
    await control(started, 'POST', 'faults', { kind: 'throttle', match: '/users', times: 2, retryAfter: 7 });
    assert.equal((await get('organization')).status, 200);
    for (let i = 0; i < 2; i++) {
      const response = await fetch(`${started.origin}/graph.microsoft.com/v1.0/users`, {
        headers: { authorization: `Bearer ${app}` },
      });
      conforms('odataError', await response.json());
      assert.deepEqual([response.status, response.headers.get('retry-after')], [429, '7']);
    }
    assert.equal((await get('users?$top=1')).status, 200);
  });

  it('faults break, delay or cut calls until they are taken back', async () => {
    const url = `${started.origin}/graph.microsoft.com/v1.0/organization`;
    const ask = () => fetch(url, { headers: { authorization: `Bearer ${app}` } });
    await control(started, 'POST', 'faults', { kind: 'error', status: 502 });
    for (let i = 0; i < 3; i++) assert.equal((await ask()).status, 502);
    await control(started, 'DELETE', 'faults');
    const cut = await control(started, 'POST', 'faults', { kind: 'cut' });
    await assert.rejects(ask());
    assert.equal((await control(started, 'DELETE', `faults/${cut.body.id}`)).status, 204);
    await control(started, 'POST', 'faults', { kind: 'slow', delay: 1, times: 1 });
    assert.equal((await ask()).status, 200);
    assert.deepEqual((await control(started, 'GET', 'faults')).body, []);
  });

  it('an unknown route answers as Graph does, and is remembered', async () => {
    const { body } = await refusedWith(400, 'BadRequest', get('teams/1'));
    assert.equal(body.error.message, "Resource not found for the segment 'teams'.");
    const inside = await refusedWith(
      400,
      'BadRequest',
      get('me/drive', {}, await delegated(started, cast(started, 'employee'), 'User.Read')),
    );
    assert.equal(inside.body.error.message, "Resource not found for the segment 'drive'.");
    await refusedWith(405, 'Request_BadRequest', graph(started, app, 'users', { method: 'POST', json: {} }));
    const calls = (await control(started, 'GET', 'unknown-calls')).body as { method: string; url: string }[];
    assert.deepEqual(
      calls.map(({ method, url }) => `${method} ${url}`),
      ['GET /v1.0/teams/1', 'GET /v1.0/me/drive', 'POST /v1.0/users'],
    );
    await control(started, 'DELETE', 'unknown-calls');
    assert.deepEqual((await control(started, 'GET', 'unknown-calls')).body, []);
  });

  it('organization and domains tell about the tenant', async () => {
    const { body } = await get('organization');
    conforms('organizationCollectionResponse', body);
    assert.equal(body.value[0].id, started.tenantId);
    await refusedWith(403, 'Authorization_RequestDenied', get('domains'));
    const reader = await delegated(started, cast(started, 'administrator'), 'Domain.Read.All');
    const domains = await get('domains', {}, reader);
    assert.deepEqual(
      domains.body.value.map((domain: { id: string }) => domain.id),
      body.value[0].verifiedDomains.map((domain: { name: string }) => domain.name),
    );
  });
});
