import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { readLetter } from '../../../src/server/features/messages/letter.ts';
import { showTexts } from '../../../src/server/features/messages/message-body.ts';
import { walkParts } from '../../../src/server/features/messages/walk-parts.ts';

interface Leaf {
  type: string;
  disposition: string;
  name: string;
  cid: boolean;
  encoding: string;
}

interface Branch {
  kind: string;
  children: Tree[];
}

type Tree = Leaf | Branch;

const leaf: fc.Arbitrary<Tree> = fc.record({
  type: fc.constantFrom(
    ...[
      'text/plain',
      'text/plain; charset=utf-8',
      'text/html',
      'text/html; charset=windows-1252',
      'text/markdown',
      'text',
    ],
    ...['text/calendar', 'text/csv', 'application/pdf', 'image/png', 'message/rfc822', 'message/delivery-status', ''],
  ),
  disposition: fc.constantFrom('', '', 'inline', 'attachment'),
  name: fc.constantFrom('', '', 'notes.txt', 'plan.html', 'naïve plan.xlsx'),
  cid: fc.boolean(),
  encoding: fc.constantFrom('', 'base64', 'quoted-printable', '8bit'),
});

const { tree } = fc.letrec<{ tree: Tree; branch: Tree }>((tie) => ({
  tree: fc.oneof({ depthSize: 'small', withCrossShrink: true }, leaf, tie('branch')),
  branch: fc.record({
    kind: fc.constantFrom('mixed', 'alternative', 'related', 'signed', 'report', 'x-unheard-of'),
    children: fc.array(tie('tree'), { minLength: 1, maxLength: 4 }),
  }),
}));

/** A message with such parts, each of whose leaves says one word of its own. */
function compose(root: Tree): { source: string; words: Map<Leaf, string> } {
  const words = new Map<Leaf, string>();
  let boundaries = 0;
  const partOf = (part: Tree): string => {
    if ('children' in part) {
      boundaries += 1;
      const boundary = `=_${boundaries}_${part.kind}`;
      const inner = part.children.map((child) => `--${boundary}\r\n${partOf(child)}\r\n`).join('');
      return `Content-Type: multipart/${part.kind}; boundary="${boundary}"\r\n\r\n${inner}--${boundary}--\r\n`;
    }
    const word = `word${words.size}x`;
    words.set(part, word);
    const { type, disposition, name, cid, encoding } = part;
    const content = /html/.test(type) ? `<html><body><p>${word}</p></body></html>` : word;
    const fields = [
      type && `Content-Type: ${type}`,
      disposition && `Content-Disposition: ${disposition}${name ? `; filename="${name}"` : ''}`,
      cid && `Content-ID: <${word}@x>`,
      encoding && `Content-Transfer-Encoding: ${encoding}`,
    ].filter(Boolean);
    const body = encoding === 'base64' ? Buffer.from(content).toString('base64') : content.replaceAll('=', '=3D');
    return `${fields.map((field) => `${field}\r\n`).join('')}\r\n${body}`;
  };
  return { source: `From: a@b.example\r\nSubject: Parts\r\n${partOf(root)}`, words };
}

/** What can be read of a message: its page, and what each of its attachments holds. */
async function readAll(source: string): Promise<{ page: string; opened: string[]; names: string[] }> {
  const bytes = Buffer.from(source);
  const { texts, attachments } = await readLetter(Readable.from([bytes]));
  const contents: string[] = [];
  await walkParts(Readable.from([bytes]), async (part) => {
    contents[part.number] = await text(part.decoded());
    return true;
  });
  return {
    page: (await showTexts(texts, { language: 'en', remote: false, pictures: new Map() })).page,
    opened: attachments.map(({ number }) => contents[number] ?? ''),
    names: attachments.map(({ name }) => name),
  };
}

describe('the parts of a message', () => {
  it('MAIL-4 every text is shown once or can be opened, whatever the parts and however they are nested', async () => {
    await fc.assert(
      fc.asyncProperty(tree, async (root) => {
        const { source, words } = compose(root);
        const { page, opened, names } = await readAll(source);
        const timesOf = (part: Leaf) => {
          const word = words.get(part) ?? '';
          const isIn = (content: string) => content.split(word).length - 1;
          return { shown: isIn(page), opened: opened.filter((content) => isIn(content) > 0).length };
        };
        const check = (part: Tree, isOneWay: boolean): number => {
          if (!('children' in part)) {
            const { shown, opened: inFiles } = timesOf(part);
            assert.ok(shown + inFiles <= 1, `${words.get(part)} is there ${shown} and ${inFiles} times`);
            if (!isOneWay) assert.equal(shown + inFiles, 1, `${words.get(part)} is lost`);
            return shown + inFiles;
          }
          const isAlternative = part.kind === 'alternative';
          const found = part.children.map((child) => check(child, isOneWay || isAlternative));
          // Of several ways to say the same, one is there.
          if (isAlternative && !isOneWay)
            assert.ok(
              found.some((count) => count > 0),
              'no way is there',
            );
          return found.reduce((sum, count) => sum + count, 0);
        };
        check(root, false);
        assert.ok(
          names.every((name) => /\S/.test(name)),
          names.join('|'),
        );
      }),
      { numRuns: 150 },
    );
  });

  it('MAIL-4 of two ways to say the same one is shown, and what is no text in them can be opened', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(leaf, { minLength: 2, maxLength: 4 }), async (children) => {
        const { source, words } = compose({ kind: 'alternative', children });
        const { page, opened } = await readAll(source);
        const shown = [...words.values()].filter((word) => page.includes(word));
        assert.ok(shown.length <= 1, shown.join());
        for (const [{ type, disposition }, word] of words) {
          const isFile = disposition === 'attachment' || /^(image|application|message)/.test(type);
          if (isFile)
            assert.ok(
              opened.some((content) => content.includes(word)),
              `${word} is lost`,
            );
        }
      }),
      { numRuns: 60 },
    );
  });

  const names: [written: string, name: string][] = [
    ['filename="naïve plan.xlsx"', 'naïve plan.xlsx'],
    ['filename="nai\u0308ve plan.xlsx"', 'nai\u0308ve plan.xlsx'],
    ["filename*=UTF-8''na%C3%AFve%20plan.xlsx", 'naïve plan.xlsx'],
    ["filename*=iso-8859-1''na%EFve%20plan.xlsx", 'naïve plan.xlsx'],
    ["filename*0*=UTF-8''na%C3%AF; filename*1*=ve%20plan.xlsx", 'naïve plan.xlsx'],
    ['filename="=?utf-8?Q?na=C3=AFve_plan.xlsx?="', 'naïve plan.xlsx'],
    ['filename="=?iso-8859-1?Q?na=EFve_plan.xlsx?="', 'naïve plan.xlsx'],
    ['filename==?utf-8?B?bmHDr3ZlIHBsYW4ueGxzeA==?=', 'naïve plan.xlsx'],
    ['filename="invoice_\u202Efdp.exe"', 'invoice_fdp.exe'],
    ["filename*=UTF-8''invoice_%E2%80%AExslx.exe", 'invoice_xslx.exe'],
    ['filename="a\tb.txt"', 'a b.txt'],
  ];
  for (const [written, name] of names) {
    it(`MAIL-4 a file that is named ${JSON.stringify(written)} is ${JSON.stringify(name)}`, async () => {
      const source = `From: a@b.example\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; ${written}\r\n\r\nx`;
      assert.deepEqual((await readAll(source)).names, [name]);
    });
  }

  it('MAIL-4 a file name in Latin-1 keeps its letters', async () => {
    const source = Buffer.from(
      'From: a@b.example\r\nContent-Disposition: attachment; filename="naïve plan.xlsx"\r\n\r\nx',
      'latin1',
    );
    const { attachments } = await readLetter(Readable.from([source]));
    assert.deepEqual(
      attachments.map(({ name }) => name),
      ['naïve plan.xlsx'],
    );
  });

  it('MAIL-4 a multipart without its boundary, or with one that never comes, is read as it stands', async () => {
    for (const type of ['multipart/mixed', 'multipart/alternative; boundary=never']) {
      const { page } = await readAll(`From: a@b.example\r\nContent-Type: ${type}\r\n\r\nThe words.\r\n`);
      assert.match(page, /The words\./);
    }
  });
});
