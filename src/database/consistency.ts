import mongoose, { type Connection } from 'mongoose';

/**
 * How Foyer reads and writes: from the primary, as transactions have to, and what is acknowledged is on the disks of the
 * majority. https://www.mongodb.com/docs/manual/core/transactions/#read-concern-write-concern-read-preference
 */
export const CONSISTENCY = {
  readPreference: 'primary',
  writeConcern: { w: 'majority', journal: true },
} as const satisfies mongoose.ConnectOptions;

/** The server's health is looked at less often than each 10 s; when a command fails, at once. */
const QUIET = { heartbeatFrequencyMS: 30_000 } as const satisfies mongoose.ConnectOptions;

/** The driver looks ten times a second whether a pool has fewer connections than it must, which ours never have. */
const POOL_CHECK = 60_000;

/** What a connection string may say of this, in small letters, and the value that says nothing else. */
const SETTINGS: Readonly<Record<string, string | null>> = {
  readpreference: 'primary',
  readpreferencetags: null,
  maxstalenessseconds: null,
  readconcernlevel: null,
  w: 'majority',
  journal: 'true',
  j: 'true',
};

/**
 * A connection string without its own ideas of consistency, which would be mixed with ours.
 * @returns `ignored`: those that differ, such as `readPreference=secondaryPreferred`.
 */
export function settleUri(uri: string): { uri: string; ignored: string[] } {
  const place = uri.indexOf('?');
  if (place < 0) return { uri, ignored: [] };
  const settings = uri.slice(place + 1).split('&');
  const isOurs = (setting: string) => Object.hasOwn(SETTINGS, nameOf(setting));
  const ignored = settings.filter((each) => isOurs(each) && each.split('=', 2)[1] !== SETTINGS[nameOf(each)]);
  const kept = settings.filter((setting) => !isOurs(setting));
  return { uri: uri.slice(0, place) + (kept.length > 0 ? `?${kept.join('&')}` : ''), ignored };
}

function nameOf(setting: string): string {
  return (setting.split('=', 1)[0] ?? '').toLowerCase();
}

/**
 * Connects as all of Foyer does; indexes and collections are made elsewhere.
 * @param options.onIgnored told what the connection string asks for and doesn't get.
 */
export async function connectDatabase(
  databaseUri: string,
  { onIgnored, ...options }: mongoose.ConnectOptions & { onIgnored?: (settings: string[]) => void } = {},
): Promise<Connection> {
  const { uri, ignored } = settleUri(databaseUri);
  if (ignored.length > 0) onIgnored?.(ignored);
  const client = new mongoose.mongo.MongoClient(uri, { ...QUIET, ...options, ...CONSISTENCY });
  // The driver has no public option for this, and hands its options to its pools as they are.
  Object.assign(client.options, { minPoolSizeCheckFrequencyMS: POOL_CHECK });
  const connection = mongoose.createConnection();
  connection.set('autoIndex', false);
  connection.set('autoCreate', false);
  try {
    return connection.setClient(await client.connect());
  } catch (error) {
    await client.close();
    throw error;
  }
}
