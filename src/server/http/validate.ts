import type { z } from 'zod';
import { type FieldError, Problem } from '../platform/problem.ts';

/**
 * Checks one part of a request against its schema; unknown keys are refused by the strict schemas themselves.
 * @throws Problem `validation_failed` that names every wrong field by its path (`people.3.loginId`).
 */
export async function validate<S extends z.ZodType>(schema: S, value: unknown): Promise<z.output<S>> {
  const result = await schema.safeParseAsync(value, { reportInput: true });
  if (result.success) return result.data;
  throw new Problem('validation_failed', { errors: result.error.issues.flatMap(toFieldErrors).slice(0, 50) });
}

function toFieldErrors(issue: z.core.$ZodIssue): FieldError[] {
  if (issue.code === 'invalid_union') return unionErrors(issue);
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ field: [...path, key].join('.'), code: issue.code, message: '' }));
  }
  return [{ field: path.join('.'), code: codeOf(issue), message: '' }];
}

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
