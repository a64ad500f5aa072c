import assert from 'node:assert/strict';
import { Types } from 'mongoose';
import type { Session } from '../../../src/server/core/sessions/schemas.ts';
import { EXTENSIONS } from '../../../src/server/platform/extensions.ts';
import type { Client } from '../../support/client.ts';
import { expectProblem } from '../../support/client.ts';
import { activate } from '../../support/mailboxes.ts';
import { foundOrganization } from '../../support/organization.ts';
import { startWorld, type World } from '../../support/world.ts';
import { type Bodies, bodiesWith, NOBODYS, QUESTIONS } from './bodies.ts';
import { addressIn, type Neighbour, settleNeighbour, withWords } from './neighbour.ts';
import { type Operation, readOperations } from './openapi.ts';

/** Organizations never see each other's data: an administrator tries everything with a neighbour's ids. */
describe('two organizations', () => {
  let world: World;
  let administrator: Client;
  let neighbour: Neighbour;
  let operations: Operation[];
  let bodies: Bodies;
  before(async function () {
    this.timeout(240_000);
    world = await startWorld();
    administrator = await foundOrganization(world);
    const me = await administrator.get<Session>('/session');
    for (const key of EXTENSIONS) await activate(administrator, key, me.member?.id ?? '');
    neighbour = await settleNeighbour(world);
    operations = await readOperations(administrator);
    bodies = bodiesWith(neighbour.ids);
  });
  after(() => world.close());

  it('every call that takes an id is tried', () => {
    const missing = operations
      .filter(({ ids, name }) => ids.length > 0 && !NOBODYS.has(name))
      .filter(
        (operation) =>
          !addressIn(neighbour, operation.path) || (!operation.path.includes('{') && !bodies[operation.name]),
      )
      .map(({ name }) => name);
    assert.deepEqual(missing, [], 'say in neighbour.ts or bodies.ts what these are to be called with');
    const known = new Set(operations.map(({ name }) => name));
    assert.deepEqual(
      [...NOBODYS, ...Object.keys(bodies)].filter((name) => !known.has(name)),
      [],
      'these are no calls any more',
    );
  });

  // Before the attempts: what those named stands in the audit trail of whoever made them.
  it("name nothing of each other's in any list or page", async () => {
    const known = Object.values(neighbour.ids).filter((id) => id.length > 9);
    const theirs = [neighbour.organizationId, ...known, 'North Quay', 'northquay.example'];
    for (const { name, method, path, ids } of operations) {
      const list = withWords(path);
      if (method !== 'GET' || list.includes('{')) continue;
      const question = QUESTIONS[name] ?? '';
      const { status, text } = await administrator.call('GET', list + question);
      assert.ok(status === 200 || ids.length > 0 || NOBODYS.has(name), `${name} answered ${status}: ${text}`);
      const seen = theirs.filter((each) => text.includes(each) && !question.includes(each));
      assert.deepEqual(seen, [], name);
    }
  });

  it("answer 404 to each other's ids, on every route, and nothing changes", async function () {
    this.timeout(240_000);
    const before = await everythingOf(neighbour.organizationId);
    const wrong: string[] = [];
    for (const operation of operations) {
      const namesNobody = operation.ids.length === 0 && !bodies[operation.name];
      if (namesNobody || NOBODYS.has(operation.name)) continue;
      for (const attempt of bodies[operation.name] ?? [{}]) {
        const path = (addressIn(neighbour, operation.path) ?? '') + (attempt.query ?? '');
        const answer = await administrator.call(operation.method, path, attempt.body ? { body: attempt.body } : {});
        if (answer.status === 404) expectProblem(answer, 'not_found');
        else if (!attempt.finds?.(answer)) {
          wrong.push(
            `${operation.method} ${path} ${JSON.stringify(attempt.body ?? {})}: ${answer.status} ${answer.text.slice(0, 200)}`,
          );
        }
      }
    }
    assert.deepEqual(wrong, []);
    assert.deepEqual(await everythingOf(neighbour.organizationId), before);
  });

  /** All documents that carry the organization's id. */
  async function everythingOf(organizationId: string): Promise<Record<string, unknown[]>> {
    const collections = (await world.db.db?.collections()) ?? [];
    const found: Record<string, unknown[]> = {};
    for (const collection of collections) {
      const documents = await collection.find({ organizationId: new Types.ObjectId(organizationId) }).toArray();
      if (documents.length > 0) found[collection.collectionName] = documents;
    }
    return found;
  }
});
