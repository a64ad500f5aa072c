/**
 * What this window remembers. A browser that blocks cookies inside other pages also refuses storage there, by an
 * exception: Foyer then does without.
 */
export const windowStorage = {
  get(name: string): string | null {
    try {
      return sessionStorage.getItem(name);
    } catch {
      return null;
    }
  },
  /** @returns whether it will be remembered. */
  set(name: string, value: string): boolean {
    try {
      sessionStorage.setItem(name, value);
      return true;
    } catch {
      return false;
    }
  },
  remove(name: string): void {
    try {
      sessionStorage.removeItem(name);
    } catch {
      // Nothing was remembered.
    }
  },
};
