import assert from 'node:assert/strict';
import { at } from '../support/door.ts';
import { keyboardOf } from '../support/keyboard.ts';
import { setStage } from './stage.ts';

describe('the main path in French, by keyboard alone', () => {
  const stage = setStage();
  const administrator = () => stage.world.person('administrator');
  const martha = () => at(stage.world.people('approver'), 2);
  const francois = () => at(stage.world.people('employee'), 1);

  async function sit(person: { userPrincipalName: string }) {
    const { page, foyer } = await stage.sit(person, { locale: 'fr' });
    const keyboard = keyboardOf(page);
    await page.getByRole('main').getByRole('link', { name: 'Foyer', exact: true }).waitFor();
    await keyboard.press('Foyer');
    return { foyer, keyboard };
  }

  it('ORG-1 INV-1 founds the organization and invites', async () => {
    const { foyer, keyboard } = await sit(administrator());
    await foyer.getByRole('heading', { name: 'Créer votre organisation' }).waitFor();
    await keyboard.press('Créer l’organisation');
    await foyer.getByRole('heading', { name: 'Bienvenue, Ingrid Halvorsen' }).waitFor();
    await keyboard.press('Utilisateurs');
    await foyer.getByRole('heading', { name: 'Utilisateurs' }).waitFor();
    await keyboard.press('Utilisateur d’Office 365');
    const window = foyer.getByRole('dialog', { name: 'Ajouter des utilisateurs d’Office 365' });
    await window.getByRole('searchbox').waitFor();
    await keyboard.to(/^Rechercher par nom/);
    await keyboard.type('okonkwo martha');
    await window.getByText('1 personne', { exact: true }).waitFor();
    await keyboard.press('Martha Okonkwo', 'Space');
    await window.getByText('1 personne sélectionnée', { exact: true }).waitFor();
    await keyboard.press('Enregistrer');
    await window.getByText('1 personne invitée.').waitFor();
    await keyboard.press('Terminé');
    await foyer.getByRole('row').filter({ hasText: 'Martha Okonkwo' }).getByText('Envoyé').waitFor();
    assert.equal(await foyer.locator('html').getAttribute('lang'), 'fr');
  });

  it('INV-3 INV-4 is offered the invitation, accepts the terms and joins', async () => {
    const { foyer, keyboard } = await sit(martha());
    await foyer.getByRole('heading', { name: 'Rejoindre Alder & Vale' }).waitFor();
    await keyboard.press('J’accepte les conditions d’utilisation', 'Space');
    await keyboard.press('Rejoindre Alder & Vale');
    await foyer.getByRole('heading', { name: 'Bienvenue, Martha Okonkwo' }).waitFor();
  });

  it('JOIN-1 JOIN-5 asks, and is approved', async () => {
    const asking = await sit(francois());
    await asking.foyer.getByRole('heading', { name: 'Alder & Vale est sur Foyer' }).waitFor();
    await asking.foyer.getByRole('textbox', { name: /^Message/ }).waitFor();
    await asking.keyboard.to(/^Message/);
    await asking.keyboard.type('Bonjour, j’arrive de Lyon.');
    await asking.keyboard.press('Demander à rejoindre');
    await asking.foyer.getByRole('heading', { name: 'Votre demande est en attente' }).waitFor();

    const { foyer, keyboard } = await sit(administrator());
    await foyer.getByText('François D').waitFor();
    await keyboard.press(/^Examiner la demande de François/);
    const window = foyer.getByRole('dialog', { name: 'Ajouter un nouvel utilisateur' });
    await window.getByText('Bonjour, j’arrive de Lyon.').waitFor();
    await window.getByText(/^Prend une licence/).waitFor();
    await keyboard.press('Approuver et ajouter');
    await foyer
      .getByText(/François D'Aubigné est maintenant membre/)
      .last()
      .waitFor();
    const mailed = await stage.world.waitForMail(francois().userPrincipalName, /Alder & Vale/);
    assert.match(mailed.text, /a approuvé/);
  });
});
