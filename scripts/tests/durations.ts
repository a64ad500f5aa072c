import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';

/** How many seconds each file took when it was last run here whole. */
const KEPT = 'dist/test-durations.json';

/** A journey's second of source takes so much longer than that of a test without Chromium. */
const CHROMIUM = 5;

/**
 * The files, the longest first: one that begins last keeps all others waiting. Where a file has not been run yet, its
 * size stands for its duration.
 */
export async function longestFirst(
  files: readonly string[],
  usesChromium: (file: string) => boolean,
): Promise<string[]> {
  const kept = await keptDurations();
  const expected = new Map<string, number>();
  for (const file of files) {
    const guess = async () => ((await stat(file)).size / 2000) * (usesChromium(file) ? CHROMIUM : 1);
    expected.set(file, kept[file] ?? (await guess()));
  }
  return [...files].sort((a, b) => (expected.get(b) ?? 0) - (expected.get(a) ?? 0) || a.localeCompare(b));
}

/** Keeps how long the files have taken, beside what is known of others. */
export async function keepDurations(seconds: ReadonlyMap<string, number>): Promise<void> {
  await mkdir('dist', { recursive: true });
  await writeFile(KEPT, JSON.stringify({ ...(await keptDurations()), ...Object.fromEntries(seconds) }, null, 2));
}

async function keptDurations(): Promise<Record<string, number>> {
  try {
    return JSON.parse(await readFile(KEPT, 'utf8')) as Record<string, number>;
  } catch {
    return {};
  }
}
