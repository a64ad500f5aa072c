import { demand, needs } from './access.ts';
import { contextOf, type GraphAnswer, type GraphCall, graphOrigin } from './call.ts';
import { GraphError, refusals } from './errors.ts';
import { oddUser } from './odd-user.ts';
import { present, readSelection, type Selection } from './select.ts';
import { refuseOptions } from './users.ts';

const pageSize = 200;
const sevenDays = 7 * 24 * 3600 * 1000;

/** Where a round of following changes stands. Goes into the links, so that nothing is remembered here. */
interface DeltaState {
  /** The tenant. */
  readonly t: string;
  /** `$select` of the first call. */
  readonly s: string | null;
  /** Changes after this number are still to come in this round, or come in the next. */
  readonly n: number;
  /** In a first round: the position that the next page begins with. */
  readonly p?: number;
  /** In later rounds: how many people of this round were on the pages before. */
  readonly k?: number;
  /** When the link was given out. */
  readonly at: number;
}

/**
 * `GET /users/delta`. The first round goes through everybody, later ones through what changed since. As Graph may, each
 * page of the first round repeats the last person of the page before, and its last page is empty.
 */
export function deltaUsers(call: GraphCall): GraphAnswer {
  demand(call, call.caller.person === null ? needs.listUsers : needs.readFull);
  for (const option of ['$top', '$orderby', '$expand', '$search', '$count', '$filter']) {
    if (call.query.has(option)) throw refusals.badQuery(`${option} is not supported on a delta query of users.`);
  }
  refuseOptions(call.query, new Set(['$select', '$deltatoken', '$skiptoken', '$format']));
  const { directory, id } = call.caller.tenant;
  const token = call.query.get('$deltatoken');
  const page = call.query.get('$skiptoken');
  const fresh = { t: id, s: call.query.get('$select'), n: directory.sequence, at: Date.now() };
  if (token === 'latest') return answer([], fresh, 'delta');
  if (page === null && (token === null || token === '')) return firstRound(call, { ...fresh, p: 0 });
  const state = readState(call, page ?? token ?? '');
  return state.p === undefined ? laterRound(call, state) : firstRound(call, state);
}

function firstRound(call: GraphCall, state: DeltaState): GraphAnswer {
  const { directory } = call.caller.tenant;
  const from = state.p ?? 0;
  if (from >= directory.size) {
    const { p: _done, ...rest } = state;
    return answer([], { ...rest, at: Date.now() }, 'delta');
  }
  const selection = readSelection(selectOf(state));
  const until = Math.min(from + pageSize, directory.size);
  const users: unknown[] = [];
  for (let position = Math.max(from - 1, 0); position < until; position++) {
    const person = directory.at(position);
    if (person === undefined) continue;
    const user = presentWithId(call, position, selection);
    // What was never set does not stand in a first round.
    users.push(entryOf(call, position, Object.fromEntries(Object.entries(user).filter(([, value]) => value !== null))));
  }
  return answer(users, { ...state, p: until, at: Date.now() }, 'next');
}

function laterRound(call: GraphCall, state: DeltaState): GraphAnswer {
  const { directory } = call.caller.tenant;
  const replay = call.graph.sandbox.faults.strike('delta-replay', { call: callOf(call) });
  const since = replay === undefined ? state.n : Math.max(0, state.n - pageSize);
  const selection = readSelection(selectOf(state));
  const followed = new Set([...selection.names, 'deletedDateTime']);
  // The latest word about a person counts, and comes where it was said.
  const positions = new Map<number, true>();
  for (const change of directory.changesSince(since)) {
    if (!change.properties.some((name) => followed.has(publicName(name)))) continue;
    positions.delete(change.position);
    positions.set(change.position, true);
  }
  const all = [...positions.keys()];
  const from = state.k ?? 0;
  const users = all.slice(from, from + pageSize).map((position) => {
    const removed = directory.removedAt(position);
    if (removed === undefined) return entryOf(call, position, presentWithId(call, position, selection));
    return { id: removed.id, '@removed': { reason: removed.purged ? 'deleted' : 'changed' } };
  });
  if (from + pageSize < all.length) {
    return answer(users, { ...state, k: from + pageSize, at: Date.now() }, 'next');
  }
  const { k: _done, ...rest } = state;
  return answer(users, { ...rest, n: directory.sequence, at: Date.now() }, 'delta');
}

function presentWithId(call: GraphCall, position: number, selection: Selection): Record<string, unknown> {
  const person = call.caller.tenant.directory.at(position);
  return person === undefined ? {} : { id: person.id, ...present(call, person, selection, 'full') };
}

/** The entry as it stands, or as a fault makes it odd. */
function entryOf(call: GraphCall, position: number, user: Record<string, unknown>): unknown {
  const person = call.caller.tenant.directory.at(position);
  const odd = call.graph.sandbox.faults.strike('odd-user', { call: callOf(call), person });
  return odd === undefined ? user : oddUser(user, odd.shape ?? 'id-only');
}

function callOf(call: GraphCall): string {
  return `${call.method} /graph.microsoft.com/v1.0/${call.segments.join('/')}?${call.query}`;
}

/** The name in Graph of what changed. */
function publicName(name: string): string {
  return name === 'businessPhone' ? 'businessPhones' : name;
}

function selectOf(state: DeltaState): URLSearchParams {
  return new URLSearchParams(state.s === null ? {} : { $select: state.s });
}

function answer(value: unknown[], state: DeltaState, link: 'next' | 'delta'): GraphAnswer {
  const token = Buffer.from(JSON.stringify(state)).toString('base64url');
  const name = link === 'next' ? '$skiptoken' : '$deltatoken';
  const { context } = readSelection(selectOf(state));
  return {
    status: 200,
    body: {
      '@odata.context': contextOf(`users${context}`),
      [`@odata.${link}Link`]: `${graphOrigin}/users/delta?${name}=${token}`,
      value,
    },
  };
}

function readState(call: GraphCall, token: string): DeltaState {
  let state: DeltaState | undefined;
  try {
    state = JSON.parse(Buffer.from(token, 'base64url').toString()) as DeltaState;
  } catch {
    // A token that was never given out.
  }
  if (state === undefined || state.t !== call.caller.tenant.id || !Number.isInteger(state.n)) {
    throw refusals.badRequest('Badly formed token.');
  }
  const struck = call.graph.sandbox.faults.strike('delta-expired', { call: callOf(call) });
  // Changes are forgotten when the sandbox starts again.
  const forgotten = state.n > call.caller.tenant.directory.sequence;
  if (struck !== undefined || forgotten || Date.now() - state.at > sevenDays) {
    const status = struck?.status ?? 410;
    throw new GraphError(
      status,
      struck?.code ?? 'syncStateNotFound',
      'The sync state generation is not found. The delta token is expired and data must be synchronized again.',
      status === 410 ? { location: `${graphOrigin}/users/delta?$deltatoken=` } : {},
    );
  }
  return state;
}
