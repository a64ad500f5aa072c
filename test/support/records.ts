import { Types } from 'mongoose';
import type { Module } from '../../src/server/core/records/schemas.ts';
import type { Role } from '../../src/server/core/roles/schemas.ts';
import type { Session } from '../../src/server/core/sessions/schemas.ts';
import { DEFAULTS, FIELDS } from '../../src/server/features/records/schemas.ts';
import type { Page } from '../../src/server/platform/cursor.ts';
import type { Client } from './client.ts';
import { at } from './door.ts';
import type { World } from './world.ts';

export async function memberId(client: Client): Promise<string> {
  return (await client.get<Session>('/session')).member?.id ?? '';
}

/** Gives these members a role below the root, so that whoever is at the root sees their records. */
export async function placeBelow(admin: Client, clients: readonly Client[]): Promise<void> {
  const ids = await Promise.all(clients.map(memberId));
  const root = at((await admin.get<Page<Role>>('/roles')).items, 0);
  const { id: roleId } = await admin.post<{ id: string }>('/roles', { name: `Field ${ids[0]}`, parentId: root.id });
  for (const id of ids) await admin.patch(`/members/${id}`, { roleId });
}

/** While a member is inactive. */
export async function deactivated(world: World, id: string, work: () => Promise<void>): Promise<void> {
  const set = (status: string) =>
    world.db.collection('members').updateOne({ _id: new Types.ObjectId(id) }, { $set: { status } });
  await set('inactive');
  try {
    await work();
  } finally {
    await set('active');
  }
}

/** Puts many records of one owner straight into the database. */
export async function fill(
  world: World,
  organizationId: string,
  ownerId: string,
  counts: Partial<Record<Module, number>>,
): Promise<void> {
  const now = new Date();
  for (const [module, count] of Object.entries(counts)) {
    const rows = Array.from({ length: count }, (_, n) => ({
      organizationId: new Types.ObjectId(organizationId),
      module,
      ownerId: new Types.ObjectId(ownerId),
      fields: { ...DEFAULTS[module as Module], name: `N ${n}`, lastName: `N ${n}`, subject: `N ${n}` },
      title: `N ${n}`,
      titleKey: `n ${n}`,
      words: ['n', `${n}`],
      emails: [],
      dateKey: '9999-12-31',
      transferId: null,
      createdAt: now,
      updatedAt: now,
    }));
    await world.db
      .collection('records')
      .insertMany(rows.map((row) => ({ ...row, fields: FIELDS[module as Module].strip().parse(row.fields) })));
  }
}
