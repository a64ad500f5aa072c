import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { type AppPackage, assemble } from '../../manifest/assemble.ts';
import { problemsTheSchemaLacks } from '../../manifest/checks.ts';
import { problemsWithSchemas } from '../../manifest/schemas.ts';
import { textsOf } from '../../manifest/texts.ts';
import { decodePng } from './png.ts';

const installation = {
  host: 'foyer.example.com',
  clientId: '6f1c1d2e-0a0b-4c3d-8e9f-1234567890ab',
  version: '1.2.3',
};

/** The package with one piece of its manifest's text exchanged; fails when the text is not there. */
async function withChange(from: string, to: string): Promise<AppPackage> {
  const content = await assemble(installation);
  const text = JSON.stringify(content.manifest);
  assert.ok(text.includes(from), `the manifest holds ${from}`);
  return { ...content, manifest: JSON.parse(text.replace(from, to)) };
}

describe('the Microsoft 365 manifest', () => {
  it('satisfies the unified manifest schema 1.29 and, in French, the localization schema', async () => {
    assert.deepEqual(await problemsWithSchemas(await assemble(installation)), []);
  });

  it('satisfies the checks that the schema lacks', async () => {
    assert.deepEqual(problemsTheSchemaLacks(await assemble(installation)), []);
  });

  it('holds no placeholder of ours once filled in, and keeps those of Microsoft 365', async () => {
    const text = JSON.stringify((await assemble(installation)).manifest);
    assert.doesNotMatch(text, /\{\{/);
    assert.match(text, /https:\/\/foyer\.example\.com\/tab\?locale=\{locale\}&theme=\{theme\}/);
    assert.match(text, /api:\/\/foyer\.example\.com\/6f1c1d2e-0a0b-4c3d-8e9f-1234567890ab/);
  });

  it('names each text in French, as long as Microsoft 365 allows and with the same placeholders', async () => {
    const { manifest, languages } = await assemble(installation);
    const english = textsOf(manifest);
    const french = languages.get('fr.json') ?? {};
    assert.deepEqual(
      Object.keys(french)
        .filter((key) => key !== '$schema')
        .sort(),
      [...english.keys()].sort(),
    );
    for (const [key, text] of english) {
      assert.deepEqual(placeholdersOf(french[key] ?? ''), placeholdersOf(text), key);
    }
  });

  const lacking: readonly (readonly [what: string, from: string, to: string, sentence: RegExp])[] = [
    [
      'a contentUrl without TLS',
      'https://foyer.example.com/tab',
      'http://foyer.example.com/tab',
      /does not begin with/,
    ],
    ['a scheme in validDomains', '["foyer.example.com"]', '["https://foyer.example.com"]', /not a bare host name/],
    ['an actionId that no runtime has', '"actionId":"open-mail-pane"', '"actionId":"gone"', /which no runtime has/],
    [
      'an action of a runtime for other scopes',
      '"actionId":"open-mail-pane"',
      '"actionId":"open-document-pane"',
      /does not run/,
    ],
    [
      'a built-in tab of another application',
      '"builtInTabId":"TabDefault"',
      '"builtInTabId":"TabHome"',
      /no built-in tab/,
    ],
    ['an id used twice', '"id":"document-button"', '"id":"mail-button"', /used twice/],
    ['the resource of another app', 'api://foyer.example.com/', 'api://foyer.example.com/v2/', /instead of api/],
    ['a text that French lacks', '"name":"Foyer","contentUrl"', '"contentUrl"', /fr\.json has staticTabs\[0\]\.name/],
    ['an icon of another size', '"outline":"outline.png"', '"outline":"color.png"', /32 × 32/],
  ];
  for (const [what, from, to, sentence] of lacking) {
    it(`refuses ${what}, which the schema lets pass`, async () => {
      const changed = await withChange(from, to);
      assert.deepEqual(await problemsWithSchemas(changed), []);
      const problems = problemsTheSchemaLacks(changed);
      assert.equal(problems.length, 1, problems.join('\n'));
      assert.match(problems[0] ?? '', sentence);
    });
  }

  it('refuses a pre-release version and a placeholder that nobody filled in', async () => {
    const preRelease = problemsTheSchemaLacks(await withChange('"1.2.3"', '"1.2.3-beta.1"'));
    assert.match(preRelease.join(), /no pre-release versions/);
    const forgotten = problemsTheSchemaLacks(await withChange('/privacy', '/{{PRIVACY}}'));
    assert.match(forgotten.join(), /A placeholder was not filled in/);
  });

  it('is refused by the schema when a text is too long, in either language', async () => {
    const long = 'x'.repeat(81);
    const { manifest, languages, icons } = await withChange(
      'Get in, let people in, and keep track of who is in.',
      long,
    );
    const french = new Map([['fr.json', { ...languages.get('fr.json'), 'description.short': long }]]);
    const problems = await problemsWithSchemas({ manifest, languages: french, icons });
    assert.deepEqual(
      problems.map((problem) => problem.split(' ')[0]),
      ['manifest.json/description/short', 'fr.json/description.short'],
    );
  });
});

describe('the icons', () => {
  const icon = async (name: string) => readFile(new URL(`../../manifest/icons/${name}`, import.meta.url));

  it('has an outline of 32 pixels that is white on nothing', async () => {
    const { width, height, pixels } = decodePng(await icon('outline.png'));
    assert.deepEqual([width, height], [32, 32]);
    const drawn = pixels.filter(([, , , alpha]) => alpha > 0);
    assert.ok(drawn.length > 50 && drawn.length < pixels.length / 2, 'most of it is transparent');
    for (const [red, green, blue] of drawn) assert.deepEqual([red, green, blue], [255, 255, 255]);
  });

  it('has a color icon of 192 pixels without a transparent spot', async () => {
    const file = await icon('color.png');
    assert.deepEqual([file.readUInt32BE(16), file.readUInt32BE(20)], [192, 192]);
    assert.ok(file[25] === 2 || decodePng(file).pixels.every(([, , , alpha]) => alpha === 255));
  });

  for (const size of [16, 32, 80]) {
    it(`has an icon of ${size} pixels with clear corners for the ribbon`, async () => {
      const { width, height, pixels } = decodePng(await icon(`icon-${size}.png`));
      assert.deepEqual([width, height], [size, size]);
      assert.equal(pixels[0]?.[3], 0);
      assert.equal(pixels[(size * size) / 2 + size / 2]?.[3], 255);
    });
  }
});

const placeholdersOf = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort();
