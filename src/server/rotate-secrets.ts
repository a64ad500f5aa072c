import type { Connection } from 'mongoose';
import { contextOf, keepFormerKeys } from './core/audit/keys.ts';
import { auditKeyModel } from './core/audit/model.ts';
import { artifactModel, oauthKeyModel } from './features/authorized-sites/model.ts';
import { mailboxModel, secretContext } from './features/mailboxes/model.ts';
import type { Secrets } from './platform/secrets.ts';

interface Sealed {
  collection: string;
  rows(): AsyncIterable<{ sealed: string; context: string; replace(resealed: string): Promise<unknown> }>;
}

/** Everything that is kept sealed: what is missing here can't be opened any more once the former key is gone. */
function everythingSealed(db: Connection): Sealed[] {
  return [
    {
      collection: 'mailboxes',
      async *rows() {
        const model = mailboxModel(db);
        for await (const row of model.find().select('password').lean().cursor()) {
          const { _id, password: sealed } = row;
          const replace = (password: string) => model.updateOne({ _id, password: sealed }, { $set: { password } });
          yield { sealed, context: secretContext(row), replace };
        }
      },
    },
    {
      collection: 'audit-keys',
      async *rows() {
        const model = auditKeyModel(db);
        for await (const { _id, sealed } of model.find().lean().cursor()) {
          const replace = (resealed: string) => model.updateOne({ _id, sealed }, { $set: { sealed: resealed } });
          yield { sealed, context: contextOf(_id), replace };
        }
      },
    },
    {
      collection: 'oauth-keys',
      async *rows() {
        const model = oauthKeyModel(db);
        for await (const { _id, jwk: sealed } of model.find().select('jwk').lean().cursor()) {
          yield { sealed, context: _id, replace: (jwk) => model.updateOne({ _id, jwk: sealed }, { $set: { jwk } }) };
        }
      },
    },
    {
      collection: 'oauth-artifacts',
      async *rows() {
        const model = artifactModel(db);
        for await (const { _id, content: sealed } of model.find().select('content').lean().cursor()) {
          const replace = (content: string) => model.updateOne({ _id, content: sealed }, { $set: { content } });
          yield { sealed, context: _id, replace };
        }
      },
    },
  ];
}

/**
 * Seals with the first key what was sealed with another one. What somebody saves meanwhile is sealed with whichever key
 * their process has, and is left alone.
 * @returns how many of each collection were sealed anew.
 */
export async function rotateSecrets({
  db,
  secrets,
}: {
  db: Connection;
  secrets: Secrets;
}): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  await keepFormerKeys({ db, secrets });
  for (const { collection, rows } of everythingSealed(db)) {
    let count = 0;
    for await (const { sealed, context, replace } of rows()) {
      if (secrets.isCurrent(sealed)) continue;
      await replace(secrets.seal(secrets.open(sealed, context), context));
      count += 1;
    }
    counts.set(collection, count);
  }
  return counts;
}
