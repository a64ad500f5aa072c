import { CommandError } from '../errors.ts';

/** How long an operation may compute without letting anything else run. */
const LONGEST_BLOCKING = 30_000;
/** Between two looks at the clock. */
const TICKS = 1024;

/** When the present turn of the event loop was first asked for; a turn is what runs without a pause. */
let turnBegan: number | undefined;

/** Milliseconds that the present turn has lasted since this was first asked in it. */
function blockedFor(): number {
  const now = performance.now();
  if (turnBegan === undefined) {
    turnBegan = now;
    setImmediate(() => {
      turnBegan = undefined;
    }).unref();
  }
  return now - turnBegan;
}

/**
 * Stops what keeps the process from everything else for too long.
 * @throws CommandError MaxTimeMSExpired
 */
export function checkBlocking(longest = LONGEST_BLOCKING): void {
  if (blockedFor() > longest) throw new CommandError('MaxTimeMSExpired', 'operation exceeded time limit');
}

/** Ends an operation that computes for too long in one go: everything that loops calls `tick`. */
export class Deadline {
  readonly #longest: number;
  #ticks = 0;

  /** @param longest milliseconds without a pause; waiting between two batches does not count */
  constructor(longest = LONGEST_BLOCKING) {
    this.#longest = longest;
  }

  /** @throws CommandError MaxTimeMSExpired when the time is over */
  tick(): void {
    if (++this.#ticks % TICKS === 0) checkBlocking(this.#longest);
  }
}
