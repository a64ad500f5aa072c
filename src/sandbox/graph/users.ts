import { demand, isSelf, may, needs, readingOf, userInPath } from './access.ts';
import { contextOf, type GraphAnswer, type GraphCall, graphOrigin } from './call.ts';
import { GraphError, refusals } from './errors.ts';
import { present, readSelection } from './select.ts';
import { fingerprint, type UserQuery } from './user-queries.ts';

const usersPage = { size: 100, most: 999 };
const known = new Set([
  '$select',
  '$filter',
  '$search',
  '$orderby',
  '$top',
  '$count',
  '$expand',
  '$skiptoken',
  '$format',
]);

/** `GET /users`. */
export function listUsers(call: GraphCall): GraphAnswer {
  const reading = readingOf(call, null);
  refuseOptions(call.query, known);
  const selection = readSelection(call.query);
  const query = readQuery(call);
  const top = readTop(call.query.get('$top'));
  const found = call.graph.queries.run(call.caller.tenant, query);
  const from = readSkipToken(call.query.get('$skiptoken'), query);
  const until = from + top;
  const { directory } = call.caller.tenant;
  const value = [...found.subarray(from, until)].flatMap((position) => {
    const person = directory.at(position);
    return person === undefined ? [] : [present(call, person, selection, reading)];
  });
  return {
    status: 200,
    body: {
      '@odata.context': contextOf(`users${selection.context}`),
      ...(query.count ? { '@odata.count': found.length } : {}),
      ...(until < found.length ? { '@odata.nextLink': nextLink(call.query, skipToken(until, query)) } : {}),
      value,
    },
  };
}

/** `GET /users/$count`: a bare number. */
export function countUsers(call: GraphCall): GraphAnswer {
  readingOf(call, null);
  const found = call.graph.queries.run(call.caller.tenant, { ...readQuery(call), count: true });
  return { status: 200, headers: { 'content-type': 'text/plain' }, body: String(found.length) };
}

/** `GET /me` and `GET /users/{id}`. */
export function getUser(call: GraphCall): GraphAnswer {
  refuseOptions(call.query, new Set(['$select', '$expand', '$format']));
  const selection = readSelection(call.query);
  if (!may(call, needs.readSelf)) throw refusals.denied();
  const person = userInPath(call);
  const reading = readingOf(call, person);
  return {
    status: 200,
    body: {
      '@odata.context': contextOf(`users${selection.context}/$entity`),
      ...present(call, person, selection, reading),
    },
  };
}

/** `GET /users/{id}/manager`. */
export function getManager(call: GraphCall): GraphAnswer {
  demand(call, needs.readFull);
  const person = userInPath(call);
  const manager = person.managerId === null ? undefined : call.caller.tenant.directory.find(person.managerId);
  if (manager === undefined)
    throw new GraphError(
      404,
      'Request_ResourceNotFound',
      "Resource 'manager' does not exist or one of its queried reference-property objects are not present.",
    );
  const selection = readSelection(call.query);
  return {
    status: 200,
    body: {
      '@odata.context': contextOf(`directoryObjects${selection.context}/$entity`),
      '@odata.type': '#microsoft.graph.user',
      ...present(call, manager, selection, 'full'),
    },
  };
}

/** `GET /users/{id}/directReports`. */
export function listDirectReports(call: GraphCall): GraphAnswer {
  const person = userInPath(call);
  demand(call, isSelf(call, person) ? needs.readSelf : needs.readFull);
  const selection = readSelection(call.query);
  const value = call.caller.tenant.directory
    .reportsOf(person.id)
    .map((report) => ({ '@odata.type': '#microsoft.graph.user', ...present(call, report, selection, 'full') }));
  return { status: 200, body: { '@odata.context': contextOf(`directoryObjects${selection.context}`), value } };
}

/** @throws GraphError for query options that Graph refuses here, `$skip` first of all. */
export function refuseOptions(query: URLSearchParams, allowed: ReadonlySet<string>): void {
  for (const name of query.keys()) {
    if (!name.startsWith('$')) continue;
    if (!allowed.has(name)) throw refusals.badQuery(`'${name}' is not supported by the service.`);
    if (query.getAll(name).length > 1) {
      throw refusals.badRequest(
        `Query option '${name}' was specified more than once, but it must be specified at most once.`,
      );
    }
  }
}

function readQuery({ query, header }: GraphCall): UserQuery {
  const count = query.get('$count');
  if (count !== null && count !== 'true' && count !== 'false')
    throw refusals.badRequest(`Invalid value '${count}' for $count.`);
  return {
    filter: query.get('$filter'),
    search: query.get('$search'),
    orderby: query.get('$orderby'),
    eventual: header('consistencylevel')?.toLowerCase() === 'eventual',
    count: count === 'true',
  };
}

function readTop(top: string | null): number {
  if (top === null) return usersPage.size;
  if (!/^\d+$/.test(top)) throw refusals.badRequest(`Invalid value '${top}' for $top query option found.`);
  const size = Number(top);
  if (size < 1 || size > usersPage.most) {
    throw refusals.badQuery(
      `Invalid page size specified: '${top}'. Must be between 1 and ${usersPage.most} inclusive.`,
    );
  }
  return size;
}

/** Opaque: where the next page begins, and which query it belongs to. */
function skipToken(from: number, query: UserQuery): string {
  return Buffer.from(`${fingerprint(query)}.${from}`).toString('base64url');
}

function readSkipToken(token: string | null, query: UserQuery): number {
  if (token === null) return 0;
  const [print, from] = Buffer.from(token, 'base64url').toString().split('.');
  if (print !== fingerprint(query) || !/^\d+$/.test(from ?? '')) {
    throw new GraphError(
      400,
      'Directory_ExpiredPageToken',
      'The specified page token value has expired and can no longer be included in your request.',
    );
  }
  return Number(from);
}

function nextLink(query: URLSearchParams, token: string): string {
  const rest = [...query].filter(([name]) => name !== '$skiptoken');
  const parts = [...rest, ['$skiptoken', token]].map(([name, value]) => `${name}=${encodeURIComponent(value ?? '')}`);
  return `${graphOrigin}/users?${parts.join('&')}`;
}
