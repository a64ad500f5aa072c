import { CommandError } from '../errors.ts';
import { doc } from '../values/document.ts';
import type { Reply } from '../wire/reply.ts';
import { findCollection } from './collections.ts';
import type { CommandDefinition } from './command.ts';

/**
 * As MongoDB's, and more: all collections are in one file, so all are compacted, which the answer says (`all`), and what
 * was deleted is in the folder no longer.
 */
export const compact: CommandDefinition = {
  async run(context): Promise<Reply> {
    if (!findCollection(context)) throw new CommandError('NamespaceNotFound', 'there is no such collection');
    await context.engine.compact();
    return doc({ all: true, ok: 1 });
  },
};
