import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** One folder imports from another. */
export interface Arrow {
  from: string;
  to: string;
  imports: { file: string; target: string }[];
}

/** Folders that each hold one noun: `server/core/accounts`, `addin/features/members`. */
const NOUNS = /^(server\/(core|features)|addin\/features)\//;

/** Static and dynamic imports, those of types too, and what is exported anew. */
const SPECIFIER = /(?:from|import)\s*\(?\s*'(\.{1,2}\/[^']+)'/g;

/**
 * Which folders import which, by the paths in the sources below `root`. A noun's folder counts with all that is in it, and
 * elsewhere the second folder from `root`. A file that lies beside folders (`server/app.ts`) counts on its own: what puts
 * everything together may import what it likes, as long as nothing of that imports it.
 */
export async function readArrows(root: string): Promise<Arrow[]> {
  const files = (await readdir(root, { recursive: true })).map((name) => name.replaceAll('\\', '/')).sort();
  const sources = files.filter((name) => /\.tsx?$/.test(name));
  const mixed = new Set(sources.filter((name) => name.split('/').length > 2).map((name) => name.split('/')[0] ?? ''));
  const arrows = new Map<string, Arrow>();
  for (const file of sources) {
    for (const [, specifier = ''] of (await readFile(join(root, file), 'utf8')).matchAll(SPECIFIER)) {
      const target = join(dirname(file), specifier).replaceAll('\\', '/');
      const [from, to] = [folderOf(file, mixed), folderOf(target, mixed)];
      if (from === to || target.startsWith('../')) continue;
      const arrow = arrows.get(`${from} ${to}`) ?? { from, to, imports: [] };
      arrow.imports.push({ file, target });
      arrows.set(`${from} ${to}`, arrow);
    }
  }
  return [...arrows.values()];
}

function folderOf(file: string, mixed: ReadonlySet<string>): string {
  const parts = file.split('/');
  if (parts.length === 2) return mixed.has(parts[0] ?? '') ? file : (parts[0] ?? '');
  return parts.slice(0, NOUNS.test(file) ? 3 : Math.min(2, parts.length)).join('/');
}

/** The sets of folders that can be reached from one another (Tarjan's strongly connected components). */
export function circlesOf(arrows: readonly Arrow[]): string[][] {
  const index = new Map<string, number>();
  const open: string[] = [];
  const circles: string[][] = [];
  const visit = (folder: string): number => {
    const own = index.size;
    index.set(folder, own);
    open.push(folder);
    let lowest = own;
    for (const { from, to } of arrows) {
      if (from !== folder) continue;
      if (!index.has(to)) lowest = Math.min(lowest, visit(to));
      else if (open.includes(to)) lowest = Math.min(lowest, index.get(to) ?? lowest);
    }
    if (lowest === own) {
      const circle = open.splice(open.indexOf(folder));
      if (circle.length > 1) circles.push(circle.sort());
    }
    return lowest;
  };
  for (const { from } of arrows) if (!index.has(from)) visit(from);
  return circles;
}
