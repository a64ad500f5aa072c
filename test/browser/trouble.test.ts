import assert from 'node:assert/strict';
import type { DirectoryPage } from '../../src/server/features/directory/schemas.ts';
import type { Client } from '../support/client.ts';
import { addApprover, at, syncedDirectory } from '../support/door.ts';
import { eventually } from '../support/eventually.ts';
import { foundOrganization } from '../support/organization.ts';
import { openFoyer, type Screen } from '../support/screen.ts';
import { setStage } from './stage.ts';

describe('when something is in the way, people see what, and what to do', () => {
  const stage = setStage();
  const administrator = () => stage.world.person('administrator');
  const employee = (index: number) => at(stage.world.people('employee'), index);
  let client: Client;
  before(async () => {
    client = await foundOrganization(stage.world);
    await syncedDirectory(client);
  });
  afterEach(() => stage.world.clearFaults());

  /** How often the page has tried to open a session by itself. */
  function countSignIns({ page }: Screen): () => number {
    let count = 0;
    page.on('request', (request) => {
      if (request.method() === 'POST' && request.url().endsWith('/api/v1/session')) count += 1;
    });
    return () => count;
  }

  it('ORG-1 while Microsoft is slow Foyer shows that it is starting, never a blank pane', async () => {
    await stage.world.fault({ kind: 'slow', delay: 2500, match: '/v1.0/me', times: 1 });
    const foyer = await openFoyer(await stage.sit({ userPrincipalName: 'vera.lindqvist@northquay.example' }));
    await foyer.getByRole('progressbar', { name: 'Foyer' }).waitFor();
    await foyer.getByRole('heading', { name: 'Found your organization' }).waitFor();
  });

  it('INV-1 a directory that can not be read says so, and is read on request with its progress in sight', async () => {
    await stage.world.fault({ kind: 'error', status: 403, match: '/users/delta' });
    await client.post('/directory/sync');
    await eventually(async () => {
      const { sync } = await client.get<DirectoryPage>('/directory/users?limit=1');
      assert.equal(sync.status, 'failed');
    });
    const foyer = await stage.open(administrator(), '/users/add');
    const window = foyer.getByRole('dialog', { name: 'Add Office 365 users' });
    await window.getByText('We couldn’t read your whole directory.').waitFor();
    await stage.world.clearFaults();
    await stage.world.fault({ kind: 'slow', delay: 5000, match: '/users/delta', times: 1 });
    await window.getByRole('button', { name: 'Read it now' }).click();
    await window.getByRole('progressbar', { name: 'Reading the directory' }).waitFor();
    await window.getByText('120 people', { exact: true }).waitFor();
  });

  it('JOIN-5 a throttled directory stops an approval with a sentence, and the next try succeeds', async () => {
    const requester = employee(0);
    await addApprover(stage.world, client, at(stage.world.people('approver'), 1));
    await (await stage.world.signIn(requester.userPrincipalName)).post('/join-requests', { message: '' });
    const foyer = await stage.open(administrator());
    await foyer.getByRole('link', { name: /^Review the request of/ }).click();
    await stage.world.fault({ kind: 'throttle', retryAfter: 60, match: `/users/${requester.id}` });
    const window = foyer.getByRole('dialog', { name: 'Add new user' });
    await window.getByRole('button', { name: 'Approve and add' }).click();
    await window.getByText('Microsoft 365 isn’t responding.').waitFor();
    await stage.world.clearFaults();
    await window.getByRole('button', { name: 'Approve and add' }).click();
    await foyer.getByText(`${requester.displayName} is now a member`).last().waitFor();
  });

  it('JOIN-1 while Microsoft does not answer at sign-in, there is a sentence and a way to try again', async () => {
    await stage.world.fault({ kind: 'throttle', retryAfter: 60, match: '/v1.0/me' });
    const { foyer } = await stage.sit(employee(2), { view: 'foyer' });
    await foyer.getByRole('heading', { name: 'We couldn’t sign you in' }).waitFor();
    await foyer.getByText('Microsoft 365 isn’t responding.').waitFor();
    await stage.world.clearFaults();
    await foyer.getByRole('button', { name: 'Try again' }).click();
    await foyer.getByRole('heading', { name: 'Alder & Vale is on Foyer' }).waitFor();
  });

  it('JOIN-1 when consent is missing there is a button and the link for an administrator, and no loop', async () => {
    await consent(false);
    const screen = await stage.sit(administrator());
    const signIns = countSignIns(screen);
    const foyer = await openFoyer(screen);
    await foyer.getByText(/Foyer needs your permission/).waitFor();
    await foyer.getByRole('link', { name: /\/adminconsent/ }).waitFor();
    const button = foyer.getByRole('button', { name: 'Sign in with Microsoft' });
    assert.equal(signIns(), 1);

    const opened = screen.context.waitForEvent('page');
    await button.click();
    const popup = await opened;
    const closed = popup.waitForEvent('close');
    await popup.getByRole('heading', { name: 'Permissions requested' }).waitFor();
    await popup.getByRole('button', { name: 'Cancel' }).click();
    await closed;
    await button.waitFor();
    assert.equal(signIns(), 1);

    const again = screen.context.waitForEvent('page');
    await button.click();
    const second = await again;
    await second.getByRole('checkbox').check();
    await second.getByRole('button', { name: 'Accept' }).click();
    await foyer.getByRole('heading', { name: 'Welcome, Ingrid Halvorsen' }).waitFor();
    await consent(true);
  });

  it('JOIN-1 when the host can not sign in silently, one press of a button does', async () => {
    await stage.world.fault({ kind: 'host-mfa', person: employee(2).userPrincipalName });
    const screen = await stage.sit(employee(2));
    const foyer = await openFoyer(screen);
    await foyer.getByText(/couldn’t sign you in automatically/).waitFor();
    await foyer.getByRole('button', { name: 'Sign in with Microsoft' }).click();
    await foyer.getByRole('heading', { name: 'Alder & Vale is on Foyer' }).waitFor();
  });

  it('JOIN-1 a disabled account does not get in, and Microsoft says why', async () => {
    const disabled = stage.world.person('disabled');
    const screen = await stage.sit(disabled);
    const foyer = await openFoyer(screen);
    const opened = screen.context.waitForEvent('page');
    await foyer.getByRole('button', { name: 'Sign in with Microsoft' }).click();
    const popup = await opened;
    await popup.getByRole('button', { name: new RegExp(disabled.userPrincipalName) }).click();
    await popup.getByRole('alert').getByText('This account is disabled.').waitFor();
    assert.equal(await foyer.getByText('Alder & Vale').count(), 0);
  });

  it('MEM-11 a session that ended opens again by itself, and what was done goes on', async () => {
    const sessions = stage.world.db.collection('sessions');
    const others = await sessions.distinct('_id');
    const { foyer } = await stage.sit(administrator(), { view: 'foyer' });
    await foyer.getByRole('heading', { name: 'Welcome, Ingrid Halvorsen' }).waitFor();
    await sessions.deleteMany({ _id: { $nin: others } });
    await foyer.getByRole('navigation').getByRole('link', { name: 'Users', exact: true }).click();
    await foyer.getByRole('row').filter({ hasText: 'ingrid.halvorsen' }).waitFor();
  });

  it('MEM-9 a lost connection says so and leads back', async () => {
    const foyer = await stage.open(administrator());
    await foyer.getByRole('navigation').getByRole('link', { name: 'Subscription' }).click();
    await foyer
      .getByText(/ in use/)
      .first()
      .waitFor();
    await foyer.route('**/api/v1/members**', (route) => route.abort());
    await foyer.getByRole('navigation').getByRole('link', { name: 'Users', exact: true }).click();
    await foyer.getByText('Foyer can’t be reached.').waitFor();
    await foyer.unroute('**/api/v1/members**');
    await foyer.getByRole('button', { name: 'Try again' }).click();
    await foyer.getByRole('row').filter({ hasText: 'ingrid.halvorsen' }).waitFor();
  });

  /** Takes back, or gives, what the tenant has allowed Foyer to do. */
  async function consent(granted: boolean): Promise<void> {
    const response = await fetch(`${stage.world.sandbox.origin}/sandbox/consents`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ granted }),
    });
    assert.equal(response.status, 204);
  }
});
