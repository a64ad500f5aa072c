import type { Operator } from './evaluation.ts';
import { arithmetic } from './expressions/arithmetic.ts';
import { arrays } from './expressions/arrays.ts';
import { bindings } from './expressions/bindings.ts';
import { conditions } from './expressions/conditions.ts';
import { dates } from './expressions/dates.ts';
import { objects } from './expressions/objects.ts';
import { sets } from './expressions/sets.ts';
import { strings } from './expressions/strings.ts';
import { types } from './expressions/types.ts';

/** Every operator that an expression may use. */
export const operators: ReadonlyMap<string, Operator> = new Map(
  Object.entries({
    ...arithmetic,
    ...arrays,
    ...conditions,
    ...dates,
    ...bindings,
    ...objects,
    ...sets,
    ...strings,
    ...types,
  }),
);

/** Operators of MongoDB that are refused by name. */
export const knownButRefused: ReadonlySet<string> = new Set(
  (
    '$accumulator $acos $acosh $asin $asinh $atan $atan2 $atanh $binarySize $bitAnd $bitNot $bitOr $bitXor $bottom ' +
    '$bottomN $bsonSize $cos $cosh $degreesToRadians $firstN $function ' +
    '$indexOfBytes $lastN $log $maxN $median $meta $minN $percentile $radiansToDegrees $rand ' +
    '$regexFind $regexFindAll $sampleRate $sin $sinh $tan $tanh $toHashedIndexKey ' +
    '$toUUID $top $topN $tsIncrement $tsSecond $encStrContains $createObjectId'
  ).split(' '),
);
