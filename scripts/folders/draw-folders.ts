import { type Arrow, circlesOf } from './read-arrows.ts';

/** From what everything is put together in, down to what imports nothing. */
const BANDS = [
  { title: 'Programs', holds: /^[^/]+\.ts$|^(start|doctor)$/, fill: '#f0f0f0', stroke: '#8a8886' },
  { title: 'Add-in: routes and providers', holds: /^addin\/[^/]+\.tsx$/, fill: '#e8f1fb', stroke: '#2b6cb0' },
  { title: 'Add-in: features', holds: /^addin\/features\//, fill: '#e8f1fb', stroke: '#2b6cb0' },
  { title: 'Add-in: what its pages share', holds: /^addin\//, fill: '#e8f1fb', stroke: '#2b6cb0' },
  { title: 'Server: put together', holds: /^server\/[^/]+\.ts$/, fill: '#e9f5ec', stroke: '#2f7d46' },
  { title: 'Server: features', holds: /^server\/features\//, fill: '#e9f5ec', stroke: '#2f7d46' },
  { title: 'Server: core', holds: /^server\/core\//, fill: '#fdf3dc', stroke: '#9a6b00' },
  { title: 'Server: what everything stands on', holds: /^server\//, fill: '#fbe9e7', stroke: '#a4402f' },
  { title: 'Microsoft and the database', holds: /^(graph|database)(\/|$)/, fill: '#f1ecf8', stroke: '#6b4ba1' },
  { title: 'Sandbox Microsoft 365', holds: /^sandbox(\/|$)/, fill: '#f0f0f0', stroke: '#8a8886' },
] as const;

type Band = (typeof BANDS)[number];

const WIDTH = 1320;
const MARGIN = 24;
const HEAD = 52;
const NODE = { height: 26, gap: 12, rows: 40 };

interface Place {
  name: string;
  label: string;
  x: number;
  y: number;
  width: number;
}

/**
 * A picture of the folders: each band stands on those below it, and within a band every arrow points down, from who
 * imports to what is imported. Arrows between bands are written as numbers, for there are hundreds.
 * @throws TypeError when folders import one another, and so nothing is above.
 */
export function drawFolders(arrows: readonly Arrow[]): string {
  if (circlesOf(arrows).length > 0) throw new TypeError('Folders that import one another have no order.');
  const folders = [...new Set(arrows.flatMap(({ from, to }) => [from, to]))].sort();
  let y = MARGIN + 60;
  const parts: string[] = [];
  for (const band of BANDS) {
    const own = folders.filter((folder) => bandOf(folder) === band);
    const within = arrows.filter(({ from, to }) => own.includes(from) && own.includes(to));
    const { places, height } = layOut(own, within, y + HEAD);
    parts.push(drawBand(band, y, height, beneath(band, arrows)));
    parts.push(...within.map((arrow) => drawArrow(arrow, places, band)));
    parts.push(...[...places.values()].map((place) => drawNode(place, band)));
    y += HEAD + height + 18;
  }
  const title = `${folders.length} folders, ${arrows.length} arrows between them, no circle`;
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y + MARGIN}" width="${WIDTH}" height="${y + MARGIN}" role="img" aria-label="${title}" font-family="Segoe UI, Helvetica, Arial, sans-serif">`,
    `<rect width="${WIDTH}" height="${y + MARGIN}" fill="#ffffff"/>`,
    text(MARGIN, MARGIN + 14, title, { size: 18, weight: 600 }),
    text(
      MARGIN,
      MARGIN + 36,
      'An arrow leads from who imports to what is imported, and points down. Dashed: schemas alone. A file beside folders counts on its own.',
      { size: 12 },
    ),
    ...parts,
    '</svg>',
  ].join('\n')}\n`;
}

function bandOf(folder: string): Band {
  const band = BANDS.find(({ holds }) => holds.test(folder));
  if (!band) throw new TypeError(`${folder} belongs to no band of the picture.`);
  return band;
}

/** What a band stands on: how many arrows lead from it to each other band. */
function beneath(band: Band, arrows: readonly Arrow[]): string {
  const counts = BANDS.map((other) => ({
    title: other.title,
    count: arrows.filter(({ from, to }) => bandOf(from) === band && bandOf(to) === other && other !== band).length,
  })).filter(({ count }) => count > 0);
  return counts.map(({ title, count }) => `${title} (${count})`).join(' · ');
}

/** Rows by how far a folder is from those that import nothing of the band; each near what it imports. */
function layOut(folders: readonly string[], within: readonly Arrow[], top: number) {
  const ranks = new Map<string, number>();
  const rankOf = (folder: string): number => {
    const known = ranks.get(folder);
    if (known !== undefined) return known;
    const rank = Math.max(-1, ...within.filter(({ from }) => from === folder).map(({ to }) => rankOf(to))) + 1;
    ranks.set(folder, rank);
    return rank;
  };
  const highest = Math.max(0, ...folders.map(rankOf));
  const centres = new Map<string, number>();
  const rows: Place[][] = [];
  for (let rank = 0; rank <= highest; rank += 1) {
    const wanted = (folder: string) => {
      const below = within.filter(({ from }) => from === folder).map(({ to }) => centres.get(to) ?? WIDTH / 2);
      return below.length === 0 ? WIDTH / 2 : below.reduce((sum, x) => sum + x, 0) / below.length;
    };
    const own = folders.filter((folder) => ranks.get(folder) === rank);
    for (const row of spread(own.sort((a, b) => wanted(a) - wanted(b) || a.localeCompare(b)))) {
      for (const place of row) centres.set(place.name, place.x + place.width / 2);
      rows.push(row);
    }
  }
  const places = new Map<string, Place>();
  rows.reverse().forEach((row, index) => {
    for (const place of row) places.set(place.name, { ...place, y: top + index * (NODE.height + NODE.rows) });
  });
  return { places, height: rows.length * (NODE.height + NODE.rows) - NODE.rows };
}

/** Folders of one rank, beside one another over the whole width; in several rows where they don't fit. */
function spread(folders: readonly string[]): Place[][] {
  const nodes = folders.map((name) => {
    const label = name.replace(/^(addin|server)\/(features|core)\//, '').replace(/^(addin|server)\//, '');
    return { name, label, x: 0, y: 0, width: Math.ceil(label.length * 6.7 + 18) };
  });
  const room = WIDTH - 4 * MARGIN;
  const needed = nodes.reduce((sum, { width }) => sum + width + NODE.gap, 0);
  const rows = Math.max(1, Math.ceil(needed / room));
  const each = Math.ceil(nodes.length / rows);
  return Array.from({ length: rows }, (_, row) => {
    const own = nodes.slice(row * each, (row + 1) * each);
    const gap = (room - own.reduce((sum, { width }) => sum + width, 0)) / (own.length + 1);
    let x = 2 * MARGIN + gap;
    return own.map((node) => {
      const place = { ...node, x };
      x += node.width + gap;
      return place;
    });
  }).filter((row) => row.length > 0);
}

function drawBand({ title, fill }: Band, y: number, height: number, stands: string): string {
  return [
    `<rect x="${MARGIN}" y="${y}" width="${WIDTH - 2 * MARGIN}" height="${HEAD + height + 14}" rx="8" fill="${fill}"/>`,
    text(MARGIN + 12, y + 22, title, { size: 14, weight: 600 }),
    stands && text(MARGIN + 12, y + 39, `stands on ${stands}`, { size: 11 }),
  ].join('\n');
}

function drawArrow({ from, to, imports }: Arrow, places: ReadonlyMap<string, Place>, { stroke }: Band): string {
  const [above, below] = [places.get(from), places.get(to)];
  if (!above || !below) return '';
  const [x1, y1] = [above.x + above.width / 2, above.y + NODE.height];
  const [x2, y2] = [below.x + below.width / 2, below.y - 2];
  const bend = Math.max(16, (y2 - y1) / 2);
  const dashed = imports.every(({ target }) => target.endsWith('/schemas.ts')) ? ' stroke-dasharray="4 3"' : '';
  const path = `M${round(x1)} ${y1} C${round(x1)} ${round(y1 + bend)} ${round(x2)} ${round(y2 - bend)} ${round(x2)} ${y2 - 5}`;
  const head = `M${round(x2 - 3)} ${y2 - 6} L${round(x2 + 3)} ${y2 - 6} L${round(x2)} ${y2} Z`;
  return `<g><title>${from} → ${to}</title><path d="${path}" fill="none" stroke="${stroke}" stroke-opacity="0.55"${dashed}/><path d="${head}" fill="${stroke}"/></g>`;
}

function drawNode({ label, x, y, width }: Place, { stroke }: Band): string {
  return [
    `<rect x="${round(x)}" y="${y}" width="${width}" height="${NODE.height}" rx="4" fill="#ffffff" stroke="${stroke}"/>`,
    text(x + width / 2, y + 17, label, { size: 12, middle: true }),
  ].join('');
}

function text(x: number, y: number, content: string, { size = 12, weight = 400, middle = false }): string {
  const anchor = middle ? ' text-anchor="middle"' : '';
  return `<text x="${round(x)}" y="${y}" font-size="${size}" font-weight="${weight}" fill="#242424"${anchor}>${content}</text>`;
}

const round = (value: number) => Math.round(value * 10) / 10;
