import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { memberId, placeBelow } from '../features/records/support.ts';
import { at, syncedDirectory } from '../support/door.ts';
import { eventually } from '../support/eventually.ts';
import { makeMember } from '../support/members.ts';
import { foundOrganization } from '../support/organization.ts';
import { setStage } from './stage.ts';

describe('working with records', () => {
  const stage = setStage();
  let repId: string;
  const administrator = () => stage.world.person('administrator');
  const rep = () => at(stage.world.people('employee'), 0);
  const open = (path: string) => stage.open(administrator(), path);

  before(async () => {
    const admin = await foundOrganization(stage.world);
    await syncedDirectory(admin);
    const client = await makeMember(stage.world, rep());
    await placeBelow(admin, [client]);
    repId = await memberId(client);
    for (const name of ['Ada Lovelace', 'Grace Hopper']) await client.post('/records/leads', { name });
  });

  it('REC-1 REC-4 creates a lead, is told what is wrong, gives it to somebody else and sees its history', async () => {
    const foyer = await open('/leads');
    await foyer.getByRole('link', { name: 'New lead' }).click();
    await foyer.getByRole('textbox', { name: 'Name' }).fill('Alan Turing');
    await foyer.getByRole('textbox', { name: 'E-mail' }).fill('nope');
    await foyer.getByRole('button', { name: 'Save' }).click();
    await foyer.getByText('This does not have the right form.').waitFor();
    await foyer.getByRole('textbox', { name: 'E-mail' }).fill('alan@example.com');
    await foyer.getByRole('button', { name: 'Save' }).click();
    await foyer.getByRole('heading', { name: 'Alan Turing' }).waitFor();
    await foyer.getByRole('button', { name: 'Edit' }).click();
    const { displayName } = rep();
    await foyer.getByRole('combobox', { name: 'Owner' }).fill(displayName.slice(0, 5));
    await foyer.getByRole('option', { name: displayName }).click();
    await foyer.getByRole('button', { name: 'Save' }).click();
    await foyer.getByText(`Owner changed from ${administrator().displayName} to ${displayName}`).waitFor();
  });

  it('REC-1 is asked which of two amounts is meant, and nothing is saved before', async () => {
    const foyer = await open('/deals/new');
    const save = foyer.getByRole('button', { name: 'Save' });
    await foyer.getByRole('textbox', { name: 'Name' }).fill('Harbour crane');
    await foyer.getByRole('textbox', { name: 'Amount' }).fill('250,000');
    await foyer.getByText('This can be read as 250000.00 or as 250.00. Write it like one of these.').waitFor();
    assert.equal(await save.isDisabled(), true);
    await foyer.getByRole('textbox', { name: 'Currency' }).fill('JPY');
    await eventually(async () => assert.equal(await save.isEnabled(), true));
    await foyer.getByRole('textbox', { name: 'Currency' }).fill('EUR');
    await foyer.getByRole('textbox', { name: 'Amount' }).fill('250,000.00 €');
    await save.click();
    await foyer.getByRole('heading', { name: 'Harbour crane' }).waitFor();
    await foyer.getByText('€250,000.00').waitFor();
    await foyer.getByRole('button', { name: 'Edit' }).click();
    assert.equal(await foyer.getByRole('textbox', { name: 'Amount' }).inputValue(), '250000.00');
  });

  it('REC-1 imports a file and sees how many became records', async () => {
    const foyer = await open('/contacts/import');
    const lines = Array.from({ length: 600 }, (_, n) => (n === 5 ? ',x' : `Contact ${n},y`));
    const buffer = Buffer.from(['lastName,boss', ...lines].join('\n'));
    await foyer.getByLabel('CSV file').setInputFiles({ name: 'contacts.csv', mimeType: 'text/csv', buffer });
    await foyer.getByRole('button', { name: 'Import' }).click();
    await foyer.getByText('The import is finished').waitFor({ timeout: 30_000 });
    await foyer.getByText('599 created, 1 refused').waitFor();
    await foyer.getByText('Columns left out: boss').waitFor();
    await foyer.getByRole('button', { name: 'Close' }).last().click();
    await foyer.getByRole('link', { name: 'Contact 0' }).waitFor();
  });

  it('REC-3 hands over what a person owns, and takes it back', async () => {
    const foyer = await open(`/members/${repId}`);
    await foyer.getByRole('button', { name: 'Transfer records' }).click();
    await foyer.getByRole('combobox', { name: 'New owner' }).click();
    await foyer.getByRole('option', { name: administrator().displayName }).click();
    await foyer.getByRole('button', { name: 'Transfer', exact: true }).click();
    await foyer.getByText(/\d handed over/).waitFor({ timeout: 30_000 });
    await foyer.getByRole('button', { name: 'Undo' }).click();
    await foyer.getByText(/Undone: \d given back/).waitFor({ timeout: 30_000 });
  });
});
