import { CommandError } from '../../errors.ts';
import { toDouble } from '../../values/decimal.ts';
import { isDoc, type Value } from '../../values/document.ts';
import { isNumber, kindOf } from '../../values/kinds.ts';
import { isTruthy } from '../../values/truth.ts';
import { checkWeight } from '../../values/weight.ts';
import { isNullish, namedValues } from '../define.ts';
import { bind, type Context, type Operator } from '../evaluation.ts';

/** User variables begin with a small letter (or are not ASCII). */
export function checkVariable(name: string): string {
  if (!/^(?:[a-z\u0080-\uffff][\w\u0080-\uffff]*|CURRENT)$/.test(name)) {
    throw new CommandError(16867, `'${name}' starts with an invalid character for a user variable name`);
  }
  if (name === 'CURRENT')
    throw new CommandError('NotImplemented', 'setting $$CURRENT is not supported by the embedded database');
  return name;
}

const letIn: Operator = (argument, context) => {
  const parts = namedValues(argument, '$let', ['vars', 'in'], []);
  const vars = parts.get('vars');
  if (!isDoc(vars)) throw new CommandError(16876, 'invalid parameter: expected an object (vars)');
  const variables = [...vars].map(([name, value]) => ({ name: checkVariable(name), evaluate: context.compile(value) }));
  const body = context.knowing([...vars.keys()]).compile(parts.get('in') ?? null);
  return (environment) => {
    let inner = environment;
    for (const { name, evaluate } of variables) inner = bind(inner, name, checkWeight(evaluate(environment)));
    return body(inner);
  };
};

/** `as` of `$map` and `$filter`. */
function readAs(parts: Map<string, Value>): string {
  const as = parts.get('as') ?? 'this';
  if (typeof as !== 'string') throw new CommandError('FailedToParse', "'as' must be a string");
  return checkVariable(as);
}

/** The input of a loop: null when it is null or missing. */
function inputArray(value: Value | undefined, name: string, code: number): Value[] | null {
  if (isNullish(value)) return null;
  if (!Array.isArray(value)) throw new CommandError(code, `input to ${name} must be an array not ${kindOf(value)}`);
  return checkWeight(value);
}

const map: Operator = (argument, context) => {
  const parts = namedValues(argument, '$map', ['input', 'in'], ['as']);
  const as = readAs(parts);
  const input = context.compile(parts.get('input') ?? null);
  const body = context.knowing([as]).compile(parts.get('in') ?? null);
  return (environment) => {
    const array = inputArray(input(environment), '$map', 16883);
    return (
      array?.map((element) => {
        context.deadline.tick();
        return body(bind(environment, as, element)) ?? null;
      }) ?? null
    );
  };
};

const filter: Operator = (argument, context) => {
  const parts = namedValues(argument, '$filter', ['input', 'cond'], ['as', 'limit']);
  const as = readAs(parts);
  const input = context.compile(parts.get('input') ?? null);
  const keeps = context.knowing([as]).compile(parts.get('cond') ?? null);
  const limitOf = context.compile(parts.get('limit') ?? null);
  return (environment) => {
    const array = inputArray(input(environment), '$filter', 28651);
    if (!array) return null;
    const limit = readLimit(limitOf(environment));
    const kept: Value[] = [];
    for (const element of array) {
      context.deadline.tick();
      if (kept.length >= limit) break;
      if (isTruthy(keeps(bind(environment, as, element)))) kept.push(element);
    }
    return kept;
  };
};

function readLimit(value: Value | undefined): number {
  if (isNullish(value)) return Number.POSITIVE_INFINITY;
  const limit = isNumber(value) ? toDouble(value) : Number.NaN;
  if (!Number.isInteger(limit))
    throw new CommandError(327391, '$filter: limit must be represented as a 32-bit integral value');
  if (limit < 1) throw new CommandError(327392, '$filter: limit must be greater than 0');
  return limit;
}

const reduce: Operator = (argument, context: Context) => {
  const parts = namedValues(argument, '$reduce', ['input', 'initialValue', 'in'], []);
  const input = context.compile(parts.get('input') ?? null);
  const initial = context.compile(parts.get('initialValue') ?? null);
  const body = context.knowing(['this', 'value']).compile(parts.get('in') ?? null);
  return (environment) => {
    const array = inputArray(input(environment), '$reduce', 40080);
    if (!array) return null;
    let value = initial(environment);
    for (const element of array) {
      context.deadline.tick();
      value = checkWeight(body(bind(bind(environment, 'value', value), 'this', element)));
    }
    return value;
  };
};

export const bindings: Record<string, Operator> = {
  $let: letIn,
  $map: map,
  $filter: filter,
  $reduce: reduce,
  $literal: (argument) => () => argument,
  $const: (argument) => () => argument,
};
