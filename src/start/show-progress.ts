/** How often a log that keeps its lines is told: each so many percent. */
const STEP = 25;

/**
 * Shows on standard output how far something is: in a terminal in one line that changes, in a log in a few lines.
 * @param title what is being done, without a full stop.
 */
export function showProgress(title: string): { update(percent: number): void; end(): void } {
  const { stdout } = process;
  let told = -1;
  const tell = (percent: number) => {
    told = percent;
    stdout.write(stdout.isTTY ? `\r${title}: ${percent} %` : `${title}: ${percent} %\n`);
  };
  tell(0);
  return {
    update(percent) {
      if (percent >= told + (stdout.isTTY ? 1 : STEP)) tell(percent);
    },
    end() {
      if (stdout.isTTY) stdout.write('\n');
    },
  };
}
