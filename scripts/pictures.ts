import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { buildAddin } from '../src/start/build-addin.ts';
import { launchBrowser } from '../test/support/browser.ts';
import { openScreen } from '../test/support/screen.ts';
import { startWorld } from '../test/support/world.ts';
import { furnish } from './pictures/furnish.ts';
import { takeMailSheets } from './pictures/mail-sheets.ts';
import { scenes } from './pictures/scenes.ts';
import { takePicture } from './pictures/take-picture.ts';

/** Photographs Foyer for the README and the documentation: `npm run pictures` writes `docs/pictures/*.png`. */
const addinFolder = resolve('dist/addin');
const folder = resolve('docs/pictures');
const only = process.argv[2];
const report = (name: string, size: number) => console.log(`${name}.png ${Math.ceil(size / 1024)} KB`);

await mkdir(folder, { recursive: true });
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
