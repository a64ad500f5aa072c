/** Lets one through at a time, in the order of arrival. */
export interface Turnstile {
  /** Waits for its turn; the next one waits until `leave` was called. */
  enter(): Promise<() => void>;
}

export function createTurnstile(): Turnstile {
  let last: Promise<void> = Promise.resolve();
  return {
    async enter() {
      const before = last;
      let leave = () => {};
      last = new Promise<void>((resolve) => {
        leave = resolve;
      });
      await before;
      return leave;
    },
  };
}
