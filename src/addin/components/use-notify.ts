import { createContext, useContext } from 'react';
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

/** Something that is said in passing, and goes by itself. */
export interface PassingMessage {
  text: string;
  intent: 'success' | 'error';
}

/** Hands a message to the frame, which shows it whichever page is open by then. */
export const PassingMessageContext = createContext<(message: PassingMessage) => void>(() => undefined);
