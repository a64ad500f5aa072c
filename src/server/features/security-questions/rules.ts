import { fold } from '../../platform/search-text.ts';

/**
 * ACC-4: the form in which answers are compared. Case, accents, width and extra spaces don't count; everything else does.
 */
export function foldAnswer(answer: string): string {
  return fold(answer);
}

/** Why an answer is too weak; null when it is not. */
export function answerRefusal(question: string, answer: string): 'empty_answer' | 'answer_in_question' | null {
  const folded = foldAnswer(answer);
  if (folded === '') return 'empty_answer';
  return foldAnswer(question).includes(folded) ? 'answer_in_question' : null;
}
