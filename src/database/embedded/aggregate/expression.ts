import { Double, Int32 } from 'bson';
import { admit, type Word } from '../door.ts';
import { CommandError, notSupported } from '../errors.ts';
import { add, subtract } from '../values/arithmetic.ts';
import { compare, equal } from '../values/compare.ts';
import { type Doc, isDoc, type NumberValue, type Value } from '../values/document.ts';
import { isNumber, isTruthy, kindOf, toDouble } from '../values/kinds.ts';
import { splitPath, valueAt } from '../values/path.ts';
import { textOf } from '../values/text.ts';

/** An expression made ready: its value for a document, `undefined` where that is missing. */
export type Expression = (root: Doc) => Value | undefined;

/**
 * Makes an aggregation expression ready: a path, `$$ROOT`, an operator, a document of expressions or a constant.
 * @throws CommandError for what is wrong in it, NotImplemented for an operator that is not on the allow-list
 */
export function compileExpression(expression: Value): Expression {
  if (typeof expression === 'string' && expression.startsWith('$')) return compilePath(expression);
  if (Array.isArray(expression)) throw notSupported('an expression that is an array');
  return isDoc(expression) ? compileDocument(expression) : () => expression;
}

function compileDocument(expression: Doc): Expression {
  const [first] = expression;
  if (first?.[0].startsWith('$')) {
    if (expression.size > 1) {
      const names = [...expression.keys()].join(', ');
      throw new CommandError(15983, `an object representing an expression must have exactly one field: ${names}`);
    }
    return operators[admit('expression', first[0])](first[1]);
  }
  const fields = [...expression].map(([name, value]): [string, Expression] => {
    if (name.includes('.')) throw new CommandError(16405, `FieldPath field names may not contain '.': '${name}'`);
    if (name.startsWith('$')) throw new CommandError(16410, `FieldPath field names may not start with '$': '${name}'`);
    return [name, compileExpression(value)];
  });
  return (root) => {
    const document: Doc = new Map();
    for (const [name, evaluate] of fields) {
      const value = evaluate(root);
      if (value !== undefined) document.set(name, value);
    }
    return document;
  };
}

/** `$a.b` is a path of the document; `$$ROOT`, the whole of it, is the only variable. */
function compilePath(expression: string): Expression {
  if (expression === '$$ROOT') return (root) => root;
  if (expression.startsWith('$$')) throw notSupported(`the variable ${expression}`);
  const parts = splitPath(expression.slice(1));
  if (parts.some((part) => part === '' || part.startsWith('$')))
    throw new CommandError(15998, `invalid field path: '${expression}'`);
  return (root) => valueAt(root, parts);
}

/** Each reads its argument. */
const operators: Record<Word<'expression'>, (argument: Value) => Expression> = {
  $add: (argument) => {
    const terms = listOf('$add', argument).map(compileExpression);
    return (root) => {
      let sum: NumberValue = new Int32(0);
      for (const term of terms) {
        const value = term(root);
        if (isNullish(value)) return null;
        if (!isNumber(value)) throw wrongType('$add', value);
        sum = add(sum, value) ?? new Double(toDouble(sum) + toDouble(value));
      }
      return sum;
    };
  },
  $subtract: (argument) => {
    const [left, right] = pair('$subtract', argument);
    return (root) => {
      const [a, b] = [left(root), right(root)];
      return isNullish(a) || isNullish(b) ? null : difference(a, b);
    };
  },
  $eq: (argument) => {
    const [left, right] = pair('$eq', argument);
    return (root) => equal(left(root), right(root));
  },
  $max: (argument) => {
    // A list of one would be gone through where it is an array.
    const choices = listOf('$max', argument).map(compileExpression);
    if (choices.length < 2) throw notSupported('$max of less than two expressions');
    return (root) => {
      let best: Value = null;
      for (const choice of choices) {
        const value = choice(root);
        if (!isNullish(value) && (best === null || compare(value, best) > 0)) best = value;
      }
      return best;
    };
  },
  $cond: (argument) => {
    const parts = listOf('$cond', argument).map(compileExpression);
    const [test, then, otherwise] = parts;
    if (!test || !then || !otherwise || parts.length > 3)
      throw new CommandError(16020, `Expression $cond takes exactly 3 arguments. ${parts.length} were passed in.`);
    return (root) => (isTruthy(test(root)) ? then : otherwise)(root);
  },
  $dateToString: (argument) => {
    const { date, format, timezone } = isDoc(argument) ? Object.fromEntries(argument) : {};
    if (!isDoc(argument) || argument.size > 3 || date === undefined || typeof timezone !== 'string')
      throw notSupported('$dateToString of anything but date, format and a timezone');
    if (format !== '%Y-%m-%d') throw notSupported(`the format ${textOf(format)} of $dateToString`);
    const evaluate = compileExpression(date);
    const dayOf = dayIn(timezone);
    return (root) => {
      const value = evaluate(root);
      if (isNullish(value)) return null;
      if (!(value instanceof Date)) throw new CommandError(16006, `can't convert from ${kindOf(value)} to Date`);
      return dayOf(value);
    };
  },
};

function isNullish(value: Value | undefined): value is null | undefined {
  return value === undefined || value === null;
}

function listOf(name: string, argument: Value): Value[] {
  if (!Array.isArray(argument)) throw notSupported(`${name} of anything but a list`);
  return argument;
}

function pair(name: string, argument: Value): [Expression, Expression] {
  const [left, right, ...others] = listOf(name, argument).map(compileExpression);
  if (!left || !right || others.length > 0)
    throw new CommandError(16020, `Expression ${name} takes exactly 2 arguments.`);
  return [left, right];
}

function wrongType(name: string, value: Value): CommandError {
  if (value instanceof Date) return notSupported(`${name} of a date and a number`);
  return new CommandError('TypeMismatch', `${name} only supports numeric types, not ${kindOf(value)}`);
}

/** Of two dates the milliseconds between them. */
function difference(a: Value, b: Value): Value {
  if (a instanceof Date && b instanceof Date) return BigInt(a.getTime() - b.getTime());
  if (!isNumber(a)) throw wrongType('$subtract', a);
  if (!isNumber(b)) throw wrongType('$subtract', b);
  return subtract(a, b) ?? new Double(toDouble(a) - toDouble(b));
}

/** Writes the day that a moment falls on in a time zone, such as 2030-01-31. */
function dayIn(timeZone: string): (date: Date) => string {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  } catch {
    throw new CommandError(40485, `unrecognized time zone identifier: "${timeZone.slice(0, 100)}"`);
  }
  return (date) => {
    if (date.getUTCFullYear() < 1 || date.getUTCFullYear() > 9998) throw notSupported('$dateToString of such a year');
    const parts = new Map(format.formatToParts(date).map(({ type, value }) => [type, value]));
    return `${parts.get('year')?.padStart(4, '0')}-${parts.get('month')}-${parts.get('day')}`;
  };
}
