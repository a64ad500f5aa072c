import assert from 'node:assert/strict';
import type { Session } from '../../../src/server/core/sessions/schemas.ts';
import type { Invitation, InviteResponse } from '../../../src/server/features/invitations/schemas.ts';
import type { Page } from '../../../src/server/platform/cursor.ts';
import type { Client } from '../../support/client.ts';
import { acceptMine, ask, at, only } from '../../support/door.ts';
import { foundOrganization } from '../../support/organization.ts';
import { startWorld, type World } from '../../support/world.ts';

describe('guests of whom the directory knows no mailbox', () => {
  let world: World;
  let admin: Client;
  before(async () => {
    world = await startWorld();
    admin = await foundOrganization(world);
  });
  after(() => world.close());

  const guest = (name: string, mail: string | null) =>
    world.createPerson({
      userPrincipalName: `${name}_partner.example#EXT#@aldervale.onmicrosoft.com`,
      displayName: `${name} Gast`,
      userType: 'Guest',
      mail,
    });
  const invited = async (id: string) => {
    const { results } = await admin.post<InviteResponse>('/invitations', { objectIds: [id] });
    assert.equal(only(results).outcome, 'invited');
    const { items } = await admin.get<Page<Invitation>>('/invitations');
    return items.find((each) => each.id === only(results).invitationId);
  };
  /** To which addresses mail was to go. */
  const addressed = async () =>
    (
      await world.db
        .collection('outbox')
        .find({ status: { $ne: 'failed' } })
        .toArray()
    ).map(({ to }) => String(to.address));

  it('K19 are invited, are not written to at their #EXT# name, and join when they open Foyer', async () => {
    const person = await guest('gus', null);
    const invitation = await invited(person.id);
    assert.equal(invitation?.delivery, 'failed');
    const again = await admin.post<Invitation>(`/invitations/${invitation?.id}/resend`);
    assert.equal(again.delivery, 'failed');
    const client = await world.signIn(person.userPrincipalName);
    await acceptMine(client);
    assert.equal((await client.get<Session>('/session')).standing, 'member');
    const { items } = await admin.get<{ items: { id: string; loginId: string }[] }>('/members?search=gus');
    await admin.post('/members/deactivate', { ids: [only(items).id] });
    assert.deepEqual(await world.mailbox(person.userPrincipalName), []);
    assert.ok((await addressed()).every((address) => !/#ext#/i.test(address)));
  });

  it('K19 ask to join and are let in all the same', async () => {
    const person = await guest('ida', null);
    const client = await world.signIn(person.userPrincipalName);
    const { id } = await ask(client);
    await admin.post(`/join-requests/${id}/approve`);
    assert.equal((await client.get<Session>('/session')).standing, 'member');
    assert.deepEqual(await world.mailbox(person.userPrincipalName), []);
  });

  it('K19 those with a mailbox are written to there', async () => {
    const person = await guest('eva', 'eva@partner.example');
    const invitation = await invited(person.id);
    assert.notEqual(invitation?.delivery, 'failed');
    await world.waitForMail('eva@partner.example', /invit/i);
    assert.ok((await addressed()).includes('eva@partner.example'));
    const employee = at(world.people('employee'), 0);
    await invited(employee.id);
    await world.waitForMail(employee.userPrincipalName, /invit/i);
  });
});
