import type { Session } from '../../src/server/core/sessions/schemas.ts';
import type { Client } from '../../test/support/client.ts';
import { addApprover, addMember, ask, at, invite, syncedDirectory } from '../../test/support/door.ts';
import { activate, addMailbox, backedUp, leaveMailbox } from '../../test/support/mailboxes.ts';
import { foundOrganization } from '../../test/support/organization.ts';
import type { SandboxPerson, World } from '../../test/support/world.ts';

/** The people in the pictures. */
export interface Cast {
  administrator: SandboxPerson;
  /** Not in yet. */
  outsider: SandboxPerson;
  invited: SandboxPerson;
  waiting: SandboxPerson;
  request: string;
  /** A member with records. */
  member: string;
  /** Whose message is kept. */
  contact: string;
}

/** An organization in the middle of its day: members, invitations, and requests that wait. */
export async function furnish(world: World): Promise<Cast> {
  const employee = (index: number) => at(world.people('employee'), index);
  const client = await foundOrganization(world);
  await syncedDirectory(client);
  for (const approver of world.people('approver')) await addApprover(world, client, approver);
  const members: Client[] = [];
  for (const index of [2, 6]) members.push(await addMember(world, client, employee(index)));
  for (const index of [3, 5, 9]) await invite(client, employee(index));
  for (const index of [3, 5, 9]) await world.waitForMail(employee(index).userPrincipalName, /Alder & Vale/);
  const waiting = employee(0);
  const message = 'I look after the customers in Dublin and Cork, and need their records for the spring campaign.';
  const { id } = await ask(await world.signIn(waiting.userPrincipalName), message);
  await ask(await world.signIn(employee(8).userPrincipalName), 'For the new brochure.');
  await world.waitForMail('priya.raghunathan@aldervale.example', /asks to join/);
  await arrange(client);
  await fillRecords(members);
  const contact = await keepMail(world, client, employee(4), employee(7));
  return {
    administrator: world.person('administrator'),
    outsider: employee(1),
    invited: employee(5),
    waiting,
    request: id,
    member: await memberId(at(members, 0)),
    contact,
  };
}

const memberId = async (client: Client) => (await client.get<Session>('/session')).member?.id ?? '';

/** A profile and some roles more than there are from the start. */
async function arrange(client: Client): Promise<void> {
  const { items } = await client.get<{ items: { id: string }[] }>('/roles');
  const below = async (parentId: string, name: string) =>
    (await client.post<{ id: string }>('/roles', { name, parentId })).id;
  const sales = await below(at(items, 0).id, 'Head of Sales');
  for (const name of ['Sales Ireland', 'Sales Nordics']) await below(sales, name);
  await below(at(items, 0).id, 'Head of Service');
  await client.post('/profiles', { name: 'Team lead', permissions: ['transferRecords', 'exportData'] });
}

const companies = ['Harbour Supplies', 'Brennan Foods', 'Nordlys Energi', 'Atelier Marchand', 'Ostrava Glass'];

/** The first member has most of it. */
async function fillRecords(members: readonly Client[]): Promise<void> {
  for (const [index, member] of members.entries()) {
    for (const company of companies.slice(index * 2)) {
      await member.post('/records/leads', { name: `Spring offer, ${company}`, company });
      await member.post('/records/deals', { name: `Renewal ${company}`, amount: 480_000 + index * 65_000 });
    }
  }
}

/** One member has a mailbox; another one left, with a message that is kept for a contact. */
async function keepMail(world: World, client: Client, owner: SandboxPerson, leaver: SandboxPerson): Promise<string> {
  await client.patch('/subscription', { extensions: { mail: { bought: 5 }, outlook: { bought: 5 } } });
  await activate(client, 'mail', await memberId(client));
  await activate(client, 'outlook', await memberId(client));
  await addMailbox(world, client, owner, { sharing: 'folders' });
  const emails = ['news@tradeweekly.example'];
  const { id } = await client.post<{ id: string }>('/records/contacts', { lastName: 'Weekly', emails });
  await backedUp(client, (await leaveMailbox(world, client, leaver)).memberId);
  return id;
}
