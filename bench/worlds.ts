import { startWorld, type World } from './world.ts';

/** As many people as a middle-sized company and as a large one have. */
export const SIZES = { small: 1200, large: 100_000 } as const;

export type Size = keyof typeof SIZES;

/** What every part of a run is given. */
export interface Bench {
  /** Smaller numbers, to see that everything works. */
  isQuick: boolean;
  /** Made when first asked for, and kept for the parts that follow. */
  world(size: Size): Promise<World>;
  close(): Promise<void>;
}

export function createBench(isQuick: boolean): Bench {
  const worlds = new Map<Size, Promise<World>>();
  return {
    isQuick,
    world(size) {
      const people = isQuick && size === 'large' ? 5000 : SIZES[size];
      const world = worlds.get(size) ?? startWorld(people);
      worlds.set(size, world);
      return world;
    },
    async close() {
      for (const world of worlds.values()) await world.then(({ close }) => close());
    },
  };
}

/** One of the parts that can be asked for by name: prints nothing, gives its tables back. */
export interface Part {
  name: string;
  title: string;
  run(bench: Bench): Promise<string>;
}
