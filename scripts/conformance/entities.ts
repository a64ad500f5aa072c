import { type ClientSession, type Collection, type Db, type Document, MongoClient } from 'mongodb';

/** What a test file declares under `createEntities`, by id. */
export class Entities {
  readonly #byId = new Map<string, MongoClient | Db | Collection | ClientSession>();
  readonly #uri: string;

  constructor(uri: string) {
    this.#uri = uri;
  }

  async create(declarations: Document[]): Promise<void> {
    for (const declaration of declarations) {
      const [kind = '', options = {}] = Object.entries(declaration)[0] ?? [];
      this.#byId.set(options.id, await this.#make(kind, options));
    }
  }

  async #make(kind: string, options: Document): Promise<MongoClient | Db | Collection | ClientSession> {
    if (kind === 'client') return new MongoClient(this.#uri, options.uriOptions);
    if (kind === 'database') return this.client(options.client).db(options.databaseName, options.databaseOptions);
    if (kind === 'collection') {
      return this.database(options.database).collection(options.collectionName, options.collectionOptions);
    }
    if (kind === 'session') return this.client(options.client).startSession(options.sessionOptions);
    throw new NotRunnable(`entity ${kind}`);
  }

  get(id: string): unknown {
    return this.#byId.get(id);
  }

  client(id: string): MongoClient {
    return this.#typed(id, MongoClient);
  }

  database(id: string): Db {
    return this.#byId.get(id) as Db;
  }

  collection(id: string): Collection {
    return this.#byId.get(id) as Collection;
  }

  session(id: string): ClientSession {
    return this.#byId.get(id) as ClientSession;
  }

  async close(): Promise<void> {
    const all = [...this.#byId.values()];
    await Promise.all(all.map((entity) => ('endSession' in entity ? entity.endSession() : undefined)));
    await Promise.all(all.map((entity) => (entity instanceof MongoClient ? entity.close(true) : undefined)));
  }

  #typed<Type>(id: string, type: new (...args: never[]) => Type): Type {
    const entity = this.#byId.get(id);
    if (!(entity instanceof type)) throw new NotRunnable(`no ${type.name} named ${id}`);
    return entity;
  }
}

/** The test asks for something that this runner or this topology does not have; the text says what. */
export class NotRunnable extends Error {}
