import { Deadline } from '../aggregate/deadline.ts';
import { timeExpired } from '../engine.ts';

/** Documents looked at between two looks at the clock. */
const ticksBetween = 128;

/** The client's maxTimeMS: how long one batch of a query may take. */
export class TimeLimit extends Deadline {
  readonly #milliseconds: number;
  #end = Infinity;
  #looks = 0;

  /** @param milliseconds undefined or 0: no limit */
  constructor(milliseconds: number | undefined) {
    super();
    this.#milliseconds = milliseconds || Infinity;
    this.start();
  }

  /** Begins to count anew. */
  start(): void {
    this.#end = Date.now() + this.#milliseconds;
  }

  override tick(): void {
    super.tick();
    if (++this.#looks % ticksBetween === 0 && Date.now() > this.#end) throw timeExpired();
  }
}
