import { createContext, useContext } from 'react';

/** The element that scrolls the page, for lists that draw only what is in sight. */
export const ScrollAreaContext = createContext<HTMLElement | null>(null);

export function useScrollArea(): HTMLElement | null {
  return useContext(ScrollAreaContext);
}
