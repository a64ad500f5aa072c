import type { Readable } from 'node:stream';
import { duplicateKey } from '../../platform/mongo-errors.ts';
import type { Services } from '../../platform/services.ts';
import { readEnvelope } from '../messages/envelope.ts';
import { messageModel } from '../messages/model.ts';
import { openSource, SMALL_SOURCE } from '../messages/sources.ts';
import { IDENTITY_VERSION, Identity } from './inspect-message.ts';
import type { BackupRow } from './model.ts';

const BATCH = 100;

/**
 * Gives messages that an earlier version has kept the identity that they have today, from their sources, so that they
 * are known again. Of two that are the same by today's measure, one keeps an identity of its own: nothing is removed.
 */
export async function renewIdentities(
  services: Services,
  { organizationId, mailboxId }: BackupRow,
  stopping: AbortSignal,
): Promise<void> {
  const messages = messageModel(services.db);
  const isFormer = [{ identity: { $lt: IDENTITY_VERSION } }, { identity: { $gt: `${IDENTITY_VERSION}~` } }];
  while (!stopping.aborted) {
    const rows = await messages
      .find({ organizationId, mailboxId, $or: isFormer })
      .select('_id')
      .limit(BATCH)
      .lean<{ _id: string }[]>();
    for (const { _id } of rows) {
      const identity = await identityOf(openSource(services, _id));
      const set = (value: string) => messages.updateOne({ _id, organizationId }, { $set: { identity: value } });
      await set(identity).catch(async (error: unknown) => {
        if (!duplicateKey(error)) throw error;
        await set(`${identity} ${_id}`);
      });
    }
    if (rows.length < BATCH) return;
  }
}

async function identityOf(source: Readable): Promise<string> {
  const identity = new Identity();
  const head: Buffer[] = [];
  let length = 0;
  for await (const chunk of source as AsyncIterable<Buffer>) {
    identity.update(chunk);
    if (length <= SMALL_SOURCE) head.push(chunk);
    length += chunk.length;
  }
  return identity.digest(await readEnvelope(Buffer.concat(head)));
}
