import { PROBLEM_STATUS, type ProblemCode } from './problem-codes.ts';

/** One wrong field of a request: its path (`people.3.loginId`) and the code of the rule that it violates. */
export interface FieldError {
  field: string;
  code: string;
  message: string;
}

export interface ProblemExtras {
  errors?: FieldError[];
  /** Further members of the problem document (RFC 9457), e.g. `expectedLoginId` or `decidedBy`. */
  details?: Record<string, string | number | boolean | null>;
  /** Seconds for `Retry-After`. */
  retryAfter?: number;
  /** The claims challenge of Entra, passed on in `WWW-Authenticate`. */
  claims?: string;
  cause?: unknown;
}

/** What a refused attempt, or an audit entry, is about. */
export interface ProblemTarget {
  kind: string;
  id: string;
  label: string;
}

/** A refusal with a stable code. Features throw it; `http/problems.ts` turns it into problem+json (RFC 9457). */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly status: number;
  readonly extras: ProblemExtras;

  constructor(code: ProblemCode, extras: ProblemExtras = {}) {
    super(code, { cause: extras.cause });
    this.name = 'Problem';
    this.code = code;
    this.status = PROBLEM_STATUS[code];
    this.extras = extras;
  }
}
