import { useEffect, useRef } from 'react';

/** Fluent gives the focus back by itself where it knows the trigger, such as a menu's; in milliseconds. */
const FLUENT_FIRST = 100;

/**
 * For what opens over a page: once it is gone, the focus goes back to what had it before, else to the heading of the
 * page. Without that it would be nowhere, and the page would stay hidden from screen readers.
 */
export function useFocusReturn(): void {
  const opener = useRef(document.activeElement);
  useEffect(() => {
    const { current } = opener;
    return () => {
      setTimeout(() => {
        if (document.activeElement !== document.body) return;
        const isThere = current?.isConnected && current !== document.body;
        const target = isThere ? current : document.querySelector('h1[tabindex]');
        if (target instanceof HTMLElement) target.focus();
      }, FLUENT_FIRST);
    };
  }, []);
}
