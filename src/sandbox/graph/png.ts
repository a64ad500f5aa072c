import { crc32, deflateSync } from 'node:zlib';

export type Colour = readonly [red: number, green: number, blue: number];

/** As many colours as a palette can hold. */
const MOST = 256;

/** Into how many parts a pixel is divided each way, so that edges come out smooth. */
const PARTS = 3;

/**
 * Draws a square picture.
 * @param colourAt what is at a point; `x` and `y` go from 0 at the top left to 1.
 * @returns a PNG of `size` by `size` pixels, one byte each, with a palette.
 */
export function drawPng(size: number, colourAt: (x: number, y: number) => Colour): Buffer {
  const palette = new Map<number, number>();
  // Each row begins with its filter, none.
  const rows = Buffer.alloc((size + 1) * size);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const colour = blend(size, x, y, colourAt);
      if (!palette.has(colour) && palette.size < MOST) palette.set(colour, palette.size);
      rows[y * (size + 1) + 1 + x] = palette.get(colour) ?? 0;
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const colours = [...palette.keys()].flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(colours)),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** The mean colour of a pixel's parts, as 0xRRGGBB. */
function blend(size: number, x: number, y: number, colourAt: (x: number, y: number) => Colour): number {
  const near = 0.5 / PARTS;
  const corner = colourAt((x + near) / size, (y + near) / size);
  // Nearly every pixel has one colour only.
  if (
    corner === colourAt((x + 1 - near) / size, (y + 1 - near) / size) &&
    corner === colourAt((x + 1 - near) / size, (y + near) / size) &&
    corner === colourAt((x + near) / size, (y + 1 - near) / size)
  ) {
    return joined(corner[0], corner[1], corner[2]);
  }
  let [red, green, blue] = [0, 0, 0];
  for (let part = 0; part < PARTS * PARTS; part++) {
    const right = ((part % PARTS) + 0.5) / PARTS;
    const down = (Math.floor(part / PARTS) + 0.5) / PARTS;
    const colour = colourAt((x + right) / size, (y + down) / size);
    red += colour[0];
    green += colour[1];
    blue += colour[2];
  }
  return joined(red / PARTS ** 2, green / PARTS ** 2, blue / PARTS ** 2);
}

function joined(red: number, green: number, blue: number): number {
  return (Math.round(red) << 16) | (Math.round(green) << 8) | Math.round(blue);
}

/** PNG specification, section 5.3. */
function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}
