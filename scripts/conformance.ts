import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { BSON, type Document, MongoClient, MongoServerError, MongoServerSelectionError } from 'mongodb';
import { openDatabase } from '../src/database/connect.ts';
import { Entities, NotRunnable } from './conformance/entities.ts';
import { matches } from './conformance/match.ts';
import { runOperation } from './conformance/operations.ts';

/**
 * Runs MongoDB's unified tests against the embedded database (or MONGODB_URI):
 *   npm run test:conformance -- PATH
 * PATH is the folder `source` of a checkout of github.com/mongodb/specifications; nothing of it is part of Foyer.
 * What a test says about the driver's own events is not looked at: the driver is not what is tested here.
 */
type Outcome = { kind: 'passed' | 'refused' | 'not run' | 'WRONG'; why: string };

/**
 * The names of the test files that fit an ordinary application, and behind them `refused` where all that they test is not on
 * the allow-list. The files themselves are not part of Foyer.
 */
const FILES = new URL('./conformance/files.txt', import.meta.url);
/** Codes by which a server says that it does not speak something. */
const REFUSALS = new Set([2, 59, 238]);
/** The code 2 alone is that of plain mistakes too. */
const REFUSAL_TEXT = /not supported|no such command/;

const path = process.argv[2];
if (!path) {
  console.error('Say where the tests are: npm run test:conformance -- PATH');
  process.exit(2);
}
const dataDir = await mkdtemp(join(tmpdir(), 'foyer-conformance-'));
const database = await openDatabase({
  dataDir,
  ...(process.env.MONGODB_URI && { mongodbUri: process.env.MONGODB_URI }),
});
const admin = await new MongoClient(database.uri).connect();
const { version } = await admin.db('admin').command({ buildInfo: 1 });
const counts = new Map<string, Record<Outcome['kind'], number>>();

for (const line of (await readFile(FILES, 'utf8')).split('\n').filter(Boolean)) {
  const [file = '', listed] = line.split(' ');
  await runFile(join(path, file), file.split('/')[0] ?? '', listed === 'refused');
}
await admin.close();
await database.close();
await rm(dataDir, { recursive: true, force: true });

console.log(`\n| tests | passed | refused by name | not run | wrong |\n| --- | ---: | ---: | ---: | ---: |`);
for (const [folder, row] of counts) {
  console.log(`| ${folder} | ${row.passed} | ${row.refused} | ${row['not run']} | ${row.WRONG} |`);
}
process.exit([...counts.values()].some((row) => row.WRONG > 0) ? 1 : 0);

async function runFile(file: string, folder: string, isRefused: boolean): Promise<void> {
  const suite = BSON.EJSON.parse(await readFile(file, 'utf8'), { relaxed: true }) as Document;
  const row = counts.get(folder) ?? { passed: 0, refused: 0, 'not run': 0, WRONG: 0 };
  counts.set(folder, row);
  for (const test of suite.tests) {
    let outcome = await runTest(suite, test);
    if (isRefused && outcome.kind === 'passed') outcome = { kind: 'WRONG', why: 'it is listed as refused' };
    row[outcome.kind]++;
    if (outcome.kind !== 'passed') {
      console.log(`${outcome.kind}: ${relative(path ?? '', file)}: ${test.description}: ${outcome.why}`);
    }
  }
}

async function runTest(suite: Document, test: Document): Promise<Outcome> {
  if (test.skipReason) return { kind: 'not run', why: test.skipReason };
  const requirements = [suite.runOnRequirements, test.runOnRequirements].filter(Boolean);
  if (!requirements.every((list: Document[]) => list.some(isMet)))
    return { kind: 'not run', why: 'other version or topology' };
  if (JSON.stringify(test).includes('failPoint')) return { kind: 'not run', why: 'needs fail points' };
  const entities = new Entities(database.uri);
  try {
    await prepare(suite.initialData ?? []);
    await entities.create(suite.createEntities ?? []);
    for (const operation of test.operations) {
      const wrong = await runStep(operation, entities);
      if (wrong) return wrong;
    }
    return (await wrongOutcome(test.outcome ?? [])) ?? { kind: 'passed', why: '' };
  } catch (error) {
    if (error instanceof NotRunnable) return { kind: 'not run', why: error.message };
    return { kind: 'WRONG', why: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  } finally {
    await entities.close();
  }
}

async function runStep(operation: Document, entities: Entities): Promise<Outcome | undefined> {
  const { expectError, expectResult, ignoreResultAndError } = operation;
  try {
    const result = await runOperation(operation, entities);
    if (ignoreResultAndError) return undefined;
    if (expectError)
      return { kind: 'WRONG', why: `${operation.name}: no error, expected ${JSON.stringify(expectError)}` };
    if (expectResult !== undefined && !matches(expectResult, result)) {
      return { kind: 'WRONG', why: `${operation.name}: ${show(result)}, expected ${show(expectResult)}` };
    }
  } catch (error) {
    if (error instanceof NotRunnable || ignoreResultAndError) throw error;
    if (expectError && isExpected(expectError, error)) return undefined;
    if (error instanceof MongoServerError && REFUSALS.has(Number(error.code)) && REFUSAL_TEXT.test(error.message)) {
      return { kind: 'refused', why: error.message };
    }
    if (error instanceof MongoServerSelectionError) return { kind: 'not run', why: 'needs a secondary' };
    const labels = error instanceof MongoServerError ? ` [${error.errorLabels}]` : '';
    return {
      kind: 'WRONG',
      why: `${operation.name}: ${error}${labels}, expected ${show(expectError ?? expectResult)}`,
    };
  }
  return undefined;
}

function isExpected(expected: Document, error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const fromServer = error instanceof MongoServerError;
  const { code, codeName, errorLabels = [], errorResponse } = error as MongoServerError;
  const labels: string[] = expected.errorLabelsContain ?? [];
  const without: string[] = expected.errorLabelsOmit ?? [];
  return (
    (expected.isClientError === undefined || expected.isClientError === !fromServer) &&
    (expected.errorCode === undefined || expected.errorCode === code) &&
    (expected.errorCodeName === undefined || expected.errorCodeName === codeName) &&
    (expected.errorContains === undefined ||
      error.message.toLowerCase().includes(expected.errorContains.toLowerCase())) &&
    (expected.errorResponse === undefined || matches(expected.errorResponse, errorResponse ?? error)) &&
    labels.every((label) => errorLabels.includes(label)) &&
    !without.some((label) => errorLabels.includes(label))
  );
}

async function prepare(collections: Document[]): Promise<void> {
  for (const { databaseName, collectionName, documents, createOptions } of collections) {
    const db = admin.db(databaseName);
    await db.collection(collectionName).drop();
    await db.createCollection(collectionName, createOptions ?? {});
    if (documents.length > 0) await db.collection(collectionName).insertMany(documents);
  }
}

async function wrongOutcome(collections: Document[]): Promise<Outcome | undefined> {
  for (const { databaseName, collectionName, documents } of collections) {
    const found = await admin
      .db(databaseName)
      .collection(collectionName)
      .find({}, { sort: { _id: 1 } })
      .toArray();
    if (show(found) !== show(documents))
      return { kind: 'WRONG', why: `left ${show(found)}, expected ${show(documents)}` };
  }
  return undefined;
}

function isMet(requirement: Document): boolean {
  const {
    minServerVersion = '0',
    maxServerVersion = '99',
    topologies = ['replicaset'],
    auth,
    serverParameters,
    serverless,
  } = requirement;
  return (
    compareVersions(minServerVersion, version) <= 0 &&
    compareVersions(version, maxServerVersion) <= 0 &&
    topologies.includes('replicaset') &&
    auth !== false &&
    !serverParameters &&
    serverless !== 'require'
  );
}

function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split('.').map(Number));
  for (let index = 0; index < 3; index++) {
    const difference = (left?.[index] ?? 0) - (right?.[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function show(value: unknown): string {
  return BSON.EJSON.stringify({ value }, { relaxed: true }).slice(9, -1);
}
