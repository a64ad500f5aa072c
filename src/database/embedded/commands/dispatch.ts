import { Binary } from 'bson';
import { admitCommand, admitFields, type CommandName } from '../door.ts';
import { CommandError } from '../errors.ts';
import type { Session } from '../transaction/sessions.ts';
import { type Doc, decode, type Value } from '../values/document.ts';
import type { Client } from '../wire/connection.ts';
import type { Request } from '../wire/message.ts';
import type { Reply } from '../wire/reply.ts';
import { Arguments } from './arguments.ts';
import type { CommandDefinition, Context, Server } from './command.ts';
import { checkReadConcern, unmetWriteConcern } from './concerns.ts';
import { errorReply, knownError } from './error-reply.ts';
import { commands } from './registry.ts';
import { joinTransaction, leaveFailedTransaction } from './transactions.ts';

/** Runs one request to its answer; an error becomes an answer too. */
export async function runRequest(server: Server, client: Client, request: Request): Promise<Reply> {
  let context: Context | undefined;
  try {
    const [name = ''] = request.body.keys();
    const command = admitCommand(name);
    const definition = commands[command];
    if (!definition.open && !client.authenticated) {
      throw new CommandError('Unauthorized', `Command ${name} requires authentication`);
    }
    context = contextOf(server, client, request, command, definition);
    return withWriteConcern(await definition.run(context), context);
  } catch (error) {
    const known = knownError(error, server.log);
    return errorReply(context ? leaveFailedTransaction(context, known) : known);
  }
}

/** A write whose concern cannot be met has been done all the same; the answer says so. */
function withWriteConcern(reply: Reply, { arguments: fields }: Context): Reply {
  const writeConcernError = unmetWriteConcern(fields);
  if (!writeConcernError) return reply;
  return new Map<string, Value>([
    ...(reply instanceof Map ? reply : decode(reply)),
    ['writeConcernError', writeConcernError],
  ]);
}

function contextOf(
  server: Server,
  client: Client,
  request: Request,
  name: CommandName,
  definition: CommandDefinition,
): Context {
  const { engine } = server;
  const fields = new Arguments(name, request.body, request.sequences);
  admitFields(name, [...request.body.keys(), ...request.sequences.keys()]);
  checkReadConcern(fields);
  const context: Context = {
    server,
    engine,
    client,
    name,
    database: databaseOf(request),
    arguments: fields,
    session: sessionOf(server, fields.optionalDocument('lsid')),
    transaction: undefined,
    retryNumber: undefined,
    view: engine.store.live,
  };
  joinTransaction(context, definition);
  return context;
}

function databaseOf(request: Request): string {
  const name = request.body.get('$db');
  if (typeof name !== 'string' || name === '' || name.length > 63 || /[/\\. "$\0]/.test(name)) {
    throw new CommandError('InvalidNamespace', `Invalid database name: '${String(name)}'`);
  }
  return name;
}

function sessionOf(server: Server, lsid: Doc | undefined): Session | undefined {
  if (!lsid) return undefined;
  const id = lsid.get('id');
  if (!(id instanceof Binary) || id.position !== 16) throw new CommandError('InvalidOptions', 'lsid.id must be a UUID');
  return server.engine.sessions.get(Buffer.from(id.value()));
}
