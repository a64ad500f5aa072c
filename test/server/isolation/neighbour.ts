import { correspondents } from '../../../src/sandbox/mailboxes/correspondents.ts';
import { MODULES, type Module } from '../../../src/server/core/records/schemas.ts';
import type { Session } from '../../../src/server/core/sessions/schemas.ts';
import type { RegisteredSite } from '../../../src/server/features/authorized-sites/schemas.ts';
import type { Message } from '../../../src/server/features/messages/schemas.ts';
import type { TimelineEntry } from '../../../src/server/features/records/schemas.ts';
import type { Page } from '../../../src/server/platform/cursor.ts';
import type { Client } from '../../support/client.ts';
import { addMember, ask, at, builtIn, invite, linkToken, syncedDirectory } from '../../support/door.ts';
import { eventually } from '../../support/eventually.ts';
import { madeExport } from '../../support/exports.ts';
import { backedUp, leaveMailbox } from '../../support/mailboxes.ts';
import { sendToFoyer } from '../../support/site-visit.ts';
import type { SandboxPerson, World } from '../../support/world.ts';

/** The organization of another tenant, with one of everything in it; each under the word of its path. */
export interface Neighbour {
  client: Client;
  organizationId: string;
  /** By the segment of a path that comes before `{id}`: `members`, `leads`, `transfers` …; or by the path before it. */
  ids: Record<string, string>;
}

const fields: Record<Module, object> = {
  leads: { name: 'Nordström', company: 'Nordkaj' },
  contacts: { lastName: 'Nordkvist' },
  deals: { name: 'Nordlys' },
  tasks: { subject: 'Nordvik' },
};

/** Founds the organization of the sandbox's other tenant and puts something everywhere. */
export async function settleNeighbour(world: World): Promise<Neighbour> {
  const client = await world.signIn('vera.lindqvist@northquay.example');
  await client.post('/organization', { name: 'North Quay' });
  const { items } = await syncedDirectory(client);
  const employees = items
    .filter(({ standing }) => standing === 'available')
    .map(({ objectId, loginId }) => ({ id: objectId, userPrincipalName: loginId }));
  const [first, second, third] = [at(employees, 0), at(employees, 1), at(employees, 2)];
  const invitation = await invite(client, first);
  const mail = await world.waitForMail(first.userPrincipalName, /invitations\//);
  const member = await addMember(world, client, second);
  const request = await ask(await world.signIn(third.userPrincipalName), 'Please');
  const me = await client.get<Session>('/session');
  const memberId = (await member.get<Session>('/session')).member?.id ?? '';
  const records: Record<string, string> = {};
  for (const module of MODULES) {
    records[module] = (await client.post<{ id: string }>(`/records/${module}`, fields[module])).id;
  }
  const transfer = await client.post<{ id: string }>('/records/transfers', {
    fromMemberId: me.member?.id,
    to: { leads: memberId },
  });
  const imported = await importFile(client);
  await done(client, `/records/transfers/${transfer.id}`);
  await done(client, `/records/imports/${imported}`);
  const redirectUris = ['https://nordhamn.example/back'];
  const site = await client.post<RegisteredSite>('/sites', { name: 'Nordhamn', redirectUris, scopes: [] });
  await client.post(`${await sendToFoyer(client, site, 'openid')}/allow`);
  const kept = await keepMail(world, client, at(employees, 4));
  const exported = await client.post<{ id: string }>('/organization/export');
  await madeExport(client, 'organization');
  return {
    client,
    organizationId: me.organization?.id ?? '',
    ids: {
      ...records,
      invitations: invitation,
      link: linkToken(mail),
      'join-requests': request.id,
      members: memberId,
      transfers: transfer.id,
      imports: imported,
      exports: exported.id,
      profiles: await builtIn(client, 'standard'),
      roles: at((await client.get<Page<{ id: string }>>('/roles')).items, 0).id,
      sites: site.id,
      audit: at((await client.get<Page<{ id: string }>>('/audit?limit=1')).items, 0).id,
      'authorized-sites': at((await client.get<Page<{ id: string }>>('/account/authorized-sites')).items, 0).id,
      sessions: (await client.get<{ items: { id: string }[] }>('/account/sessions')).items[0]?.id ?? '',
      tokens: (await client.post<{ id: string }>('/account/tokens', { name: 'Nordstjerna', expiresInDays: 30 })).id,
      users: at(employees, 3).id,
      '/mail/users': kept.memberId,
      messages: kept.messageId,
      attachments: `${kept.attachment}`,
    },
  };
}

/** The path with a neighbour's id in each place; undefined where nothing is known that belongs there. */
export function addressIn({ ids }: Neighbour, path: string): string | undefined {
  const segments = withWords(path).split('/');
  const filled = segments.map((segment, place) => {
    if (!segment.startsWith('{')) return segment;
    const before = segments.slice(0, place);
    return ids[before.join('/')] ?? ids[before.findLast((each) => !each.startsWith('{')) ?? ''];
  });
  return filled.includes(undefined) ? undefined : filled.join('/');
}

/** The extensions are the same for everybody. */
export function withWords(path: string): string {
  return path.replace('{key}', 'mail');
}

/** Waits for work in the background, which writes to the audit trail when it ends. */
async function done(client: Client, path: string): Promise<void> {
  await eventually(async () => {
    const { status } = await client.get<{ status: string }>(path);
    if (status !== 'done') throw new Error(`${path} is ${status}`);
  });
}

/** Has somebody leave whose mailbox is backed up: one of the messages has a file attached. */
async function keepMail(world: World, client: Client, person: Pick<SandboxPerson, 'id' | 'userPrincipalName'>) {
  const { memberId } = await leaveMailbox(world, client, person);
  const contact = await client.post<{ id: string }>('/records/contacts', {
    lastName: 'Nordmann',
    emails: ['news@tradeweekly.example', ...correspondents.map(({ address }) => address)],
  });
  await client.post(`/mail/users/${memberId}/backups/preview`);
  await backedUp(client, memberId);
  const { items } = await client.get<Page<TimelineEntry>>(`/records/contacts/${contact.id}/timeline?show=messages`);
  const message = items.find((entry) => entry.kind === 'message' && entry.attachments > 0);
  const { id, attachments } = await client.get<Message>(`/mail/messages/${message?.id}`);
  return { memberId, messageId: id, attachment: at(attachments, 0).number };
}

async function importFile(client: Client): Promise<string> {
  const { text } = await client.call('POST', '/records/leads/import?key=neighbour', {
    raw: 'Name\nNordahl\n',
    headers: { 'content-type': 'text/csv' },
  });
  return (JSON.parse(text) as { id: string }).id;
}
