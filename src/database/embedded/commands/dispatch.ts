import { Binary } from 'bson';
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

/** Fields that any command may have. */
const commonOptions = [
  '$db',
  'lsid',
  'txnNumber',
  'autocommit',
  'startTransaction',
  '$clusterTime',
  '$readPreference',
  'readConcern',
  'writeConcern',
  'maxTimeMS',
  'comment',
  'apiVersion',
  'apiStrict',
  'apiDeprecationErrors',
];
const optionSets = new Map<string, ReadonlySet<string>>();

/** Runs one request to its answer; an error becomes an answer too. */
export async function runRequest(server: Server, client: Client, request: Request): Promise<Reply> {
  let context: Context | undefined;
  try {
    const [name = ''] = request.body.keys();
    const definition = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (!definition) throw new CommandError('CommandNotFound', `no such command: '${name}'`);
    if (!definition.open && !client.authenticated) {
      throw new CommandError('Unauthorized', `Command ${name} requires authentication`);
    }
    context = contextOf(server, client, request, name, definition);
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
  name: string,
  definition: CommandDefinition,
): Context {
  const { engine } = server;
  const fields = new Arguments(name, request.body, request.sequences);
  if (definition.options !== 'any') fields.allowOnly(optionsOf(name, definition.options));
  if ((fields.optionalText('apiVersion') ?? '1') !== '1')
    throw new CommandError('APIVersionError', 'the only API version is 1');
  checkReadConcern(fields);
  const limit = fields.optionalCount('maxTimeMS') ?? 0;
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
    deadline: limit > 0 ? Date.now() + limit : Infinity,
    view: engine.store.live,
  };
  joinTransaction(context, definition);
  return context;
}

function optionsOf(name: string, own: readonly string[]): ReadonlySet<string> {
  let options = optionSets.get(name);
  if (!options) {
    options = new Set([name, ...own, ...commonOptions]);
    optionSets.set(name, options);
  }
  return options;
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
