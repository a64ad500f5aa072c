import { admit, type Word } from '../door.ts';
import { CommandError } from '../errors.ts';
import { compare } from '../values/compare.ts';
import { isDoc, type Value } from '../values/document.ts';
import { compileExpression, type Expression } from './expression.ts';
import { Sum } from './sum.ts';

/** Gathers one value of a group. */
interface Accumulator {
  add(value: Value | undefined): void;
  /** What was gathered; undefined is written as null. */
  result(): Value | undefined;
}

const accumulators: Record<Word<'accumulator'>, () => Accumulator> = {
  $sum: () => {
    const sum = new Sum();
    return { add: (value) => sum.add(value), result: () => sum.total() };
  },
  $max: () => {
    let best: Value = null;
    return {
      add(value) {
        if (value !== undefined && value !== null && (best === null || compare(value, best) > 0)) best = value;
      },
      result: () => best,
    };
  },
  $first: () => {
    let first: { value: Value | undefined } | undefined;
    return {
      add: (value) => {
        first ??= { value };
      },
      result: () => first?.value,
    };
  },
  $last: () => {
    let last: Value | undefined;
    return {
      add: (value) => {
        last = value;
      },
      result: () => last,
    };
  },
};

/** One field of a group: what to evaluate and how to gather it. */
export interface GroupField {
  name: string;
  evaluate: Expression;
  make(): Accumulator;
}

/** Reads `{ $sum: '$x' }`. */
export function readAccumulator(name: string, spec: Value): GroupField {
  const [entry] = isDoc(spec) && spec.size === 1 ? spec : [];
  if (!entry) throw new CommandError(40234, `The field '${name}' must be an object with one accumulator`);
  if (name.includes('.')) throw new CommandError(40235, `The field name '${name}' cannot contain '.'`);
  const [operator, argument] = entry;
  return { name, evaluate: compileExpression(argument), make: accumulators[admit('accumulator', operator)] };
}
