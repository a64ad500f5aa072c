import type { z } from 'zod';
import { type FieldError, Problem } from '../platform/problem.ts';

/** What a refusal names of wrong fields: a body can have a hundred thousand of them, and names as long as itself. */
const MOST_ERRORS = 50;
const LONGEST_FIELD = 200;

/**
 * Checks one part of a request against its schema; unknown keys are refused by the strict schemas themselves.
 * @throws Problem `validation_failed` that names the wrong fields by their paths (`people.3.loginId`): the first of them
 *   when there are too many, with `errorCount`.
 */
export async function validate<S extends z.ZodType>(schema: S, value: unknown): Promise<z.output<S>> {
  const result = await schema.safeParseAsync(value, { reportInput: true });
  if (result.success) return result.data;
  const { issues } = result.error;
  const errors = issues.slice(0, MOST_ERRORS).flatMap(toFieldErrors).slice(0, MOST_ERRORS);
  const errorCount = issues.reduce((sum, issue) => sum + countOf(issue), 0);
  throw new Problem('validation_failed', { errors, ...(errorCount > MOST_ERRORS && { details: { errorCount } }) });
}

const countOf = (issue: z.core.$ZodIssue): number => (issue.code === 'unrecognized_keys' ? issue.keys.length : 1);

function toFieldErrors(issue: z.core.$ZodIssue): FieldError[] {
  if (issue.code === 'invalid_union') return unionErrors(issue);
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys
      .slice(0, MOST_ERRORS)
      .map((key) => ({ field: fieldOf([...path, key]), code: issue.code, message: '' }));
  }
  return [{ field: fieldOf(path), code: codeOf(issue), message: '' }];
}

const fieldOf = (path: readonly string[]): string => path.join('.').slice(0, LONGEST_FIELD);

/** A body that may have one of several shapes: the errors of the shape that it comes closest to. */
function unionErrors(issue: z.core.$ZodIssueInvalidUnion): FieldError[] {
  const shapes = issue.errors.map((issues) =>
    issues.flatMap((inner) => toFieldErrors({ ...inner, path: [...issue.path, ...inner.path] } as z.core.$ZodIssue)),
  );
  const [closest] = shapes.toSorted((a, b) => a.length - b.length);
  return closest ?? [{ field: issue.path.map(String).join('.'), code: 'invalid', message: '' }];
}

/** Custom rules of the schemas have a code as their message (`malformed_id`); zod's own rules have codes. */
function codeOf(issue: z.core.$ZodIssue): string {
  if (/^[a-z]+(_[a-z]+)+$/.test(issue.message)) return issue.message;
  if (issue.code === 'invalid_type' && issue.input === undefined) return 'required';
  return issue.code === 'custom' ? 'invalid' : issue.code;
}
