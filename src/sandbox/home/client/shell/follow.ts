import type { MouseEvent } from 'react';

/** Follows a link inside the page; with a modifier key the browser opens it in another tab, as with any link. */
export const followWith =
  (action: () => void) =>
  (event: MouseEvent): void => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    action();
  };
