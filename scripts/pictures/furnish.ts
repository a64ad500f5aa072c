import { addApprover, addMember, ask, at, invite, syncedDirectory } from '../../test/support/door.ts';
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
}

/** An organization in the middle of its day: members, invitations, and requests that wait. */
export async function furnish(world: World): Promise<Cast> {
  const employee = (index: number) => at(world.people('employee'), index);
  const client = await foundOrganization(world);
  await syncedDirectory(client);
  for (const approver of world.people('approver')) await addApprover(world, client, approver);
  for (const index of [2, 6, 7]) await addMember(world, client, employee(index));
  for (const index of [3, 5, 9]) await invite(client, employee(index));
  for (const index of [3, 5, 9]) await world.waitForMail(employee(index).userPrincipalName, /Alder & Vale/);
  const waiting = employee(0);
  const message = 'I look after the customers in Dublin and Cork, and need their records for the spring campaign.';
  const { id } = await ask(await world.signIn(waiting.userPrincipalName), message);
  await ask(await world.signIn(employee(8).userPrincipalName), 'For the new brochure.');
  await world.waitForMail('priya.raghunathan@aldervale.example', /asks to join/);
  return {
    administrator: world.person('administrator'),
    outsider: employee(1),
    invited: employee(5),
    waiting,
    request: id,
  };
}
