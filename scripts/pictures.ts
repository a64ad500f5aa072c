import { mkdir, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { buildAddin } from '../src/start/build-addin.ts';
import { launchBrowser } from '../test/support/browser.ts';
import { openScreen } from '../test/support/screen.ts';
import { startWorld } from '../test/support/world.ts';
import { drawFolders } from './folders/draw-folders.ts';
import { readArrows } from './folders/read-arrows.ts';
import { furnish } from './pictures/furnish.ts';
import { takeMailSheets } from './pictures/mail-sheets.ts';
import { scenes } from './pictures/scenes.ts';
import { takePicture } from './pictures/take-picture.ts';

/**
 * Pictures for the README and the documentation, in `docs/pictures`: of the pages, and `architecture.svg` of the folders
 * that import one another. `npm run pictures -- NAME` makes one of them.
 */
const addinFolder = resolve('dist/addin');
const folder = resolve('docs/pictures');
const only = process.argv[2];
const report = (name: string, size: number) => console.log(`${name}.png ${Math.ceil(size / 1024)} KB`);

await mkdir(folder, { recursive: true });
if (!only || only === 'architecture') {
  await writeFile(resolve(folder, 'architecture.svg'), drawFolders(await readArrows('src')));
}
if (only === 'architecture') process.exit(0);
await buildAddin(addinFolder);
const world = await startWorld({ addinFolder, people: 1200, env: { SEATS_AT_START: '25' } });
const browser = await launchBrowser();
try {
  await takeMailSheets(browser, folder, only, report);
  const cast = await furnish(world);
  for (const scene of scenes) {
    if (only && scene.name !== only) continue;
    const screen = await openScreen(browser, world, scene.who(cast), scene.place(cast));
    await scene.pose?.(screen);
    report(scene.name, await takePicture(screen.page, resolve(folder, `${scene.name}.png`)));
    await screen.context.close();
  }
} finally {
  await browser.close();
  await world.close();
}
process.exit(0);
