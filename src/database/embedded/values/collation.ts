import { CommandError, notSupported } from '../errors.ts';
import { toDouble } from './decimal.ts';
import type { Doc } from './document.ts';
import { isNumber } from './kinds.ts';

/** How texts are compared: by language and strength (1 letters, 2 and accents, 3 and case). */
export interface Collation {
  locale: string;
  strength: 1 | 2 | 3;
  caseLevel: boolean;
  numericOrdering: boolean;
  /** Sign of the comparison of two texts. */
  compare(a: string, b: string): number;
}

const sensitivities = { 1: 'base', 2: 'accent', 3: 'variant' } as const;
const made = new Map<string, Collation>();

/** Options that MongoDB knows and whose default is what `Intl.Collator` does. */
const defaults: Record<string, unknown> = {
  caseFirst: 'off',
  alternate: 'non-ignorable',
  maxVariable: 'punct',
  normalization: false,
  backwards: false,
  version: '57.1',
};

/**
 * The collation that a document `{ locale, strength?, caseLevel?, numericOrdering? }` asks for.
 * Undefined means simple binary comparison (no document, or the locale `simple`).
 * @throws CommandError BadValue or NotImplemented for everything that `Intl.Collator` cannot do exactly.
 */
export function parseCollation(spec: Doc | undefined): Collation | undefined {
  if (spec === undefined || spec.size === 0) return undefined;
  const locale = spec.get('locale');
  if (typeof locale !== 'string')
    throw new CommandError(40414, "BSON field 'collation.locale' is missing but a required field");
  if (locale === 'simple') {
    if (spec.size > 1) throw new CommandError('BadValue', 'the simple collation takes no other options');
    return undefined;
  }
  let strength = 3;
  let caseLevel = false;
  let numericOrdering = false;
  for (const [name, value] of spec) {
    if (name === 'locale') continue;
    else if (name === 'strength' && isNumber(value)) strength = toDouble(value);
    else if (name === 'caseLevel' && typeof value === 'boolean') caseLevel = value;
    else if (name === 'numericOrdering' && typeof value === 'boolean') numericOrdering = value;
    else if (!(name in defaults))
      throw new CommandError(40415, `BSON field 'collation.${name}' is an unknown field or of a wrong type`);
    else if (defaults[name] !== value) throw notSupported(`the collation option ${name}`);
  }
  if (strength !== 1 && strength !== 2 && strength !== 3) throw notSupported(`collation strength ${strength}`);
  if (caseLevel && strength > 1) throw notSupported('caseLevel with a strength above 1');
  return make(locale, strength, caseLevel, numericOrdering);
}

function make(locale: string, strength: 1 | 2 | 3, caseLevel: boolean, numericOrdering: boolean): Collation {
  const key = `${locale} ${strength} ${caseLevel} ${numericOrdering}`;
  const known = made.get(key);
  if (known) return known;
  const tag = locale.replaceAll('_', '-');
  if (!/^[a-z]{2,3}(-[A-Za-z]{2,4})*$/.test(tag) || Intl.Collator.supportedLocalesOf(tag).length === 0) {
    throw new CommandError('BadValue', `Field 'locale' is invalid in: { locale: "${locale}" }`);
  }
  const sensitivity = caseLevel ? 'case' : sensitivities[strength];
  const collator = new Intl.Collator(tag, { sensitivity, numeric: numericOrdering, caseFirst: 'false', usage: 'sort' });
  const collation: Collation = {
    locale,
    strength,
    caseLevel,
    numericOrdering,
    compare: (a, b) => collator.compare(a, b),
  };
  made.set(key, collation);
  return collation;
}
