import type { DirectoryPage } from '../../src/server/features/directory/schemas.ts';
import type { Organization } from '../../src/server/features/organizations/schemas.ts';
import type { Client } from './client.ts';
import { eventually } from './eventually.ts';
import type { World } from './world.ts';

const NAME = 'Alder & Vale';

type Documents = Record<string, unknown>[];

/** What founding has written, and the first reading of the directory after it: by kind of world, then by collection. */
const templates = new Map<string, Map<string, Documents>>();

/** Belongs to the world that it is in: who is signed in there, and what its server still has to do. */
const OF_ONE_WORLD = new Set(['sessions', 'jobs']);

/**
 * The administrator's browser, with the organization of the sandbox's tenant founded. In the first world of a kind it is
 * founded as people do; what that has written is copied into the others, which takes a third of the time.
 */
export async function foundOrganization(world: World, name = NAME): Promise<Client> {
  const login = world.person('administrator').userPrincipalName;
  const template = world.kind !== null && name === NAME && templates.get(world.kind);
  if (template && (await world.db.collection('accounts').countDocuments()) === 0) {
    const copies = [...template].map(([name, documents]) => world.db.collection(name).insertMany(documents));
    await Promise.all(copies);
    return await world.signIn(login);
  }
  const administrator = await world.signIn(login);
  await administrator.post<Organization>('/organization', { name });
  if (world.kind !== null && name === NAME) await keepTemplate(world, world.kind, administrator);
  return administrator;
}

async function keepTemplate({ db, services }: World, kind: string, administrator: Client): Promise<void> {
  const isRead = async () => {
    const { sync } = await administrator.get<DirectoryPage>('/directory/users?limit=1');
    if (sync.status !== 'done') throw new TypeError(`the directory is ${sync.status}`);
  };
  await eventually(isRead, 30_000);
  await services.sealer.wakeAll();
  const template = new Map<string, Documents>();
  for (const { name } of await db.listCollections()) {
    const documents = OF_ONE_WORLD.has(name) ? [] : await db.collection(name).find().toArray();
    if (documents.length > 0) template.set(name, documents);
  }
  templates.set(kind, template);
}
