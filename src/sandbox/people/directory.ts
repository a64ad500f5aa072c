import { timestamp } from '../timestamp.ts';
import type { Person, PersonChange, Rename } from './person.ts';

/** One entry of a tenant's record of changes, which `/users/delta` reads. */
export interface DirectoryChange {
  /** 1 for the first change, and one more for each after it. */
  readonly sequence: number;
  readonly position: number;
  /** Which properties have another value now. */
  readonly properties: readonly string[];
}

export type DirectoryListener = (person: Person, kind: 'created' | 'updated' | 'deleted') => void;

/** A property whose text is looked for or sorted by. */
export type TextProperty = { [K in keyof Person]: Person[K] extends string | null ? K : never }[keyof Person];

/** The people of one tenant. A person keeps their position for good, also when deleted. */
export class Directory {
  readonly #people: Person[] = [];
  readonly #positions = new Map<string, number>();
  readonly #logins = new Map<string, number>();
  readonly #purged = new Set<number>();
  readonly #changes: DirectoryChange[] = [];
  readonly #columns = new Map<string, readonly string[]>();
  readonly #orders = new Map<string, Uint32Array>();
  readonly #listeners = new Set<DirectoryListener>();

  constructor(people: readonly Person[]) {
    for (const person of people) this.#insert(person);
  }

  /** How many positions there are, those of deleted people included. */
  get size(): number {
    return this.#people.length;
  }

  /** The number of the latest change; also tells whether anything changed since. */
  get sequence(): number {
    return this.#changes.length;
  }

  /** The person at a position, unless deleted. */
  at(position: number): Person | undefined {
    const person = this.#people[position];
    return person === undefined || person.deletedDateTime !== null ? undefined : person;
  }

  /** The object ID and how far gone, of a deleted person's position. */
  removedAt(position: number): { id: string; purged: boolean } | undefined {
    const person = this.#people[position];
    if (person === undefined || person.deletedDateTime === null) return undefined;
    return { id: person.id, purged: this.#purged.has(position) };
  }

  find(id: string): Person | undefined {
    const position = this.#positions.get(id.toLowerCase());
    return position === undefined ? undefined : this.at(position);
  }

  findByLogin(userPrincipalName: string): Person | undefined {
    const position = this.#logins.get(userPrincipalName.toLowerCase());
    return position === undefined ? undefined : this.at(position);
  }

  findByMail(address: string): Person | undefined {
    const position = this.column('mail').indexOf(address.toLowerCase());
    return position < 0 ? undefined : this.at(position);
  }

  /** Those of the cast, in its order. */
  personas(): Person[] {
    return this.#people.filter((person) => person.persona !== null && person.deletedDateTime === null);
  }

  reportsOf(managerId: string): Person[] {
    return this.#people.filter((person) => person.managerId === managerId && person.deletedDateTime === null);
  }

  /** For pickers: people in whose name or login each word of the text begins a word. */
  search(text: string, limit: number): Person[] {
    const wanted = wordsOf(text).map((word) => ` ${word}`);
    const [names, logins] = [this.words('displayName'), this.words('userPrincipalName')];
    const found: Person[] = [];
    for (let i = 0; i < this.#people.length && found.length < limit; i++) {
      if (!wanted.every((word) => names[i]?.includes(word) || logins[i]?.includes(word))) continue;
      const person = this.at(i);
      if (person !== undefined) found.push(person);
    }
    return found;
  }

  /** A property of everybody in lower case, by position; empty where there is none. */
  column(property: TextProperty): readonly string[] {
    return this.#columnOf(property, (person) => (person[property] ?? '').toLowerCase());
  }

  /** The same as words, each with a space before it, so that ` ann` finds a word's start. */
  words(property: TextProperty): readonly string[] {
    return this.#columnOf(`words of ${property}`, (person) => ` ${wordsOf(person[property] ?? '').join(' ')}`);
  }

  /** All positions in the order of a property. */
  order(property: TextProperty): Uint32Array {
    let order = this.#orders.get(property);
    if (order === undefined) {
      const column = this.column(property);
      order = Uint32Array.from(column.keys());
      order.sort((a, b) => {
        const [left, right] = [column[a] ?? '', column[b] ?? ''];
        return left < right ? -1 : left > right ? 1 : a - b;
      });
      this.#orders.set(property, order);
    }
    return order;
  }

  changesSince(sequence: number): readonly DirectoryChange[] {
    return this.#changes.slice(sequence);
  }

  /** Tells of every change from now on; call the result to stop. */
  onChange(listener: DirectoryListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  add(person: Person): void {
    this.#insert(person);
    this.#record(this.#people.length - 1, Object.keys(person), 'created');
  }

  /**
   * Changes a person, deleted ones included.
   * @returns the person, or `undefined` when nobody has that object ID or their login is taken by another.
   */
  change(id: string, change: PersonChange, now: Date): Person | undefined {
    const position = this.#positions.get(id.toLowerCase());
    const person = position === undefined ? undefined : this.#people[position];
    if (position === undefined || person === undefined || this.#purged.has(position)) return undefined;
    const { deleted, ...properties } = change;
    // A restored person needs a login that is still free.
    const login = (
      properties.userPrincipalName ?? (deleted === false ? person.userPrincipalName : undefined)
    )?.toLowerCase();
    if (login !== undefined && (this.#logins.get(login) ?? position) !== position) return undefined;
    const before = { ...person };
    Object.assign(person, properties);
    this.#free(before.userPrincipalName, position);
    if (deleted !== undefined) person.deletedDateTime = deleted === false ? null : timestamp(now);
    if (deleted === 'permanently') this.#purged.add(position);
    // A deleted person's login is free for somebody else.
    if (person.deletedDateTime === null) this.#logins.set(person.userPrincipalName.toLowerCase(), position);
    const changed = Object.entries(person).filter(([key, value]) => before[key as keyof Person] !== value);
    if (changed.length > 0 || deleted === 'permanently') {
      const gone = person.deletedDateTime !== null;
      const names = deleted === false ? Object.keys(person) : changed.map(([key]) => key);
      this.#record(position, names, gone ? 'deleted' : 'updated');
    }
    return person;
  }

  /**
   * Renames people at once, so that they can swap their logins. The record of changes has them in the order given.
   * @returns `undefined` when somebody is not there, or a login is another's.
   */
  rename(renames: readonly Rename[]): Person[] | undefined {
    const people = renames.flatMap(({ id }) => this.find(id) ?? []);
    const positions = people.map(({ id }) => this.#positions.get(id) ?? -1);
    const logins = renames.map(({ userPrincipalName }) => userPrincipalName.toLowerCase());
    const areFree = logins.every((login) => {
      const holder = this.#logins.get(login);
      return holder === undefined || positions.includes(holder);
    });
    if (people.length < renames.length || new Set(logins).size < logins.length || !areFree) return undefined;
    for (const [place, person] of people.entries()) this.#free(person.userPrincipalName, positions[place] ?? -1);
    for (const [place, { userPrincipalName }] of renames.entries()) {
      const [person, position] = [people[place], positions[place]];
      if (person === undefined || position === undefined) continue;
      person.userPrincipalName = userPrincipalName;
      this.#logins.set(userPrincipalName.toLowerCase(), position);
      this.#record(position, ['userPrincipalName'], 'updated');
    }
    return people;
  }

  /** Unless somebody else has the login: that of a deleted person may be given anew. */
  #free(userPrincipalName: string, position: number): void {
    const login = userPrincipalName.toLowerCase();
    if (this.#logins.get(login) === position) this.#logins.delete(login);
  }

  #insert(person: Person): void {
    this.#positions.set(person.id, this.#people.length);
    this.#logins.set(person.userPrincipalName.toLowerCase(), this.#people.length);
    this.#people.push(person);
  }

  #record(position: number, properties: readonly string[], kind: 'created' | 'updated' | 'deleted'): void {
    this.#columns.clear();
    this.#orders.clear();
    this.#changes.push({ sequence: this.#changes.length + 1, position, properties });
    const person = this.#people[position];
    if (person !== undefined) for (const listener of this.#listeners) listener(person, kind);
  }

  #columnOf(name: string, value: (person: Person) => string): readonly string[] {
    let column = this.#columns.get(name);
    if (column === undefined) {
      column = this.#people.map(value);
      this.#columns.set(name, column);
    }
    return column;
  }
}

/** Words as Graph's `$search` cuts them: at everything that is neither letter, mark nor digit. */
export function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
}
