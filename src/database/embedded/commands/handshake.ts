import { Binary } from 'bson';
import { mechanism, ScramConversation } from '../auth/scram.ts';
import { CommandError } from '../errors.ts';
import { maxDocumentBytes } from '../storage/documents.ts';
import { sessionTimeoutMinutes } from '../transaction/sessions.ts';
import { type Doc, doc } from '../values/document.ts';
import { maxMessageBytes } from '../wire/frames.ts';
import type { CommandDefinition, Context } from './command.ts';

/** Speaks what MongoDB 7.0 does, except for client-level bulk writes, which came later. */
const maxWireVersion = 21;
export const serverVersion = '7.0.0';
export const maxWriteBatch = 100_000;

export const hello: CommandDefinition = {
  open: true,
  run(context): Doc {
    const { server, client, arguments: fields } = context;
    const speculative = fields.optionalDocument('speculativeAuthenticate');
    return doc({
      helloOk: true,
      [context.name === 'hello' ? 'isWritablePrimary' : 'ismaster']: true,
      secondary: false,
      setName: 'foyer',
      setVersion: 1,
      hosts: [server.address],
      primary: server.address,
      me: server.address,
      maxBsonObjectSize: maxDocumentBytes,
      maxMessageSizeBytes: maxMessageBytes,
      maxWriteBatchSize: maxWriteBatch,
      localTime: new Date(),
      logicalSessionTimeoutMinutes: sessionTimeoutMinutes,
      connectionId: client.id,
      minWireVersion: 0,
      maxWireVersion,
      readOnly: false,
      saslSupportedMechs: fields.value('saslSupportedMechs') === undefined ? undefined : [mechanism],
      speculativeAuthenticate: speculative && beginSpeculatively(context, speculative),
      ok: 1,
    });
  },
};

/** Authentication that begins within the first hello. When it cannot, the client begins anew. */
function beginSpeculatively(context: Context, request: Doc): Doc | undefined {
  try {
    return begin(context, request);
  } catch (error) {
    if (error instanceof CommandError) return undefined;
    throw error;
  }
}

function begin(context: Context, request: Doc): Doc {
  if (request.get('mechanism') !== mechanism)
    throw new CommandError('MechanismUnavailable', `the only mechanism is ${mechanism}`);
  const conversation = new ScramConversation(context.server.secret, payloadOf(request));
  context.client.conversation = conversation;
  return step(conversation.serverFirst, false);
}

export const saslContinue: CommandDefinition = {
  open: true,
  run({ client, arguments: fields }): Doc {
    if (client.authenticated) return step('', true);
    const { conversation } = client;
    client.conversation = undefined;
    if (!conversation) throw new CommandError('AuthenticationFailed', 'No SASL session state found');
    const final = conversation.finish(payloadOf(fields.fields));
    client.authenticated = true;
    return step(final, true);
  },
};

function step(payload: string, done: boolean): Doc {
  return doc({ conversationId: 1, done, payload: new Binary(Buffer.from(payload)), ok: 1 });
}

function payloadOf(request: Doc): string {
  const payload = request.get('payload');
  if (payload instanceof Binary) return Buffer.from(payload.value()).toString('utf8');
  throw new CommandError('AuthenticationFailed', 'Authentication failed.');
}
