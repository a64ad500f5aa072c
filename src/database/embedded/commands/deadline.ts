import { CommandError } from '../errors.ts';

/** How long an operation may compute without letting anything else run, in milliseconds. */
const longestBlocking = 30_000;
/** Documents looked at between two looks at the clock. */
const ticksBetween = 128;

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

/** Ends a query that keeps the process from everything else for too long. */
export class Deadline {
  readonly #longest: number;
  #ticks = 0;

  /** @param longest milliseconds without a pause; waiting between two batches does not count */
  constructor(longest = longestBlocking) {
    this.#longest = longest;
  }

  /** @throws CommandError MaxTimeMSExpired when the time is over */
  tick(): void {
    if (++this.#ticks % ticksBetween === 0 && blockedFor() > this.#longest)
      throw new CommandError('MaxTimeMSExpired', 'operation exceeded time limit');
  }
}
