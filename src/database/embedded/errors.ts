import { channel } from 'node:diagnostics_channel';
import type { Doc } from './values/document.ts';

/** The error codes of MongoDB that the embedded database answers with (MongoDB's error_codes.yml). */
export const ErrorCodes = {
  InternalError: 1,
  BadValue: 2,
  FailedToParse: 9,
  Unauthorized: 13,
  TypeMismatch: 14,
  Overflow: 15,
  InvalidLength: 16,
  AuthenticationFailed: 18,
  NamespaceNotFound: 26,
  PathNotViable: 28,
  ConflictingUpdateOperators: 40,
  CursorNotFound: 43,
  MaxTimeMSExpired: 50,
  DollarPrefixedFieldName: 52,
  NotSingleValueField: 54,
  EmptyFieldName: 56,
  CommandNotFound: 59,
  ImmutableField: 66,
  CannotCreateIndex: 67,
  InvalidOptions: 72,
  InvalidNamespace: 73,
  IndexOptionsConflict: 85,
  IndexKeySpecsConflict: 86,
  OperationFailed: 96,
  WriteConflict: 112,
  ConflictingOperationInProgress: 117,
  TransactionTooOld: 225,
  NotImplemented: 238,
  NoSuchTransaction: 251,
  TransactionCommitted: 256,
  TransactionTooLarge: 257,
  OperationNotSupportedInTransaction: 263,
  InvalidBSON: 22,
  InvalidIdField: 53,
  UnsatisfiableWriteConcern: 100,
  CannotIndexParallelArrays: 171,
  SnapshotUnavailable: 246,
  QueryExceededMemoryLimitNoDiskUseAllowed: 292,
  MechanismUnavailable: 334,
  BSONObjectTooLarge: 10334,
  DuplicateKey: 11000,
  OutOfDiskSpace: 14031,
} as const;

export type ErrorCodeName = keyof typeof ErrorCodes;

const namesByCode = new Map<number, string>(Object.entries(ErrorCodes).map(([name, code]) => [code, name]));

/** What else an error answer carries. */
interface CommandErrorOptions {
  /** Error labels such as `TransientTransactionError`. */
  labels?: string[];
  /** Fields added to the answer, such as `keyPattern` and `keyValue`. */
  extra?: Doc;
}

/**
 * An answer `{ ok: 0, code, codeName, errmsg }` of MongoDB.
 * A number that has no name in the table is one of MongoDB's `Location` codes.
 */
export class CommandError extends Error {
  readonly code: number;
  readonly codeName: string;
  readonly labels: string[];
  readonly extra: Doc | undefined;

  constructor(code: ErrorCodeName | number, message: string, options: CommandErrorOptions = {}) {
    super(message);
    this.name = 'CommandError';
    this.code = typeof code === 'number' ? code : ErrorCodes[code];
    this.codeName = typeof code === 'number' ? (namesByCode.get(code) ?? `Location${code}`) : code;
    this.labels = options.labels ?? [];
    this.extra = options.extra;
  }
}

/** Tells what was refused: the tests fail when something of the product's is. */
export const refused = channel('foyer:embedded-database:refused');

/** The error for something that is not on the allow-list, named in `what`. */
export function notSupported(what: string, code: 'NotImplemented' | 'BadValue' = 'NotImplemented'): CommandError {
  const message = `${what} is not supported by the embedded database`;
  refused.publish(message);
  return new CommandError(code, message);
}
