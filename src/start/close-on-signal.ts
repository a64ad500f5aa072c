/** How long an orderly end may take; then the process ends anyway. */
const PATIENCE = 10_000;

export interface Closing {
  /** What was started last is closed first. */
  add(close: () => Promise<void>): void;
  close(): Promise<void>;
  /** Whether a signal has asked for the end, which comes by itself then. */
  isUnderWay(): boolean;
}

/** Ends everything in order at Ctrl-C or SIGTERM; a second signal ends the process at once. */
export function closeOnSignal(): Closing {
  const steps: (() => Promise<void>)[] = [];

  async function close(): Promise<void> {
    for (const step of steps.splice(0).reverse()) {
      await step().catch((error: unknown) => process.stderr.write(`${String(error)}\n`));
    }
  }

  let isClosing = false;
  const onSignal = (signal: NodeJS.Signals) => {
    const code = signal === 'SIGINT' ? 130 : 143;
    if (isClosing) process.exit(code);
    isClosing = true;
    setTimeout(() => process.exit(code), PATIENCE).unref();
    void close().then(() => process.exit(0));
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);

  return { add: (step) => void steps.push(step), close, isUnderWay: () => isClosing };
}
