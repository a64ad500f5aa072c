import { useEffect } from 'react';

let resolveFirstPage = () => {};

/** Resolves once a page is on the screen: what no page waits for is fetched after it. */
export const firstPage = new Promise<void>((resolve) => {
  resolveFirstPage = resolve;
});

/** To be used by what shows a page. */
export function useFirstPage(): void {
  useEffect(() => resolveFirstPage(), []);
}
