import type { Doc } from './values/document.ts';

/** The error codes of MongoDB that the embedded database answers with (MongoDB's error_codes.yml). */
export const ErrorCodes = {
  InternalError: 1,
  BadValue: 2,
  NoSuchKey: 4,
  UserNotFound: 11,
  FailedToParse: 9,
  Unauthorized: 13,
  TypeMismatch: 14,
  Overflow: 15,
  InvalidLength: 16,
  AuthenticationFailed: 18,
  IllegalOperation: 20,
  NamespaceNotFound: 26,
  IndexNotFound: 27,
  PathNotViable: 28,
  ConflictingUpdateOperators: 40,
  CursorNotFound: 43,
  NamespaceExists: 48,
  MaxTimeMSExpired: 50,
  DollarPrefixedFieldName: 52,
  NotSingleValueField: 54,
  EmptyFieldName: 56,
  CommandNotFound: 59,
  WriteConcernFailed: 64,
  ImmutableField: 66,
  CannotCreateIndex: 67,
  InvalidOptions: 72,
  InvalidNamespace: 73,
  IndexOptionsConflict: 85,
  IndexKeySpecsConflict: 86,
  NetworkTimeout: 89,
  OperationFailed: 96,
  WriteConflict: 112,
  CommandNotSupported: 115,
  ConflictingOperationInProgress: 117,
  ExceededMemoryLimit: 146,
  InvalidPipelineOperator: 168,
  InvalidIndexSpecificationOption: 197,
  CursorInUse: 200,
  NoSuchSession: 206,
  TransactionTooOld: 225,
  NotImplemented: 238,
  ConversionFailure: 241,
  ExceededTimeLimit: 262,
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
  APIVersionError: 322,
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

/** The error for something that MongoDB knows and this database does not, named in `what`. */
export function notSupported(what: string): CommandError {
  return new CommandError('NotImplemented', `${what} is not supported by the embedded database`);
}
