import { PROBLEM_STATUS, type ProblemCode } from './problem-codes.ts';

/** One wrong field of a request: where it is (`people.3.loginId`) and which rule it breaks. */
export interface FieldError {
  field: string;
  code: string;
  message: string;
}

export interface ProblemExtras {
  errors?: FieldError[];
  /** Members of the problem document beside RFC 9457's own, shown to the person (`expectedLoginId`, `decidedBy` …). */
  details?: Record<string, string | number | boolean | null>;
  /** Seconds for `Retry-After`. */
  retryAfter?: number;
  /** The claims challenge of Entra, passed on in `WWW-Authenticate`. */
  claims?: string;
  cause?: unknown;
}

/** On whom or what something was attempted. */
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
