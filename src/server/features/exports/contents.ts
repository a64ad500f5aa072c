import { Readable } from 'node:stream';
import type { Model, QueryFilter } from 'mongoose';
import { MODULES } from '../../core/records/schemas.ts';
import { accountHoldings, organizationHoldings } from '../../platform/ownership.ts';
import type { Services } from '../../platform/services.ts';
import { membersCsv } from '../members/export-members.ts';
import { openSource, sourceIds } from '../messages/sources.ts';
import { recordsCsv } from '../record-files/export-records.ts';
import type { ExportRow } from './model.ts';
import { isExported, withoutSecrets } from './rules.ts';

/** One file of an export. */
export interface Content {
  name: string;
  /** How many documents it has, as of now. */
  count(): Promise<number>;
  /** What stands in it. `onDocument` hears of each document that was read. */
  open(onDocument: () => void): Readable;
}

/** Documents that are read together. */
const BATCH = 500;

/** Every file of an export, in the order in which they are written. */
export async function contentsOf(
  services: Services,
  { organizationId, accountId }: ExportRow,
): Promise<readonly Content[]> {
  if (organizationId) return await organizationContents(services, organizationId);
  return accountId ? accountContents(services, accountId) : [];
}

/** ORG-2: each collection as JSON Lines; members and records as tables, too; and each message that was kept, as it came. */
async function organizationContents(services: Services, organizationId: string): Promise<Content[]> {
  const tables = [
    { name: 'members.csv', stream: () => membersCsv(services, organizationId, { sort: 'name' }) },
    ...MODULES.map((module) => ({
      name: `records/${module}.csv`,
      stream: () => recordsCsv(services, organizationId, module),
    })),
  ];
  return [
    ...tables.map(({ name, stream }) => ({ name, count: async () => 0, open: stream })),
    ...organizationHoldings(services, organizationId).flatMap(({ model, filter }) => jsonLines(model, filter)),
    ...(await sourceIds(services, organizationId)).map((id) => ({
      name: `mail/${id}.eml`,
      count: async () => 1,
      open(onDocument: () => void) {
        onDocument();
        return openSource(services, id);
      },
    })),
  ];
}

/** ACC-8: whatever is kept of one person. What they own or wrote in an organization is the organization's. */
function accountContents(services: Services, accountId: string): Content[] {
  return accountHoldings(services, [accountId]).flatMap(({ model, filter }) => jsonLines(model, filter));
}

function jsonLines(model: Model<object>, filter: QueryFilter<object>): Content[] {
  const { collectionName } = model.collection;
  if (!isExported(collectionName)) return [];
  return [
    {
      name: `collections/${collectionName}.jsonl`,
      count: () => model.countDocuments(filter),
      open: (onDocument) => Readable.from(lines(model, filter, onDocument), { objectMode: false }),
    },
  ];
}

async function* lines(model: Model<object>, filter: QueryFilter<object>, onDocument: () => void) {
  const { collectionName } = model.collection;
  for await (const document of model.find(filter).lean().cursor({ batchSize: BATCH })) {
    onDocument();
    yield `${JSON.stringify(withoutSecrets(collectionName, document))}\n`;
  }
}
