import { createHash } from 'node:crypto';
import type { Tenant } from '../people/tenant.ts';
import { refusals } from './errors.ts';
import { type Predicate, parseFilter } from './filter.ts';
import { parseSearch } from './search.ts';

/** What a listing of users asks for. */
export interface UserQuery {
  readonly filter: string | null;
  readonly search: string | null;
  readonly orderby: string | null;
  /** `ConsistencyLevel: eventual`. */
  readonly eventual: boolean;
  readonly count: boolean;
}

const kept = 32;
const advancedHint =
  'Refer to https://aka.ms/graph-docs/advanced-queries for more information: set the header ConsistencyLevel to eventual and $count to true.';

/** Answers queries over people, and keeps the latest answers so that following pages cost nothing. */
export class UserQueries {
  readonly #answers = new Map<string, Uint32Array>();

  /** Positions of the people who fit, in the order asked for. @throws GraphError. */
  run(tenant: Tenant, query: UserQuery): Uint32Array {
    const rules = checked(query);
    const { directory } = tenant;
    const key = `${tenant.id} ${directory.sequence} ${fingerprint(query)}`;
    const known = this.#answers.get(key);
    if (known !== undefined) return known;

    const tests: Predicate[] = rules.tests.map((make) => make(directory));
    const fits = (position: number) => directory.at(position) !== undefined && tests.every((test) => test(position));
    let answer: Uint32Array;
    if (rules.order === null) {
      answer = Uint32Array.from({ length: directory.size }, (_, position) => position).filter(fits);
    } else {
      answer = directory.order(rules.order.property).filter(fits);
      if (rules.order.descending) answer.reverse();
    }
    this.#answers.set(key, answer);
    const [oldest] = this.#answers.keys();
    if (this.#answers.size > kept && oldest !== undefined) this.#answers.delete(oldest);
    return answer;
  }
}

/** What tells one query from another: a page token of the one must not continue the other. */
export function fingerprint(query: UserQuery): string {
  return createHash('sha256').update(JSON.stringify(query)).digest('base64url').slice(0, 16);
}

/** Holds a query against what Graph refuses without `ConsistencyLevel: eventual` and `$count=true`. */
function checked(query: UserQuery) {
  const filter = query.filter === null ? null : parseFilter(query.filter);
  const search = query.search === null ? null : parseSearch(query.search);
  const order = query.orderby === null ? null : parseOrder(query.orderby);
  if (search !== null && !query.eventual) {
    throw refusals.unsupported(
      "Request with $search query parameter only works through MSGraph with a special request header: 'ConsistencyLevel: eventual'",
    );
  }
  if (query.count && !query.eventual) throw refusals.unsupported(`$count is not currently supported. ${advancedHint}`);
  const advanced = query.eventual && query.count;
  if (filter?.advanced === true && !advanced) {
    throw refusals.unsupported(`Unsupported Query. The filter needs advanced query capabilities. ${advancedHint}`);
  }
  if (filter !== null && order !== null && !advanced) {
    throw refusals.unsupported(`Sorting not supported for current query. ${advancedHint}`);
  }
  if (order?.advanced === true && !advanced) {
    throw refusals.unsupported(`Sorting by '${order.property}' is not supported for current query. ${advancedHint}`);
  }
  const tests = [...(filter === null ? [] : [filter.test]), ...(search === null ? [] : [search])];
  return { tests, order };
}

function parseOrder(orderby: string) {
  const match = /^\s*(displayName|userPrincipalName|createdDateTime)(?:\s+(asc|desc))?\s*$/i.exec(orderby);
  const name = match?.[1]?.toLowerCase();
  if (name === undefined) throw refusals.unsupported(`Unsupported sort property '${orderby}' for 'User'.`);
  const properties = ['displayName', 'userPrincipalName', 'createdDateTime'] as const;
  const property = properties.find((known) => known.toLowerCase() === name) ?? 'displayName';
  return { property, descending: match?.[2]?.toLowerCase() === 'desc', advanced: property === 'createdDateTime' };
}
