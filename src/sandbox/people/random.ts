/** The same numbers for the same seed, everywhere. */
export interface Random {
  /** From 0 up to, not including, 1. */
  next(): number;
  /** From 0 up to, not including, `below`. */
  integer(below: number): number;
  pick<T>(list: readonly T[]): T;
  /** `true` with that probability. */
  chance(probability: number): boolean;
  /** A version 4 GUID. */
  guid(): string;
}

/** Small fast counter, 32 bits (sfc32), seeded and warmed up. */
export function seededRandom(seed: number): Random {
  let a = seed | 0;
  let b = (seed ^ 0x9e3779b9) | 0;
  let c = (seed ^ 0x243f6a88) | 0;
  let counter = 1;
  const bits = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return sum >>> 0;
  };
  for (let i = 0; i < 16; i++) bits();

  const next = () => bits() / 4294967296;
  const integer = (below: number) => Math.floor(next() * below);
  const hex = () => bits().toString(16).padStart(8, '0');
  return {
    next,
    integer,
    chance: (probability) => next() < probability,
    pick<T>(list: readonly T[]): T {
      const item = list[integer(list.length)];
      if (item === undefined) throw new TypeError('pick needs a list with something in it');
      return item;
    },
    guid() {
      const [x, y, z] = [hex(), hex(), hex()];
      const variant = '89ab'[integer(4)];
      return `${x}-${y.slice(0, 4)}-4${y.slice(5)}-${variant}${z.slice(0, 3)}-${z.slice(3)}${hex().slice(1)}`;
    },
  };
}
