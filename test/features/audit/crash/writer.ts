import { Types } from 'mongoose';
import { openDatabase } from '../../../../src/database/connect.ts';
import * as audit from '../../../../src/server/core/audit/service.ts';
import { startServer } from '../../../../src/server/main.ts';
import { createLog } from '../../../../src/server/platform/log.ts';
import { withTransaction } from '../../../../src/server/platform/transaction.ts';
import { campaignConfig, ORGANIZATIONS } from './setting.ts';

/**
 * The program that the campaign kills: a Foyer that writes changes with two entries each, from many sides at once, and
 * says on standard output what has been acknowledged, a line each.
 */
const [folder = '', round = '0', uri = ''] = process.argv.slice(2);
const databaseUri = uri || (await openDatabase({ dataDir: folder })).uri;
const { services } = await startServer(campaignConfig(folder), { databaseUri, log: createLog('silent') });

for (const organizationId of ORGANIZATIONS) {
  if (await services.db.collection('audit-heads').findOne({ _id: new Types.ObjectId(organizationId) })) continue;
  await withTransaction(services, (tx) => audit.begin(tx, organizationId));
}
await Promise.all(Array.from({ length: 6 }, (_, writer) => write(writer)));

async function write(writer: number): Promise<never> {
  const organizationId = ORGANIZATIONS[writer % ORGANIZATIONS.length] ?? '';
  for (let n = 0; ; n++) {
    const key = `${round}-${writer}-${n}`;
    await withTransaction(services, async (tx) => {
      await tx.db.collection('campaign').insertOne({ key }, { session: tx.transaction });
      const target = { kind: 'campaign', id: key, label: key };
      const entry = { organizationId, actor: null, action: 'record.update', target } as const;
      await audit.recordAll(tx, [entry, { ...entry, action: 'record.delete' }]);
    });
    process.stdout.write(`wrote ${key}\n`);
  }
}
