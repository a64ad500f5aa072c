import { type Colour, drawPng } from './png.ts';

const walls: readonly Colour[] = [
  [207, 228, 250],
  [213, 232, 212],
  [250, 226, 202],
  [226, 218, 245],
  [245, 214, 219],
  [216, 236, 236],
];
const skins: readonly Colour[] = [
  [245, 213, 190],
  [232, 190, 160],
  [214, 164, 128],
  [176, 124, 90],
  [134, 90, 64],
];
const hairs: readonly Colour[] = [
  [42, 34, 32],
  [86, 58, 42],
  [140, 96, 58],
  [196, 158, 104],
  [150, 148, 146],
];
const clothes: readonly Colour[] = [
  [0, 78, 140],
  [3, 131, 135],
  [92, 46, 145],
  [164, 38, 44],
  [73, 90, 60],
  [66, 66, 74],
];

/**
 * A drawn portrait without a face, as a stand-in for a photo: the same for the same seed.
 * @param seed bytes, of which the first five choose.
 * @returns a PNG of `size` by `size`.
 */
export function drawPortrait(seed: Uint8Array, size: number): Buffer {
  const wall = pick(walls, seed[0]);
  const skin = pick(skins, seed[1]);
  const hair = pick(hairs, seed[2]);
  const cloth = pick(clothes, seed[3]);
  const hasLongHair = (seed[4] ?? 0) % 2 === 0;
  return drawPng(size, (x, y) => {
    const fringe = y < 0.33 + 0.5 * (x - 0.42) ** 2;
    if (fringe && inOval(x, y, 0.5, 0.37, 0.19, 0.2)) return hair;
    if (inOval(x, y, 0.5, 0.42, 0.165, 0.2)) return skin;
    if (Math.abs(x - 0.5) < 0.07 && y > 0.5 && y < 0.74) return skin;
    if (inOval(x, y, 0.5, 1.04, 0.38, 0.34)) return cloth;
    if (hasLongHair && inOval(x, y, 0.5, 0.46, 0.225, 0.29)) return hair;
    return wall;
  });
}

function inOval(x: number, y: number, left: number, top: number, width: number, height: number): boolean {
  return ((x - left) / width) ** 2 + ((y - top) / height) ** 2 < 1;
}

function pick(colours: readonly Colour[], byte = 0): Colour {
  return colours[byte % colours.length] ?? [128, 128, 128];
}
