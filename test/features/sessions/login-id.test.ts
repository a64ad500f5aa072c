import assert from 'node:assert/strict';
import type { Session } from '../../../src/server/features/sessions/schemas.ts';
import { expectProblem } from '../../support/client.ts';
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

  it('MEM-1 of somebody who left are not handed over to a namesake', async () => {
    const leaver = await world.createPerson({ userPrincipalName: 'kim@aldervale.example', displayName: 'Kim One' });
    await sessionOf(leaver.id);
    await world.changePerson(leaver.id, { deleted: 'permanently' });
    const namesake = await world.createPerson({ userPrincipalName: 'kim@aldervale.example', displayName: 'Kim Two' });
    const token = await world.hostToken(namesake.id);
    const answer = await world.browser().call('POST', '/session', { body: { token } });
    expectProblem(answer, 'login_id_taken', 409);
  });
});
