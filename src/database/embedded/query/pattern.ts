import { createContext, Script } from 'node:vm';
import { checkBlocking } from '../aggregate/deadline.ts';
import { CommandError } from '../errors.ts';
import { type Effort, translate } from './pattern-translation.ts';

/** A regular expression of PCRE that JavaScript runs with the same result. */
export interface Pattern {
  pattern: string;
  /** The options among i, m, s, x, in this order. */
  options: string;
  /** What every matching text begins with, when the pattern is anchored and case-sensitive. */
  prefix: string | undefined;
  /** Whether every text that begins so matches. */
  isPrefix: boolean;
  test(text: string): boolean;
}

/** PCRE's own limit in MongoDB. */
const LONGEST_PATTERN = 32764;
/** Steps of backtracking that are run without a guard: some milliseconds. */
const UNGUARDED_STEPS = 1e6;
const GUARD_MILLISECONDS = 250;

/**
 * Compiles a pattern. One that may backtrack for long is run under a time limit.
 * @throws CommandError 51091 for a wrong pattern, NotImplemented for a feature of PCRE that JavaScript lacks
 */
export function compilePattern(pattern: string, options: string): Pattern {
  const wrong = /[^imsxu]/.exec(options);
  if (wrong) throw new CommandError(51108, `invalid flag in regex options: ${wrong[0]}`);
  if (pattern.length > LONGEST_PATTERN) throw new CommandError(51091, 'Regular expression is too long');
  if (pattern.includes('\0') || options.includes('\0'))
    throw new CommandError('BadValue', 'Regular expression cannot contain an embedded null byte');
  const { source, flags, prefix, isPrefix, effort, wordsByCase } = translate(pattern, options);
  const expression = build(source, flags, pattern);
  return {
    pattern,
    options: [...'imsx'].filter((option) => options.includes(option)).join(''),
    prefix,
    isPrefix,
    test(text) {
      if (wordsByCase && /[\u017f\u212a]/.test(text)) {
        // The only letters for which JavaScript and PCRE disagree about \w and \b without case.
        throw new CommandError(
          'NotImplemented',
          `the pattern ${pattern} cannot be matched against the letters U+017F and U+212A`,
        );
      }
      return steps(effort, text.length) <= UNGUARDED_STEPS ? expression.test(text) : testGuarded(expression, text);
    },
  };
}

function build(source: string, flags: string, pattern: string): RegExp {
  try {
    return new RegExp(source, flags);
  } catch {
    throw new CommandError(51091, `Regular expression is invalid: ${pattern.slice(0, 200)}`);
  }
}

function steps(effort: Effort, length: number): number {
  return effort.choices * (length + 1) ** effort.loops;
}

const sandbox = createContext({ expression: /x/, text: '' });
const script = new Script('expression.test(text)');

function testGuarded(expression: RegExp, text: string): boolean {
  checkBlocking();
  sandbox.expression = expression;
  sandbox.text = text;
  try {
    return script.runInContext(sandbox, { timeout: GUARD_MILLISECONDS }) === true;
  } catch {
    throw new CommandError(
      51156,
      `Error occurred while executing the regular expression ${expression.source.slice(0, 200)}: it takes too long`,
    );
  } finally {
    sandbox.text = '';
  }
}
