import type { Directory, TextProperty } from '../people/directory.ts';
import { refusals } from './errors.ts';

/** Says of a position in the directory whether the person there fits. */
export type Predicate = (position: number) => boolean;

/** A `$filter` that was understood. */
export interface Filter {
  readonly test: (directory: Directory) => Predicate;
  /** Needs `ConsistencyLevel: eventual` and `$count=true`. */
  readonly advanced: boolean;
}

type Literal = string | boolean | null;

const textProperties: ReadonlyMap<string, TextProperty> = new Map(
  (
    [
      'id',
      'displayName',
      'givenName',
      'surname',
      'mail',
      'userPrincipalName',
      'userType',
      'jobTitle',
      'department',
      'officeLocation',
      'city',
      'country',
      'companyName',
      'employeeId',
      'preferredLanguage',
      'createdDateTime',
    ] as const
  ).map((name) => [name.toLowerCase(), name]),
);
/** Filtering on these alone is an advanced query already. */
const advancedProperties = new Set<TextProperty>(['officeLocation', 'companyName']);
const endsWithProperties = new Set<TextProperty>(['mail', 'userPrincipalName']);

const tokenPattern = /\s*(?:('(?:[^']|'')*')|([()[\],])|([A-Za-z_][\w/:]*)|(\d{4}-\d\d-\d\dT[\d:.]+Z))/y;

/** Reads the part of OData's filter language that Graph knows for users. @throws GraphError. */
export function parseFilter(text: string): Filter {
  return new Parser(text).parse();
}

class Parser {
  readonly #tokens: string[];
  #next = 0;

  constructor(text: string) {
    this.#tokens = tokensOf(text);
  }

  parse(): Filter {
    const filter = this.#or();
    if (this.#next < this.#tokens.length) throw syntaxError(this.#tokens[this.#next]);
    return filter;
  }

  #or(): Filter {
    let left = this.#and();
    while (this.#accept('or')) left = either(left, this.#and());
    return left;
  }

  #and(): Filter {
    let left = this.#not();
    while (this.#accept('and')) left = both(left, this.#not());
    return left;
  }

  #not(): Filter {
    if (this.#accept('not')) return { ...negated(this.#not()), advanced: true };
    if (this.#accept('(')) {
      const inner = this.#or();
      this.#expect(')');
      return inner;
    }
    return this.#comparison();
  }

  #comparison(): Filter {
    const name = this.#take();
    if (this.#accept('(')) return this.#call(name);
    const operator = this.#take();
    if (operator === 'in') return this.#oneOf(name);
    return compare(name, operator, literal(this.#take()));
  }

  #call(name: string): Filter {
    const property = textProperty(this.#take());
    this.#expect(',');
    const value = literal(this.#take());
    this.#expect(')');
    if (typeof value !== 'string') throw syntaxError(String(value));
    const wanted = value.toLowerCase();
    if (name.toLowerCase() === 'startswith') {
      return onText(property, (text) => text.startsWith(wanted), advancedProperties.has(property));
    }
    if (name.toLowerCase() === 'endswith' && endsWithProperties.has(property)) {
      return onText(property, (text) => text.endsWith(wanted), true);
    }
    throw refusals.unsupported(`Filter function '${name}' is not supported for property '${property}'.`);
  }

  #oneOf(name: string): Filter {
    this.#expect('(');
    const wanted = [literal(this.#take())];
    while (this.#accept(',')) wanted.push(literal(this.#take()));
    this.#expect(')');
    return wanted.map((value) => compare(name, 'eq', value)).reduce(either);
  }

  #take(): string {
    const token = this.#tokens[this.#next++];
    if (token === undefined) throw syntaxError('the end');
    return token;
  }

  #accept(token: string): boolean {
    const found = this.#tokens[this.#next]?.toLowerCase() === token;
    if (found) this.#next++;
    return found;
  }

  #expect(token: string): void {
    if (!this.#accept(token)) throw syntaxError(this.#tokens[this.#next]);
  }
}

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  tokenPattern.lastIndex = 0;
  const end = text.trimEnd().length;
  while (tokenPattern.lastIndex < end) {
    const at = tokenPattern.lastIndex;
    const match = tokenPattern.exec(text);
    if (match === null) throw syntaxError(text.slice(at));
    tokens.push(match[0].trim());
  }
  return tokens;
}

function compare(name: string, operator: string, value: Literal): Filter {
  const not = operator === 'ne';
  if (name.toLowerCase() === 'accountenabled') {
    if (operator !== 'eq' && !not) throw unsupportedOperator(operator, name);
    if (typeof value !== 'boolean') throw refusals.badQuery(`Invalid value specified for property '${name}'.`);
    return {
      advanced: not,
      test: (directory) => (position) => (directory.at(position)?.accountEnabled === value) !== not,
    };
  }
  const property = textProperty(name);
  if (typeof value === 'boolean') throw refusals.badQuery(`Invalid value specified for property '${name}'.`);
  const wanted = (value ?? '').toLowerCase();
  const advanced = not || advancedProperties.has(property);
  switch (operator) {
    case 'eq':
      return onText(property, (text) => text === wanted, advanced);
    case 'ne':
      return onText(property, (text) => text !== wanted, advanced);
    case 'ge':
      return onText(property, (text) => text !== '' && text >= wanted, advanced);
    case 'le':
      return onText(property, (text) => text !== '' && text <= wanted, advanced);
    default:
      throw unsupportedOperator(operator, name);
  }
}

function onText(property: TextProperty, fits: (text: string) => boolean, advanced: boolean): Filter {
  return {
    advanced,
    test(directory) {
      const column = directory.column(property);
      return (position) => fits(column[position] ?? '');
    },
  };
}

function both(left: Filter, right: Filter): Filter {
  return combine(left, right, (a, b) => (position) => a(position) && b(position));
}

function either(left: Filter, right: Filter): Filter {
  return combine(left, right, (a, b) => (position) => a(position) || b(position));
}

function combine(left: Filter, right: Filter, join: (a: Predicate, b: Predicate) => Predicate): Filter {
  return {
    advanced: left.advanced || right.advanced,
    test: (directory) => join(left.test(directory), right.test(directory)),
  };
}

function negated(filter: Filter): Filter {
  return {
    advanced: true,
    test(directory) {
      const test = filter.test(directory);
      return (position) => !test(position);
    },
  };
}

function textProperty(name: string): TextProperty {
  const property = textProperties.get(name.toLowerCase());
  if (property === undefined)
    throw refusals.unsupported(
      `Unsupported or invalid query filter clause specified for property '${name}' of resource 'User'.`,
    );
  return property;
}

function literal(token: string): Literal {
  if (token.startsWith("'")) return token.slice(1, -1).replaceAll("''", "'");
  if (token === 'null') return null;
  if (token === 'true' || token === 'false') return token === 'true';
  if (/^\d{4}-/.test(token)) return token;
  throw syntaxError(token);
}

function unsupportedOperator(operator: string, name: string) {
  return refusals.unsupported(`Operator '${operator}' is not supported for property '${name}'.`);
}

function syntaxError(at: string | undefined) {
  return refusals.badRequest(`Invalid filter clause: Syntax error at '${at ?? 'the end'}'.`);
}
