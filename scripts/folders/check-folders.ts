import type { Finished } from '../run-command.ts';
import { circlesOf, readArrows } from './read-arrows.ts';

/** Fails when folders import one another in a circle, and names the imports that make it. */
export async function checkFolders(root: string): Promise<Finished> {
  const started = performance.now();
  const arrows = await readArrows(root);
  const circles = circlesOf(arrows);
  const output = circles.map((circle) => {
    const within = arrows.filter(({ from, to }) => circle.includes(from) && circle.includes(to));
    const lines = within.flatMap(({ from, to, imports }) => [
      `  ${from} → ${to}`,
      ...imports.map(({ file, target }) => `    ${file} imports ${target}`),
    ]);
    return [
      `${circle.length} folders import one another. Move what they share below both, or pass a function from above:`,
      ...lines,
    ].join('\n');
  });
  return {
    name: `no circle between folders, of ${arrows.length} arrows`,
    ok: circles.length === 0,
    output: output.join('\n\n'),
    seconds: (performance.now() - started) / 1000,
  };
}
