import assert from 'node:assert/strict';
import type { DirectoryPage, DirectoryUserView } from '../../../src/server/features/directory/schemas.ts';
import { type Client, expectProblem } from '../../support/client.ts';
import { addMember, ask, at, invite, only, syncedDirectory } from '../../support/door.ts';
import { foundOrganization } from '../../support/organization.ts';
import { startWorld, type World } from '../../support/world.ts';

describe('directory: browsing', () => {
  let world: World;
  let admin: Client;
  let standard: Client;

  before(async function () {
    this.timeout(60_000);
    world = await startWorld({ people: 320 });
    admin = await foundOrganization(world);
    await syncedDirectory(admin);
    standard = await addMember(world, admin, at(world.people('employee'), 0));
  });
  after(() => world.close());

  const search = (text: string, more = '') =>
    admin.get<DirectoryPage>(`/directory/users?search=${encodeURIComponent(text)}${more}`);
  const names = (page: DirectoryPage) => page.items.map(({ fullName }) => fullName);

  it('INV-1 lists the users of the tenant with login ID, title and department after the founding', async () => {
    const page = await admin.get<DirectoryPage>('/directory/users?limit=200');
    assert.equal(page.items.length, 200);
    assert.equal(page.total, 320);
    assert.equal(page.sync.status, 'done');
    const { items } = await search('ingrid.halvorsen');
    assert.deepEqual(only(items), {
      objectId: world.person('administrator').id,
      loginId: 'ingrid.halvorsen@aldervale.example',
      fullName: 'Ingrid Halvorsen',
      jobTitle: 'Head of IT',
      department: 'IT',
      isGuest: false,
      isEnabled: true,
      standing: 'member',
    });
  });

  it('INV-1 pages without an end, each person once, and each page costs a cursor only', async () => {
    const seen: DirectoryUserView[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: DirectoryPage = await admin.get(`/directory/users?limit=70${cursor && `&cursor=${cursor}`}`);
      seen.push(...page.items);
      cursor = page.nextCursor;
    }
    assert.equal(seen.length, 320);
    assert.equal(new Set(seen.map(({ objectId }) => objectId)).size, 320);
  });

  it('INV-1 searches as one types, without accents and case', async () => {
    for (const typed of ['lukasz z', 'ŻÓŁ łuk', 'lukasz.zol', 'lukasz.zolkiewski@aldervale.example']) {
      assert.deepEqual(names(await search(typed)), ['Łukasz Żółkiewski'], typed);
    }
    assert.deepEqual([...new Set(names(await search('groß jürgen')))], ['Jürgen Groß']);
    assert.ok(names(await search('王')).includes(at(world.people('employee'), 4).displayName));
    assert.deepEqual((await search('head of it')).items[0]?.fullName, 'Ingrid Halvorsen');
    assert.equal((await search('nobody at all')).total, 0);
  });

  it('INV-1 a domain finds all of its people', async () => {
    assert.equal((await search('@aldervale')).total, (await search('aldervale')).total);
    assert.ok((await search('aldervale')).total > 300);
  });

  it('INV-1 a search pages through all that match, those whose name begins with it first', async () => {
    const all = await search('s', '&limit=200');
    const paged: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: DirectoryPage = await search('s', `&limit=7${cursor && `&cursor=${cursor}`}`);
      assert.equal(page.total, all.total);
      paged.push(...names(page));
      cursor = page.nextCursor;
    }
    assert.deepEqual(paged, names(all));
    assert.equal(new Set(all.items.map(({ objectId }) => objectId)).size, all.total);
    const firstOther = paged.findIndex((name) => !/^s/i.test(name.normalize('NFKD')));
    assert.ok(firstOther > 0);
    assert.equal(
      paged.slice(firstOther).some((name) => /^s/i.test(name.normalize('NFKD'))),
      false,
    );
  });

  it('INV-1 marks who is a member, invited, asking or disabled', async () => {
    await invite(admin, at(world.people('employee'), 1));
    await ask(await world.signIn(at(world.people('employee'), 2).userPrincipalName));
    const standingOf = async (person: { userPrincipalName: string }) =>
      only((await search(person.userPrincipalName)).items).standing;
    assert.equal(await standingOf(at(world.people('employee'), 0)), 'member');
    assert.equal(await standingOf(at(world.people('employee'), 1)), 'invited');
    assert.equal(await standingOf(at(world.people('employee'), 2)), 'requested');
    assert.equal(await standingOf(world.person('disabled')), 'disabled');
    assert.equal(await standingOf(at(world.people('employee'), 3)), 'available');
  });

  it('INV-1 shows photos of the own tenant', async () => {
    const { items } = await admin.get<DirectoryPage>('/directory/users?limit=60');
    const photos = await Promise.all(
      items.map(({ objectId }) => admin.call('GET', `/directory/users/${objectId}/photo`)),
    );
    const shown = photos.find(({ status }) => status === 200);
    assert.match(shown?.headers.get('content-type') ?? '', /^image\//);
    assert.match(shown?.headers.get('cache-control') ?? '', /^private, max-age=/);
    assert.ok(photos.every(({ status }) => status === 200 || status === 404));
    const stranger = '00000000-1111-2222-3333-444444444444';
    expectProblem(await admin.call('GET', `/directory/users/${stranger}/photo`), 'not_found', 404);
    expectProblem(await admin.call('GET', '/directory/users/me/photo'), 'validation_failed', 400);
  });

  it('INV-1 refuses bad cursors, limits and fields, naming the field', async () => {
    for (const query of ['cursor=x', 'cursor=WzFd', 'cursor=WzksImEiLCJiIl0']) {
      expectProblem(await admin.call('GET', `/directory/users?${query}`), 'invalid_cursor', 400);
    }
    for (const query of ['limit=201', 'limit=0', 'order=name', `search=${'x'.repeat(101)}`]) {
      const problem = expectProblem(await admin.call('GET', `/directory/users?${query}`), 'validation_failed', 400);
      assert.ok(problem.errors?.length);
    }
  });

  it('JOIN-4 is for approvers only', async () => {
    const oid = world.person('administrator').id;
    for (const [method, path] of [
      ['GET', '/directory/users'],
      ['GET', `/directory/users/${oid}/photo`],
      ['POST', '/directory/sync'],
    ] as const) {
      expectProblem(await standard.call(method, path), 'permission_required', 403);
      expectProblem(await world.browser().call(method, path), 'session_required', 401);
    }
  });

  it("INV-1 a neighbour's people and photos are nowhere to be seen", async () => {
    const vera = await world.signIn('vera.lindqvist@northquay.example');
    await vera.post('/organization', { name: 'Northquay' });
    const theirs = await syncedDirectory(vera);
    assert.ok(theirs.items.every(({ loginId }) => !loginId.endsWith('@aldervale.example')));
    const oid = world.person('administrator').id;
    expectProblem(await vera.call('GET', `/directory/users/${oid}/photo`), 'not_found', 404);
  });
});
