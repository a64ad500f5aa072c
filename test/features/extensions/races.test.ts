import assert from 'node:assert/strict';
import type { Extension } from '../../../src/server/features/extensions/schemas.ts';
import { type Answer, type Client, expectProblem } from '../../support/client.ts';
import { at, builtIn } from '../../support/door.ts';
import { makeMember } from '../../support/members.ts';
import { foundOrganization } from '../../support/organization.ts';
import { memberId } from '../../support/records.ts';
import { startWorld, type World } from '../../support/world.ts';
import { activate, activations, licence, license, tryToActivate } from './support.ts';

describe('races for the licences of an extension', () => {
  let world: World;
  let admin: Client;
  /** All of them administrators. */
  const clients: Client[] = [];
  const ids: string[] = [];

  before(async function () {
    this.timeout(120_000);
    world = await startWorld({ env: { SEATS_AT_START: '30' } });
    admin = await foundOrganization(world);
    const profileId = await builtIn(admin, 'administrator');
    for (let count = 0; count < 16; count += 1) {
      const client = await makeMember(world, world.somebody(), profileId);
      clients.push(client);
      ids.push(await memberId(client));
    }
  });
  after(() => world.close());

  beforeEach(async () => {
    await license(admin, { mail: { mode: 'user', bought: 30 } });
    await activate(admin, 'mail', []);
    await license(admin, { mail: { bought: 6 } });
  });

  const succeeded = (answers: readonly Answer[]) => answers.filter(({ status }) => status < 300).length;
  /** Six members, others for each. */
  const six = (n: number) => Array.from({ length: 6 }, (_, m) => at(ids, (n + m * 3) % ids.length));

  /** What is used is what is activated, and never more than was bought. */
  async function expectSound(): Promise<Extension> {
    const now = await licence(admin, 'mail');
    assert.equal((await activations(admin, 'mail')).ids.length, now.mode === 'user' ? now.used : 0);
    assert.ok(now.used <= now.bought, `${now.used} of ${now.bought} are used`);
    assert.equal(now.free, now.bought - now.used);
    return now;
  }

  it('EXT-1 16 administrators who began with the same table save at once: exactly one does', async () => {
    const { revision } = await activations(admin, 'mail');
    const answers = await Promise.all(clients.map((client, n) => tryToActivate(client, 'mail', six(n), revision)));
    assert.equal(succeeded(answers), 1);
    for (const answer of answers.filter(({ status }) => status >= 300)) expectProblem(answer, 'extension_changed', 409);
    const winner = answers.findIndex(({ status }) => status === 200);
    assert.deepEqual((await activations(admin, 'mail')).ids.toSorted(), six(winner).toSorted());
    await expectSound();
  });

  it('EXT-1 16 administrators who save whatever was there: each all or nothing, never more than bought', async () => {
    const answers = await Promise.all(clients.map((client, n) => tryToActivate(client, 'mail', six(n))));
    assert.equal(succeeded(answers), clients.length, answers.map(({ text }) => text).join());
    const left = (await activations(admin, 'mail')).ids.toSorted().join();
    assert.ok(
      clients.some((_, n) => six(n).toSorted().join() === left),
      'what is activated is what one of them saved',
    );
    assert.equal((await expectSound()).used, 6);
  });

  it('EXT-1 SUB-1 fewer are bought while administrators activate: never fewer than are used', async () => {
    const answers = await Promise.all(
      clients.map((client, n) =>
        n % 2
          ? tryToActivate(client, 'mail', six(n).slice(0, 1 + (n % 6)))
          : client.call('PATCH', '/subscription', { body: { extensions: { mail: { bought: 1 + (n % 6) } } } }),
      ),
    );
    for (const answer of answers.filter(({ status }) => status >= 300)) {
      const { code } = JSON.parse(answer.text) as { code: string };
      assert.ok(['extension_exhausted', 'extension_below_use'].includes(code), answer.text);
    }
    await expectSound();
  });

  it('EXT-1 EXT-2 the way of licensing changes to and fro while administrators activate', async () => {
    await Promise.all(
      clients.map((client, n) =>
        n % 3
          ? tryToActivate(client, 'mail', six(n))
          : client.call('PATCH', '/subscription', {
              body: { extensions: { mail: { mode: n % 2 ? 'profile' : 'user' } } },
            }),
      ),
    );
    await expectSound();
  });

  it('EXT-3 whoever is deactivated at the moment of activation has no licence afterwards', async () => {
    for (let count = 0; count < 4; count += 1) {
      const id = await memberId(await makeMember(world, world.somebody()));
      const [saved, left] = await Promise.all([
        tryToActivate(admin, 'mail', [id]),
        at(clients, 0).call('POST', '/members/deactivate', { body: { ids: [id] } }),
      ]);
      assert.equal(left.status, 200, left.text);
      if (saved.status !== 200) expectProblem(saved, 'extension_member_inactive', 409);
      assert.deepEqual((await activations(admin, 'mail')).ids, []);
      assert.equal((await expectSound()).used, 0);
    }
  });
});
