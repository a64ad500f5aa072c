import { createContext } from 'react';

/** Something that is said in passing, and goes by itself. */
export interface PassingMessage {
  text: string;
  intent: 'success' | 'error';
}

/** Hands a message to the frame, which shows it whichever page is open by then. */
export const PassingMessageContext = createContext<(message: PassingMessage) => void>(() => undefined);
