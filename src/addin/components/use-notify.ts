import { useContext } from 'react';
import { PassingMessageContext } from './passing-message.ts';
import { useProblemText } from './use-problem-text.ts';

export interface Notify {
  done(text: string): void;
  failed(error: unknown): void;
}

/** Says what came of something where the page itself can't show it. */
export function useNotify(): Notify {
  const say = useContext(PassingMessageContext);
  const textOf = useProblemText();
  return {
    done: (text) => say({ text, intent: 'success' }),
    failed: (error) => say({ text: textOf(error), intent: 'error' }),
  };
}
