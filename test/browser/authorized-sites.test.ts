import assert from 'node:assert/strict';
import type { Grant } from '../../src/server/features/authorized-sites/schemas.ts';
import type { Page as ListPage } from '../../src/server/platform/cursor.ts';
import { isForEverybody } from '../support/axe.ts';
import type { Client } from '../support/client.ts';
import { addApprover, at } from '../support/door.ts';
import { foundOrganization } from '../support/organization.ts';
import { type PartnerSite, startPartnerSite } from '../support/partner-site.ts';
import { PASSWORD } from '../support/passwords.ts';
import { visitSite } from '../support/site-visit.ts';
import { setStage } from './stage.ts';

const SCOPE = 'openid profile email organization members.read';

describe("people sign in at a partner's site with Foyer", () => {
  const stage = setStage();
  const approver = () => at(stage.world.people('employee'), 0);
  let site: PartnerSite;
  let administrator: Client;
  let member: Client;
  before(async () => {
    administrator = await foundOrganization(stage.world);
    member = await addApprover(stage.world, administrator, approver());
    site = await startPartnerSite();
  });
  after(() => site?.close());

  it('ACC-6 an administrator registers the site, and sees its secret this once', async () => {
    const foyer = await stage.open(administrator, '/setup/sites');
    await foyer.getByText('No partner sites yet').waitFor();
    await foyer.getByRole('link', { name: 'Register site' }).click();
    const panel = foyer.getByRole('dialog');
    await panel.getByRole('textbox', { name: 'Name' }).fill('Harbour Supplies');
    const addresses = panel.getByRole('textbox', { name: 'Redirect addresses' });
    await addresses.fill('http://harbour.example/callback');
    await panel.getByRole('radio', { name: /everybody who belongs to no organization/ }).check();
    for (const right of [/your organization/, /members that you can see/]) {
      await panel.getByRole('checkbox', { name: right }).check();
    }
    await panel.getByRole('button', { name: 'Register' }).click();
    await panel.getByText('An address starts with https://').waitFor();
    await addresses.fill(site.redirectUri);
    await panel.getByRole('button', { name: 'Register' }).click();
    const shown = (name: string) => panel.getByRole('textbox', { name }).inputValue();
    const [issuer, clientId] = [await shown('Issuer'), await shown('Client ID')];
    const clientSecret = await shown('Client secret');
    await panel.getByRole('button', { name: 'I’ve saved it' }).click();
    await foyer.getByRole('heading', { name: 'Harbour Supplies' }).waitFor();
    assert.ok(!(await foyer.locator('body').innerText()).includes(clientSecret));

    await foyer.getByRole('button', { name: 'New secret for Harbour Supplies' }).click();
    await foyer.getByText(/stops working right away/).waitFor();
    await foyer.getByRole('dialog').getByRole('button', { name: 'New secret' }).click();
    const renewed = await foyer.getByRole('alertdialog').getByRole('textbox', { name: 'Client secret' }).inputValue();
    assert.notEqual(renewed, clientSecret);
    await foyer.getByRole('button', { name: 'I’ve saved it' }).click();
    await site.configure({ issuer, clientId, clientSecret: renewed }, SCOPE);
  });

  it('ACC-6 a member signs in from the site, sees what it asks, allows it, and takes it back', async () => {
    const { page } = await stage.sit(approver());
    await page.goto(site.origin);
    await page.getByRole('link', { name: 'Continue with Foyer' }).click();
    await page.getByRole('heading', { name: 'Allow Harbour Supplies?' }).waitFor();
    for (const text of ['Alder & Vale', approver().userPrincipalName, new URL(site.origin).host]) {
      await page.getByRole('definition').filter({ hasText: text }).waitFor();
    }
    await page.getByRole('listitem').filter({ hasText: 'See the members that you can see' }).waitFor();
    await isForEverybody(page);
    await page.getByRole('button', { name: 'Allow' }).click();
    await page.getByText(`Hello, ${approver().displayName}`).waitFor();
    const visitor = site.visitors.at(-1);
    assert.ok(visitor);
    assert.equal((visitor.claims.organization as { name: string }).name, 'Alder & Vale');

    const headers = { authorization: `Bearer ${visitor.accessToken}` };
    const members = await fetch(`${stage.world.url}/api/v1/members`, { headers });
    assert.equal(members.status, 200);
    assert.match(await members.text(), /ingrid\.halvorsen/);

    await page.goto(`${site.origin}/sign-in`);
    await page.getByRole('heading', { name: 'Continue to Harbour Supplies' }).waitFor();
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByText(`Hello, ${approver().displayName}`).waitFor();
    assert.equal(site.visitors.at(-1)?.subject, visitor.subject);

    await page.goto(`${site.origin}/sign-in?prompt=login`);
    await page.getByText('asks you to sign in again').waitFor();
    await isForEverybody(page);
    await page.getByRole('button', { name: 'Sign in with Microsoft' }).click();
    await page.getByRole('button', { name: approver().displayName }).click();
    await page.getByRole('heading', { name: 'Continue to Harbour Supplies' }).waitFor();
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByText(`Hello, ${approver().displayName}`).waitFor();
    assert.ok(site.visitors.at(-1)?.authTime);

    const { items } = await member.get<ListPage<Grant>>('/account/authorized-sites');
    assert.deepEqual(
      items.map((grant) => grant.site.name),
      ['Harbour Supplies'],
    );
    await member.delete(`/account/authorized-sites/${at(items, 0).id}`);
    assert.equal((await fetch(`${stage.world.url}/api/v1/members`, { headers })).status, 401);
    await assert.rejects(site.refresh(site.visitors.at(-1)?.refreshToken ?? ''));
  });

  it('ACC-6 a site that means somebody else has whoever is signed in switch, and asks nothing before', async () => {
    const { displayName, userPrincipalName } = stage.world.person('administrator');
    const { visitor } = await visitSite(site, administrator);
    const { page } = await stage.sit(approver());
    await page.goto(`${site.origin}/sign-in?id_token_hint=${visitor?.idToken}`);
    await page.getByRole('heading', { name: 'Harbour Supplies expects a different account' }).waitFor();
    await isForEverybody(page);
    await page.getByRole('button', { name: 'Sign in with another account' }).click();
    await page.getByText('Sign in with the account that the site expects.').waitFor();
    await page.getByRole('button', { name: 'Sign in with Microsoft' }).click();
    await page.getByRole('button', { name: displayName }).click();
    await page.getByRole('heading', { name: 'Continue to Harbour Supplies' }).waitFor();
    await page.getByRole('definition').filter({ hasText: userPrincipalName }).waitFor();
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByText(`Hello, ${displayName}`).waitFor();
  });

  it('ACC-6 the question is asked in French too, and a no leads back to the site', async () => {
    const { page } = await stage.sit(approver(), { locale: 'fr' });
    await page.goto(`${site.origin}/sign-in`);
    await page.getByRole('heading', { name: 'Autoriser Harbour Supplies ?' }).waitFor();
    await page.getByRole('listitem').filter({ hasText: 'Voir les membres que vous pouvez voir' }).waitFor();
    await isForEverybody(page);
    await page.getByRole('button', { name: 'Annuler' }).click();
    await page.getByText('Not signed in: access_denied').waitFor();

    await page.goto(`${stage.world.url}/oauth/auth?client_id=nobody&response_type=code`);
    await page.getByRole('heading', { name: 'Foyer ne connaît pas ce site' }).waitFor();
    await isForEverybody(page);
    await page.goto(`${stage.world.url}/authorize/${'x'.repeat(21)}`);
    await page.getByRole('heading', { name: 'Cette connexion ne peut pas continuer' }).waitFor();
  });

  it('ACC-6 a visitor makes an account on the way, and comes back to the site signed in', async () => {
    const page = await stage.browse(site.origin);
    await page.getByRole('link', { name: 'Create a Foyer account' }).click();
    await page.getByRole('heading', { name: 'Create a Foyer account' }).waitFor();
    await isForEverybody(page);
    await page.getByRole('textbox', { name: 'Your name' }).fill('Nina Outside');
    await page.getByRole('textbox', { name: 'Login ID' }).fill('nina@outside.example');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('heading', { name: 'Check your e-mail' }).waitFor();
    await isForEverybody(page);
    const { links } = await stage.world.waitForMail('nina@outside.example', /Confirm your address/);
    await page.goto(links.find((link) => link.includes('/sign-up/')) ?? '');
    await page.getByRole('heading', { name: 'Choose a password' }).waitFor();
    await isForEverybody(page);
    await page.getByRole('button', { name: /^Read the terms/ }).click();
    const terms = page.getByRole('dialog', { name: 'Terms of use' });
    await terms.waitFor();
    await isForEverybody(page);
    await terms.getByRole('button', { name: 'Close' }).click();
    const password = page.getByRole('textbox', { name: 'New password' });
    await password.fill('password1');
    assert.equal(await page.getByRole('button', { name: 'Create account' }).isDisabled(), true);
    await page.getByRole('checkbox', { name: 'I accept the terms of use' }).check();
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByText(/Many people use this password|close to a password/).waitFor();
    await password.fill(PASSWORD);
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByRole('heading', { name: 'Allow Harbour Supplies?' }).waitFor();
    assert.equal(await page.getByRole('listitem').count(), 3, 'signing in, name and address: there is no more to give');
    await page.getByRole('button', { name: 'Allow' }).click();
    await page.getByText('Hello, Nina Outside').waitFor();
    assert.ok(!('organization' in (site.visitors.at(-1)?.claims ?? {})));

    await page.goto(stage.world.url);
    await page.getByRole('heading', { name: 'You don’t belong to an organization yet' }).waitFor();
    await page.getByText('Ask someone who manages users in the organization to invite nina@outside.example').waitFor();
    assert.equal(await page.getByRole('textbox').count(), 0, 'there is nothing to found');
    await isForEverybody(page);
    await page.getByRole('button', { name: 'Sign in with Microsoft' }).waitFor();
  });
});
