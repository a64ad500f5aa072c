import assert from 'node:assert/strict';
import { ApiProblem, apiUrl, isProblem } from '../../src/addin/api.ts';
import { isCurrent, navigationItems } from '../../src/addin/components/frame/navigation-items.ts';
import { MOST_PICKED, type Picked, togglePicked } from '../../src/addin/features/directory/picked-people.tsx';
import { seatsAfter } from '../../src/addin/features/subscription/use-subscription.ts';
import { relativeTime } from '../../src/addin/i18n/use-format.ts';
import { isWorthRetrying } from '../../src/addin/query-client.ts';
import { abilitiesOf } from '../../src/addin/session/session-context.ts';
import type { DirectoryUserView } from '../../src/server/features/directory/schemas.ts';

describe('the pages that somebody finds', () => {
  const labels = (...permissions: Parameters<typeof abilitiesOf>[0]) =>
    navigationItems(abilitiesOf(permissions)).map(({ to }) => to);

  it('JOIN-4 follow from permissions, and nothing that needs one is there without it', () => {
    assert.ok(!labels().includes('/users'));
    assert.ok(!labels('viewAudit', 'exportData').includes('/users'));
    assert.ok(labels('manageUsers').includes('/users'));
    assert.ok(!labels().includes('/subscription'));
    assert.ok(labels('manageSubscription').includes('/subscription'));
    assert.ok(!labels('manageSubscription').includes('/users'));
    for (const page of ['/profiles', '/roles']) {
      assert.ok(labels('manageProfiles').includes(page));
      assert.ok(!labels('manageUsers', 'manageSubscription').includes(page));
    }
    for (const permission of ['manageUsers', 'viewAudit'] as const) assert.ok(labels(permission).includes('/reports'));
    assert.ok(!labels('manageSubscription').includes('/reports'));
    assert.ok(!labels('manageUsers').includes('/audit'));
    assert.ok(labels('viewAudit').includes('/audit'));
  });

  it('are marked as current where one is', () => {
    const items = navigationItems(abilitiesOf(['manageUsers']));
    const current = (path: string) => items.filter((item) => isCurrent(item, path)).map(({ to }) => to);
    assert.deepEqual(current('/'), ['/']);
    assert.deepEqual(current('/users/add'), ['/users']);
    assert.deepEqual(current('/join-requests/1'), ['/users']);
    assert.deepEqual(current('/usersx'), []);
  });
});

describe('picking people', () => {
  const user = (objectId: string, standing: DirectoryUserView['standing'] = 'available'): DirectoryUserView => ({
    objectId,
    loginId: `${objectId}@a.example`,
    fullName: objectId,
    jobTitle: null,
    department: null,
    isGuest: false,
    isEnabled: true,
    standing,
  });

  it('INV-1 takes those who are available, and takes them back', () => {
    const one = togglePicked(new Map(), user('a'));
    assert.deepEqual([...one.keys()], ['a']);
    assert.deepEqual([...togglePicked(one, user('a')).keys()], []);
    assert.deepEqual([...one.keys()], ['a'], 'what was there before stays as it was');
  });

  it('INV-1 refuses members, invited and disabled people', () => {
    for (const standing of ['member', 'inactive', 'invited', 'requested', 'disabled'] as const) {
      assert.equal(togglePicked(new Map(), user('a', standing)).size, 0, standing);
    }
  });

  it('INV-9 stops at a thousand', () => {
    let picked: Picked = new Map();
    for (let n = 0; n <= MOST_PICKED; n++) picked = togglePicked(picked, user(String(n)));
    assert.equal(picked.size, 1000);
  });

  it('INV-10 counts the seats that would be left', () => {
    const subscription = {
      seats: { bought: 10, used: 4, free: 6 },
      extensions: [],
      pendingInvitations: 5,
      abilities: { update: true },
    };
    assert.equal(seatsAfter(subscription, 0), 1);
    assert.equal(seatsAfter(subscription, 3), -2);
  });
});

describe('how long ago something was', () => {
  const now = Date.parse('2026-03-10T12:00:00Z');
  it('is said in the largest unit that fits', () => {
    assert.equal(relativeTime('en', '2026-03-10T11:59:40Z', now), 'now');
    assert.equal(relativeTime('en', '2026-03-10T11:57:10Z', now), '2 minutes ago');
    assert.equal(relativeTime('en', '2026-03-10T09:00:00Z', now), '3 hours ago');
    assert.equal(relativeTime('fr', '2026-03-07T12:00:00Z', now), 'il y a 3 jours');
    assert.equal(relativeTime('fr', '2026-03-12T12:00:00Z', now), 'après-demain');
  });
});

describe('a refusal of the API', () => {
  const document = {
    type: 'urn:foyer:problem:already_decided',
    title: 'already decided',
    status: 409,
    code: 'already_decided',
    detail: 'Somebody has answered.',
    decidedBy: 'Théo Lemaître',
  };

  it('keeps its code, its sentence and what the server added', () => {
    const problem = new ApiProblem('already_decided', 409, document);
    assert.equal(problem.code, 'already_decided');
    assert.equal(problem.detail, 'Somebody has answered.');
    assert.deepEqual(problem.details, { decidedBy: 'Théo Lemaître' });
    assert.ok(isProblem(problem, 'already_decided', 'request_withdrawn'));
    assert.ok(!isProblem(problem, 'not_found'));
    assert.ok(!isProblem(new Error('x')));
  });

  it('is tried again only when it may pass by itself', () => {
    assert.ok(isWorthRetrying(0, new ApiProblem('network')));
    assert.ok(isWorthRetrying(1, new ApiProblem('unavailable', 503)));
    assert.ok(!isWorthRetrying(2, new ApiProblem('network')));
    assert.ok(!isWorthRetrying(0, new ApiProblem('permission_required', 403)));
  });

  it('is asked for at an address without empty values', () => {
    assert.equal(apiUrl('GET /members'), '/api/v1/members');
    assert.equal(apiUrl('GET /members', { query: { search: '', cursor: null, limit: 5 } }), '/api/v1/members?limit=5');
  });
});
