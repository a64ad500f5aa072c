/**
 * Everything that the embedded database speaks, and who sends it. `foyer` is the product with its libraries (mongoose, the OAuth
 * adapter, GridFS) and what its tests ask: a complete run of the tests fails when it does not send one of these words. The others
 * are programs that people run beside it, with the words that they send on top.
 * What is not here is refused by name (`door.ts`). docs/decisions/embedded-database.md says how a word is added.
 */
type Sender = 'foyer' | 'mongosh' | 'mongodump' | 'mongorestore';
type Words = { readonly [sender in Sender]?: string };

/** Commands, and the documents inside them, with their fields; `*` takes any field. */
export const fields = {
  '*.cursor': { foyer: 'batchSize' },
  abortTransaction: { foyer: '' },
  aggregate: { foyer: 'pipeline cursor' },
  buildInfo: { mongosh: '', mongorestore: '' },
  collStats: { mongodump: '' },
  commitTransaction: { foyer: '' },
  compact: { foyer: '' },
  count: { mongosh: 'query', mongodump: '' },
  create: { foyer: '', mongorestore: 'idIndex' },
  createIndexes: { foyer: 'indexes', mongorestore: 'ignoreUnknownIndexOptions' },
  delete: { foyer: 'deletes ordered' },
  'delete.deletes': { foyer: 'q limit' },
  distinct: { foyer: 'key query' },
  drop: { mongorestore: '' },
  endSessions: { foyer: '' },
  explain: { foyer: 'verbosity' },
  find: { foyer: 'filter sort projection hint limit batchSize singleBatch', mongosh: 'skip' },
  findAndModify: { foyer: 'query sort remove update new upsert' },
  getMore: { foyer: 'collection batchSize' },
  // What a hello announces of the client asks the server for nothing.
  hello: { foyer: '*' },
  insert: { foyer: 'documents ordered' },
  isMaster: { mongodump: '*' },
  ismaster: { foyer: '*' },
  killCursors: { foyer: 'cursors' },
  listCollections: { foyer: 'filter cursor nameOnly authorizedCollections' },
  listDatabases: { mongosh: '', mongodump: 'filter nameOnly' },
  listIndexes: { foyer: 'cursor' },
  ping: { foyer: '' },
  saslContinue: { foyer: 'conversationId payload' },
  serverStatus: { foyer: '' },
  update: { foyer: 'updates ordered' },
  'update.updates': { foyer: 'q u multi upsert' },
} as const satisfies Record<string, Words>;

/** Fields that go with any command. */
export const commonFields = {
  foyer: '$db lsid txnNumber autocommit startTransaction readConcern writeConcern $readPreference',
} as const satisfies Words;

/** What commands say, by the kind of word. */
export const language = {
  'query operator': { foyer: '$and $elemMatch $eq $exists $gt $gte $in $lt $lte $ne $nin $or $type' },
  'update operator': { foyer: '$addToSet $inc $pull $push $set $setOnInsert $unset' },
  'modifier of $addToSet': { foyer: '$each' },
  'modifier of $push': { foyer: '$each $slice' },
  'stage of an update': { foyer: '$set' },
  stage: { foyer: '$bucket $group $limit $lookup $match $project $skip $sort' },
  accumulator: { foyer: '$first $last $max $sum' },
  expression: { foyer: '$add $cond $dateToString $eq $max $subtract' },
  'index option': { foyer: 'key name unique expireAfterSeconds partialFilterExpression', mongorestore: 'v ns' },
} as const satisfies Record<string, Words>;
