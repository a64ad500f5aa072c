import { fold } from '../../platform/search-text.ts';

/**
 * ACC-4: what two ways to write one answer have in common. Case, accents, width and spaces around or doubled don't
 * count; everything else does.
 */
export function foldAnswer(answer: string): string {
  return fold(answer);
}

/** Why an answer protects nothing; null when it does. */
export function answerRefusal(question: string, answer: string): 'empty_answer' | 'answer_in_question' | null {
  const folded = foldAnswer(answer);
  if (folded === '') return 'empty_answer';
  return foldAnswer(question).includes(folded) ? 'answer_in_question' : null;
}
