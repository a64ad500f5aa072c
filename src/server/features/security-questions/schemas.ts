import { z } from 'zod';
import { passwordSchema } from '../passwords/schemas.ts';

/** One line. */
const questionSchema = z
  .string()
  .trim()
  .min(5)
  .max(200)
  .regex(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/u, 'control_characters');

export const answerSchema = z.string().max(200);

/** `PUT /account/security-question` (ACC-4); null takes the question away. */
export const setSecurityQuestionBody = z.union([
  z.strictObject({ currentPassword: passwordSchema, question: questionSchema, answer: answerSchema }),
  z.strictObject({ currentPassword: passwordSchema, question: z.null() }),
]);

/** `GET /account/security-question`: never the answer. */
export const securityQuestionSchema = z.strictObject({ question: z.string().nullable() });

export type SetSecurityQuestion = z.output<typeof setSecurityQuestionBody>;
export type SecurityQuestion = z.infer<typeof securityQuestionSchema>;
