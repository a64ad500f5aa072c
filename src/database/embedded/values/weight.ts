import { Binary } from 'bson';
import { CommandError } from '../errors.ts';
import type { Value } from './document.ts';

/** What one value may weigh between the stages of a pipeline, in bytes, as in MongoDB. */
const HEAVIEST = 64 * 1024 * 1024;

/** Roughly the bytes of a value as BSON; counting ends at `limit`, because expressions can build shared values of enormous size. */
function weigh(value: Value | undefined, limit: number): number {
  if (typeof value === 'string') return 5 + value.length;
  if (value instanceof Binary) return 5 + value.position;
  let weight = 8;
  if (value instanceof Map) {
    for (const [name, member] of value) {
      weight += 2 + name.length + weigh(member, limit - weight);
      if (weight > limit) break;
    }
  } else if (Array.isArray(value)) {
    for (const member of value) {
      weight += 2 + weigh(member, limit - weight);
      if (weight > limit) break;
    }
  }
  return weight;
}

/** @throws CommandError BSONObjectTooLarge for a value that no document could hold */
export function checkWeight<T extends Value | undefined>(value: T): T {
  if ((value instanceof Map || Array.isArray(value)) && weigh(value, HEAVIEST) > HEAVIEST) {
    throw new CommandError('BSONObjectTooLarge', 'the value that an expression builds is too large');
  }
  return value;
}

/** What a stage that gathers documents may hold, in bytes. */
const GATHERED = 256 * 1024 * 1024;

/** The memory of a stage that gathers documents, such as `$group` and `$sort`. */
export class Memory {
  #used = 0;
  readonly #stage: string;

  constructor(stage: string) {
    this.#stage = stage;
  }

  /** Counts a value that is kept. @throws CommandError 292 when the stage holds too much */
  keep(value: Value | undefined): void {
    this.#used += weigh(value, GATHERED);
    if (this.#used > GATHERED) {
      throw new CommandError(
        292,
        `${this.#stage} exceeded its memory limit of ${GATHERED} bytes, and cannot spill to disk`,
      );
    }
  }
}
