import type { Connection } from 'mongoose';
import { SECOND } from '../../platform/clock.ts';
import type { Services } from '../../platform/services.ts';
import { type DirectoryUserRow, directoryUserModel } from './model.ts';
import { type Searchable, SearchIndex } from './search-index.ts';

/** The index of one organization's directory, and the mirror's version that it was built from. */
interface Kept {
  index: SearchIndex;
  version: number;
  madeAt: number;
}

interface Store {
  kept: Map<string, Kept>;
  making: Map<string, { version: number; result: Promise<Kept> }>;
}

/** For larger directories, a new index takes seconds, so the old one answers meanwhile. */
const WORTH_WAITING = 20_000;

/** The minimum interval between two builds for such a directory, while its mirror keeps changing. */
const AT_MOST_EVERY = 10 * SECOND;

/** Limit of people in all indexes together; the least recently used indexes are dropped. */
const PEOPLE_KEPT = 500_000;

/** One store for each database: a process may run several servers. */
const stores = new WeakMap<Connection, Store>();

/** The index of an organization's directory for this version of its mirror, or for a slightly older one. */
export async function searchIndexOf(services: Services, organizationId: string, version: number): Promise<SearchIndex> {
  const { kept } = storeOf(services.db);
  const known = kept.get(organizationId);
  if (known) keep(kept, organizationId, known);
  if (known?.version === version) return known.index;
  const isLarge = known !== undefined && known.index.size > WORTH_WAITING;
  if (isLarge && performance.now() - known.madeAt < AT_MOST_EVERY) return known.index;
  const next = makeOnce(services, organizationId, version);
  if (!isLarge) return (await next).index;
  next.catch((error: unknown) => services.log.error({ err: error }, 'the directory could not be indexed'));
  return known.index;
}

/** Drops the index of a closed organization. */
export function forgetIndex(db: Connection, organizationId: string): void {
  const { kept, making } = storeOf(db);
  kept.delete(organizationId);
  making.delete(organizationId);
}

/** Concurrent callers share the build of a version; an organization's builds run one after another. */
function makeOnce(services: Services, organizationId: string, version: number): Promise<Kept> {
  const { kept, making } = storeOf(services.db);
  const current = making.get(organizationId);
  if (current?.version === version) return current.result;
  const result = Promise.resolve(current?.result.catch(() => undefined))
    .then(() => make(services, organizationId, version))
    .then((made) => {
      keep(kept, organizationId, made);
      return made;
    })
    .finally(() => {
      if (making.get(organizationId)?.result === result) making.delete(organizationId);
    });
  making.set(organizationId, { version, result });
  return result;
}

async function make({ db }: Services, organizationId: string, version: number): Promise<Kept> {
  const rows = directoryUserModel(db)
    .find({ organizationId })
    .select('objectId nameKey words')
    .sort({ nameKey: 1, objectId: 1 })
    .lean<Pick<DirectoryUserRow, 'objectId' | 'nameKey' | 'words'>[]>()
    .cursor({ batchSize: 1000 });
  const people: Searchable[] = [];
  for await (const { objectId, nameKey, words } of rows) people.push({ objectId, nameKey, words });
  return { index: new SearchIndex(people), version, madeAt: performance.now() };
}

/**
 * Moves the entry to the end (most recently used), and drops entries from the start while there are too many people.
 */
function keep(kept: Map<string, Kept>, organizationId: string, entry: Kept): void {
  kept.delete(organizationId);
  kept.set(organizationId, entry);
  let people = [...kept.values()].reduce((sum, { index }) => sum + index.size, 0);
  for (const [id, { index }] of kept) {
    if (people <= PEOPLE_KEPT || id === organizationId) return;
    kept.delete(id);
    people -= index.size;
  }
}

function storeOf(db: Connection): Store {
  const known = stores.get(db);
  if (known) return known;
  const store: Store = { kept: new Map(), making: new Map() };
  stores.set(db, store);
  return store;
}
