import assert from 'node:assert/strict';
import { addApprover, at } from '../support/door.ts';
import { eventually } from '../support/eventually.ts';
import { foundOrganization } from '../support/organization.ts';
import { setStage } from './stage.ts';

describe('an employee asks to join', () => {
  const stage = setStage();
  const employee = (index: number) => at(stage.world.people('employee'), index);
  const approver = () => at(stage.world.people('approver'), 2);
  before(async () => {
    await addApprover(stage.world, await foundOrganization(stage.world), approver());
  });
  const requestsMailed = async () =>
    (await stage.world.mailbox(approver().userPrincipalName)).filter(({ subject }) => /asks to join/.test(subject));

  it('JOIN-1 JOIN-7 sees the organization, asks with a message, sees who can decide and since when, withdraws, asks again', async () => {
    const foyer = await stage.open(employee(0));
    await foyer.getByRole('heading', { name: 'Alder & Vale is on Foyer' }).waitFor();
    const managers = foyer.getByRole('region', { name: 'Who manages this organization' }).getByRole('listitem');
    await managers.filter({ hasText: 'ingrid.halvorsen@aldervale.example' }).waitFor();
    await foyer.getByRole('textbox', { name: /^Message/ }).fill('I work with Sales in <b>Dublin</b>.');
    await foyer.getByRole('button', { name: 'Request to join' }).click();

    await foyer.getByRole('heading', { name: 'Your request is waiting' }).waitFor();
    await foyer.getByText('I work with Sales in <b>Dublin</b>.').waitFor();
    const deciders = foyer.getByRole('region', { name: 'Who can answer' }).getByRole('listitem');
    await deciders.filter({ hasText: 'Ingrid Halvorsen' }).waitFor();
    await deciders.filter({ hasText: approver().displayName }).waitFor();
    assert.equal(await deciders.count(), 2);
    const since = foyer.getByRole('definition').filter({ hasText: /\(now\)|second|minute/ });
    assert.match((await since.textContent()) ?? '', new RegExp(`${new Date().getFullYear()}`));
    await eventually(async () => assert.equal((await requestsMailed()).length, 1));

    await foyer.getByRole('button', { name: 'Withdraw request' }).click();
    await foyer.getByRole('button', { name: 'Request to join' }).click();
    await foyer.getByRole('heading', { name: 'Your request is waiting' }).waitFor();
    await eventually(async () => assert.equal((await requestsMailed()).length, 2));
  });

  it('JOIN-7 asking in two windows makes one request and one mail', async () => {
    const before = (await requestsMailed()).length;
    const windows = [await stage.open(employee(1)), await stage.open(employee(1))];
    const asks = windows.map((foyer) => foyer.getByRole('button', { name: 'Request to join' }));
    await Promise.all(asks.map((ask) => ask.waitFor()));
    for (const ask of asks) await ask.click();
    for (const foyer of windows) {
      await foyer.getByRole('heading', { name: 'Your request is waiting' }).waitFor();
    }
    const asked = { status: 'pending', objectId: employee(1).id };
    assert.equal(await stage.world.db.collection('join-requests').countDocuments(asked), 1);
    await eventually(async () => assert.equal((await requestsMailed()).length, before + 1));
  });

  it('JOIN-5 the page of somebody who waits opens by itself once they are let in', async () => {
    const foyer = await stage.open(employee(2));
    await foyer.clock.install();
    await foyer.getByRole('button', { name: 'Request to join' }).click();
    await foyer.getByRole('heading', { name: 'Your request is waiting' }).waitFor();
    const administrator = await stage.world.signIn(stage.world.person('administrator').userPrincipalName);
    const { items } = await administrator.get<{ items: { id: string; loginId: string }[] }>('/join-requests');
    const request = items.find(({ loginId }) => loginId === employee(2).userPrincipalName);
    await administrator.post(`/join-requests/${request?.id}/approve`);
    await foyer.clock.runFor(25_000);
    await foyer.getByRole('heading', { name: `Welcome, ${employee(2).displayName}` }).waitFor();
  });
});
