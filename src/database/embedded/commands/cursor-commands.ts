import { CommandError } from '../errors.ts';
import { doc } from '../values/document.ts';
import { cursorReply, type Reply } from '../wire/reply.ts';
import { takeBatch } from './answer.ts';
import type { CommandDefinition } from './command.ts';

export const getMore: CommandDefinition = {
  inTransaction: true,
  run({ engine, database, session, transaction, arguments: fields }): Reply {
    const id = fields.long('getMore');
    const cursor = engine.cursors.get(id);
    const namespace = `${database}.${fields.text('collection')}`;
    if (cursor.namespace !== namespace) {
      throw new CommandError(
        'Unauthorized',
        `Requested getMore on namespace '${namespace}', but cursor belongs to a different namespace ${cursor.namespace}`,
      );
    }
    if (cursor.session !== session?.id.toString('hex') || cursor.transaction !== transaction) {
      throw new CommandError(
        50737,
        `Cannot run getMore on cursor ${id} in another session or transaction than the one it was made in`,
      );
    }
    const size = fields.optionalCount('batchSize') || Infinity;
    try {
      const { batch, rest } = takeBatch(cursor.results, size, cursor.pending);
      cursor.pending = rest;
      if (!rest) engine.cursors.close(id);
      return cursorReply('nextBatch', batch, rest ? id : 0n, namespace);
    } catch (error) {
      engine.cursors.close(id);
      throw error;
    }
  },
};

export const killCursors: CommandDefinition = {
  inTransaction: true,
  run({ engine, arguments: fields }): Reply {
    const ids = (fields.optionalList('cursors') ?? []).map((id) => {
      if (typeof id === 'bigint') return id;
      throw new CommandError('TypeMismatch', "BSON field 'killCursors.cursors' holds something that is no long");
    });
    const killed: bigint[] = [];
    const notFound: bigint[] = [];
    for (const id of ids) (engine.cursors.close(id) ? killed : notFound).push(id);
    return doc({ cursorsKilled: killed, cursorsNotFound: notFound, cursorsAlive: [], cursorsUnknown: [], ok: 1 });
  },
};
