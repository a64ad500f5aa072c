import { z } from 'zod';
import type { Calls } from '../../platform/calls.ts';
import { passwordSchema } from '../passwords/schemas.ts';

/** In characters, as JSON Schema counts them. */
const SHORTEST_QUESTION = 5;

/** One line. */
const questionSchema = z
  .string()
  .max(200)
  .regex(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/u, 'control_characters')
  .trim()
  .refine((text) => [...text].length >= SHORTEST_QUESTION, 'too_small')
  .meta({ minLength: SHORTEST_QUESTION });

export const answerSchema = z.string().max(200);

/** `PUT /account/security-question` (ACC-4); null removes the question. */
export const setSecurityQuestionBody = z.union([
  z.strictObject({ currentPassword: passwordSchema, question: questionSchema, answer: answerSchema }),
  z.strictObject({ currentPassword: passwordSchema, question: z.null() }),
]);

/** `GET /account/security-question`: never the answer. */
export const securityQuestionSchema = z.strictObject({ question: z.string().nullable() });

export type SetSecurityQuestion = z.output<typeof setSecurityQuestionBody>;
export type SecurityQuestion = z.infer<typeof securityQuestionSchema>;

export const securityQuestionsCalls = {
  'GET /account/security-question': { response: securityQuestionSchema },
  'PUT /account/security-question': { body: setSecurityQuestionBody },
} satisfies Calls;
