import assert from 'node:assert/strict';
import { Types } from 'mongoose';
import type { Session } from '../../../src/server/core/sessions/schemas.ts';
import { expectProblem } from '../../support/client.ts';
import { at } from '../../support/door.ts';
import { startWorld, type World } from '../../support/world.ts';

describe('login IDs that the directory changes', () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  after(() => world.close());

  const sessionOf = async (id: string) => await (await world.signIn(id)).get<Session>('/session');

  it('follow the person: same account, new login ID', async () => {
    const person = await world.createPerson({
      userPrincipalName: 'ada.king@aldervale.example',
      displayName: 'Ada King',
    });
    const before = await sessionOf(person.id);
    await world.changePerson(person.id, { userPrincipalName: 'Ada.Lovelace@aldervale.example' });
    const after = await sessionOf(person.id);
    assert.equal(after.account.id, before.account.id);
    assert.equal(after.account.loginId, 'ada.lovelace@aldervale.example');
  });

  it('INV-5 given to a newcomer open the newcomer’s own account; the earlier holder keeps theirs', async () => {
    const earlier = await world.createPerson({ userPrincipalName: 'sam@aldervale.example', displayName: 'Sam Alder' });
    const first = await sessionOf(earlier.id);
    await world.changePerson(earlier.id, { userPrincipalName: 'sam.alder@aldervale.example' });
    const newcomer = await world.createPerson({ userPrincipalName: 'sam@aldervale.example', displayName: 'Sam Vale' });
    const second = await sessionOf(newcomer.id);
    assert.notEqual(second.account.id, first.account.id);
    assert.equal(second.account.loginId, 'sam@aldervale.example');
    const again = await sessionOf(earlier.id);
    assert.equal(again.account.id, first.account.id);
    assert.equal(again.account.loginId, 'sam.alder@aldervale.example');
  });

  it('GONE-5 of somebody who left go to the namesake, and nothing else of theirs does', async () => {
    for (const deleted of [true, 'permanently'] as const) {
      const loginId = `kim.${deleted}@aldervale.example`;
      const leaver = await world.createPerson({ userPrincipalName: loginId, displayName: 'Kim One' });
      const before = await sessionOf(leaver.id);
      await world.changePerson(leaver.id, { deleted });
      const namesake = await world.createPerson({ userPrincipalName: loginId, displayName: 'Kim Two' });
      const { account } = await sessionOf(namesake.id);
      assert.notEqual(account.id, before.account.id);
      assert.equal(account.loginId, loginId);
      const kept = await world.db.collection('accounts').findOne({ _id: new Types.ObjectId(before.account.id) });
      assert.equal(kept?.loginId, leaver.id.replaceAll('-', '') + loginId);
    }
  });

  it('INV-5 of a person of another tenant who still has it are not taken away', async () => {
    const person = await world.createPerson({ userPrincipalName: 'jo@aldervale.example', displayName: 'Jo' });
    const neighbour = at(world.sandbox.sandbox.tenants, 1);
    const elsewhere = at(neighbour.directory.personas(), 0);
    await world.signIn(elsewhere.userPrincipalName);
    // As before a domain went from the one tenant to the other.
    await world.db
      .collection('accounts')
      .updateOne({ 'identities.objectId': elsewhere.id }, { $set: { loginId: 'jo@aldervale.example' } });
    await world.fault({ kind: 'error', status: 500, match: `/users/${elsewhere.id}` });
    const answer = await world
      .browser()
      .call('POST', '/session', { body: { token: await world.hostToken(person.id) } });
    expectProblem(answer, 'login_id_taken', 409);
    await world.clearFaults();
  });
});
