import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { type StartedSandbox, startSandbox } from '../../src/sandbox/start.ts';
import { application, appUrl, askToken, cast, control, delegated, graph, testSandbox } from './sandbox.ts';

describe('the sandbox for scripts', () => {
  let started: StartedSandbox;
  before(async () => {
    started = await testSandbox();
  });
  after(() => started.close());

  it('tells who plays which part', async () => {
    const { body } = await control(started, 'GET', 'world');
    assert.deepEqual([body.tenantId, body.clientId, body.appUrl], [started.tenantId, started.clientId, appUrl]);
    const count: Record<string, number> = {};
    for (const { persona } of body.people) count[persona] = (count[persona] ?? 0) + 1;
    assert.ok((count.approver ?? 0) >= 2 && (count.employee ?? 0) >= 8, JSON.stringify(count));
    for (const part of ['administrator', 'guest', 'disabled', 'renamed']) assert.equal(count[part], 1, part);
    for (const person of body.people) {
      assert.match(person.id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      assert.ok(person.userPrincipalName.includes('@') && person.displayName !== '');
    }
    assert.match(cast(started, 'guest').userPrincipalName, /#EXT#@/);
  });

  it('has a neighbour where somebody carries the mail address of an employee here', async () => {
    const { body } = await control(started, 'GET', 'world');
    const [, neighbour] = body.tenants;
    const twin = neighbour.people.find((person: { mail: string }) => person.mail === cast(started, 'employee').mail);
    assert.ok(twin && twin.userPrincipalName !== twin.mail && neighbour.tenantId !== started.tenantId);
    assert.ok(neighbour.people.some((person: { persona: string }) => person.persona === 'administrator'));
  });

  it('makes the same world from the same seed, and another from another', async () => {
    const [same, other] = await Promise.all([testSandbox(), testSandbox({ seed: 2 })]);
    const ids = (of: StartedSandbox) => of.sandbox.tenants.flatMap(({ directory }) => directory.search('', 500));
    assert.deepEqual(ids(same), ids(started));
    assert.notEqual(other.tenantId, started.tenantId);
    assert.notEqual(other.clientId, started.clientId);
    await Promise.all([same.close(), other.close()]);
  });

  it('gives a host token for the password of scripts', async () => {
    const person = cast(started, 'employee');
    const scope = `api://localhost/${started.clientId}/access_as_user`;
    const fields = { grant_type: 'password', username: person.userPrincipalName, password: 'sandbox', scope };
    for (const client of [{}, { client_id: started.clientId }]) {
      const { status, body } = await askToken(started, { ...fields, ...client });
      assert.equal(status, 200, JSON.stringify(body));
      assert.equal(body.token_type, 'Bearer');
      const claims = decodeJwt(body.access_token);
      assert.deepEqual([claims.aud, claims.oid, claims.scp], [started.clientId, person.id, 'access_as_user']);
    }
  });

  it('shows mail newest first with its links, also that of addresses outside', async () => {
    const token = await application(started);
    const employee = cast(started, 'employee', 1);
    const send = (subject: string, content: string) =>
      graph(started, token, `users/${started.mailSender}/sendMail`, {
        method: 'POST',
        json: {
          message: {
            subject,
            body: { contentType: 'HTML', content },
            toRecipients: [employee.userPrincipalName, 'Someone@Elsewhere.example'].map((address) => ({
              emailAddress: { address },
            })),
          },
        },
      });
    assert.equal((await send('First', '<p>Hello</p>')).status, 202);
    await send('Second', '<p>Go <a href="https://foyer.example/i/1?a=1&amp;b=2">in</a> or <a href=\'#x\'>out</a></p>');
    for (const address of [employee.userPrincipalName, 'someone@elsewhere.example']) {
      const { body } = await control(started, 'GET', `mailbox/${encodeURIComponent(address)}`);
      assert.deepEqual(
        body.map((mail: { subject: string }) => mail.subject),
        ['Second', 'First'],
      );
      const [second] = body;
      assert.deepEqual(second.links, ['https://foyer.example/i/1?a=1&b=2', '#x']);
      assert.equal(second.text, 'Go in or out');
      assert.equal(second.from, started.mailSender);
      assert.deepEqual(second.to, [employee.userPrincipalName, 'Someone@Elsewhere.example']);
      assert.ok(second.html.startsWith('<p>Go') && !Number.isNaN(Date.parse(second.receivedDateTime)));
    }
    const nobody = await control(started, 'GET', 'mailbox/nobody@nowhere.example');
    assert.deepEqual(nobody.body, []);
  });

  it('keeps a shared mail address with the tenant that owns its domain', async () => {
    const token = await application(started);
    const employee = cast(started, 'employee');
    const message = { subject: 'Yours', toRecipients: [{ emailAddress: { address: employee.mail } }] };
    await graph(started, token, `users/${started.mailSender}/sendMail`, { method: 'POST', json: { message } });
    const twin = started.sandbox.tenants[1]?.directory.findByMail(employee.mail ?? '');
    assert.ok(twin);
    assert.equal(started.sandbox.mailboxes.inbox(employee.userPrincipalName)[0]?.subject, 'Yours');
    assert.deepEqual(started.sandbox.mailboxes.inbox(twin.userPrincipalName), []);
  });

  it('renames people, whose mail still reaches them', async () => {
    const person = cast(started, 'renamed');
    const before = person.userPrincipalName;
    const taken = cast(started, 'employee').userPrincipalName;
    assert.equal((await control(started, 'POST', `people/${person.id}`, { userPrincipalName: taken })).status, 404);
    const now = `h.whitfield@${before.split('@')[1]}`;
    const { body } = await control(started, 'POST', `people/${person.id}`, { userPrincipalName: now });
    assert.equal(body.userPrincipalName, now);
    const token = await application(started);
    assert.equal(
      (await graph(started, token, `users/${person.id}?$select=userPrincipalName`)).body.userPrincipalName,
      now,
    );
    assert.equal((await graph(started, token, `users/${before}`)).status, 404);
    const message = { subject: 'Old name', toRecipients: [{ emailAddress: { address: before } }] };
    await graph(started, token, `users/${started.mailSender}/sendMail`, { method: 'POST', json: { message } });
    assert.equal(started.sandbox.mailboxes.inbox(now)[0]?.subject, 'Old name');
  });

  it('keeps mail, changed people and keys in its folder', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'sandbox-'));
    try {
      const first = await testSandbox({ dataDir });
      const [employee, disabled] = [cast(first, 'employee'), cast(first, 'employee', 2)];
      const token = await first.sandbox.issueHostToken(employee.id);
      const mail = await delegated(first, employee, 'Mail.Send');
      const message = { subject: 'Kept', toRecipients: [{ emailAddress: { address: employee.mail } }] };
      await graph(first, mail, 'me/sendMail', { method: 'POST', json: { message } });
      const [kept] = first.sandbox.mailboxes.inbox(employee.userPrincipalName);
      first.sandbox.mailboxes.markRead(kept?.id ?? '');
      await control(first, 'POST', `people/${disabled.id}`, { accountEnabled: false });
      await control(first, 'POST', 'people', { userPrincipalName: 'new@aldervale.example', displayName: 'New One' });
      await first.close();

      const second = await testSandbox({ dataDir });
      assert.deepEqual(second.sandbox.mailboxes.inbox(employee.userPrincipalName), [{ ...kept, isRead: true }]);
      assert.equal(second.sandbox.findPerson(disabled.id)?.accountEnabled, false);
      assert.equal(second.sandbox.findPersonByLogin('NEW@aldervale.example')?.displayName, 'New One');
      const { clientId, clientSecret } = second;
      const { status } = await askToken(second, {
        grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
        requested_token_use: 'on_behalf_of',
        client_id: clientId,
        client_secret: clientSecret,
        assertion: token,
        scope: 'User.Read',
      });
      assert.equal(status, 200);
      await second.close();
    } finally {
      await rm(dataDir, { recursive: true });
    }
  });

  it('refuses foreign pages, foreign names and what is not JSON', async () => {
    const url = `${started.origin}/sandbox/faults`;
    const fault = { method: 'POST', body: '{"kind":"throttle"}' };
    const json = { 'content-type': 'application/json' };
    assert.equal((await fetch(url, { ...fault, headers: { ...json, origin: 'https://evil.example' } })).status, 403);
    assert.equal((await fetch(url, { ...fault, headers: { ...json, origin: appUrl } })).status, 403);
    assert.equal((await fetch(url, { ...fault, headers: { 'content-type': 'text/plain' } })).status, 415);
    assert.equal((await fetch(url, { ...fault, headers: json, body: '{' })).status, 400);
    assert.equal((await control(started, 'POST', 'faults', { kind: 'throttle', unknown: 1 })).status, 400);
    assert.equal((await control(started, 'GET', 'nothing')).status, 404);
    assert.deepEqual(started.sandbox.faults.list(), []);
  });

  it('does not start in production', async () => {
    const before = process.env.NODE_ENV;
    process.env.NODE_ENV = 'production';
    try {
      await assert.rejects(startSandbox({ port: 0, appUrl }), /NODE_ENV/);
    } finally {
      if (before === undefined) delete process.env.NODE_ENV;
      else process.env.NODE_ENV = before;
    }
  });

  it('makes a hundred thousand people', async () => {
    const large = await testSandbox({ people: 100_000 });
    const token = await application(large);
    const { body } = await graph(large, token, 'users?$top=1&$count=true', {
      headers: { ConsistencyLevel: 'eventual' },
    });
    assert.equal(body['@odata.count'], 100_000);
    await large.close();
  });
});
