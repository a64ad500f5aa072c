import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { Identity, inspectContent } from '../../../src/server/features/mail-backups/inspect-message.ts';
import { cleanHtml, textToHtml } from '../../../src/server/features/messages/clean-html.ts';
import { readEnvelope } from '../../../src/server/features/messages/envelope.ts';
import { isTooDeep } from '../../../src/server/features/messages/lay-out.ts';

const folder = join(import.meta.dirname, 'letters');

async function inspect(source: Buffer) {
  const envelope = await readEnvelope(source);
  return { ...envelope, ...(await inspectContent(Readable.from([source]), envelope)) };
}

const letter = (name: string) => inspect(readFileSync(join(folder, name)));

describe('letters as they really come', () => {
  const texts: [file: string, subject: string, preview: string][] = [
    ['iso-2022-jp.eml', '見積書の件', 'お世話になっております。見積書を送ります。'],
    ['koi8-r.eml', 'Счёт за январь', 'Добрый день! Счёт во вложении.'],
    ['gb18030.eml', '报价单', '您好，附上报价单。'],
    ['raw-utf-8-header.eml', 'Größe und Maß ✓', 'Grüße aus Köln'],
    ['no-date-no-id.eml', 'Without a date', 'No Message-ID and no date either.'],
    ['group.eml', 'To a group', 'The contact is in Cc, in capitals.'],
    ['no-closing-boundary.eml', 'Cut off', 'The text is whole.'],
    ['nested-rfc822.eml', 'Fwd: the letter below', 'See the letter attached.'],
    ['rfc2231-name.eml', 'A long name', 'Attached.'],
    ['header-only.eml', 'Nothing below', ''],
    ['bare-line-feeds.eml', 'Bare line feeds', 'Lines end in LF alone.'],
  ];
  for (const [file, subject, preview] of texts) {
    it(`MAIL-4 ${file}: subject, text and the contact are read`, async () => {
      const message = await letter(file);
      assert.equal(message.subject, subject);
      assert.equal(message.preview, preview);
      assert.ok(message.addresses.includes('kontakt@letters.example'), message.addresses.join());
    });
  }

  it('MAIL-4 text that is not in the encoding that it names is read all the same', async () => {
    const { preview } = await letter('windows-1252-unsaid.eml');
    assert.equal(preview, 'La facture est réglée – 12 €.');
  });

  it('MAIL-4 nothing is read from UTF-7, which hides markup', async () => {
    const { preview } = await letter('utf-7.eml');
    assert.ok(!preview.includes('<script'), preview);
  });

  it('MAIL-4 a message without its boundary is known by its header', async () => {
    const { subject, addresses } = await letter('boundary-missing.eml');
    assert.equal(subject, 'No boundary at all');
    assert.ok(addresses.includes('ann@aldervale.example'));
  });

  it('MAIL-4 attachments keep their names, those of pieces and those of broken messages too', async () => {
    const names = async (file: string) => (await letter(file)).attachments.map(({ name }) => name);
    assert.deepEqual(await names('rfc2231-name.eml'), ['Übersicht €.xlsx']);
    assert.deepEqual(await names('no-closing-boundary.eml'), ['half.pdf']);
    assert.deepEqual(await names('nested-rfc822.eml'), ['letter.eml']);
  });

  it('MAIL-4 any bytes at all are looked at without an end in tears', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 400 }),
        fc.constantFrom('', 'Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n'),
        async (bytes, head) => {
          const { preview } = await inspect(Buffer.concat([Buffer.from(head), bytes]));
          assert.equal(typeof preview, 'string');
        },
      ),
      { numRuns: 60 },
    );
  });

  it('MAIL-4 of a long text the beginning is looked at', async () => {
    const lines = 6000;
    const source = Readable.from(
      (function* () {
        yield Buffer.from('From: a@b.example\r\nContent-Type: text/plain\r\n\r\n');
        for (let n = 0; n < lines; n += 1) yield Buffer.from(`word${n} ${'long text '.repeat(100)}\r\n`);
      })(),
    );
    const { lastText, words, preview } = await inspectContent(source, await readEnvelope(Buffer.alloc(0)));
    assert.equal(lastText, 0);
    assert.ok(words.includes('word0') && !words.includes(`word${lines - 1}`));
    assert.equal(preview.length, 200);
  });
});

describe('what a message is', () => {
  const digest = async (source: string) => {
    const bytes = Buffer.from(source.replaceAll('\n', '\r\n'));
    const identity = new Identity();
    for (let at = 0; at < bytes.length; at += 7) identity.update(bytes.subarray(at, at + 7));
    return identity.digest(await readEnvelope(bytes));
  };
  const head = 'From: a@b.example\nMessage-ID: <1@b.example>\nDate: Mon, 02 Feb 2026 10:00:00 +0100\n';

  it('MAIL-4 two copies that came different ways are one message', async () => {
    const one = await digest(`Received: from x by y\n${head}\nHello\n`);
    const other = await digest(`Received: from z by y\nReceived: from q\nDelivered-To: me\n${head}\nHello\n`);
    assert.equal(one, other);
  });

  it('MAIL-4 two messages with the same Message-ID, from a sender who numbers none, are two', async () => {
    assert.notEqual(await digest(`${head}\nHello\n`), await digest(`${head}\nGood bye\n`));
    assert.notEqual(await digest(`${head}\nHello\n`), await digest(`${head.replace('10:00', '11:00')}\nHello\n`));
  });

  it('MAIL-4 alarms without a Message-ID that differ in one field alone are messages of their own', async () => {
    const alarm = 'From: a@b.example\nTo: x@c.example\nCc: y@c.example\nSubject: Disk 1 is full\nDate: soon\n';
    const changes = ['a@b|z@b', 'x@c|z@c', 'y@c|z@c', 'Disk 1|Disk 2', 'soon|later'].map((change) => change.split('|'));
    const all = [alarm, ...changes.map(([from = '', to = '']) => alarm.replace(from, to))];
    const digests = await Promise.all(all.map((each) => digest(`${each}\nSee the console.\n`)));
    assert.equal(new Set(digests).size, all.length);
    assert.equal(await digest(`${alarm}\nSee the console.\n`), digests[0], 'and the same one later');
    const folded = alarm.replace('Disk 1 is', 'Disk 1\n is');
    assert.equal(await digest(`${folded}\nSee the console.\n`), digests[0], 'however it is folded');
  });

  it('MAIL-4 what has no header that can be read is told apart by all of it', async () => {
    assert.notEqual(await digest('one line'), await digest('another line'));
    assert.equal(await digest('one line'), await digest('one line'));
  });
});

describe('somebody’s HTML', () => {
  const pictures = new Map([['logo@x', '/api/v1/mail/messages/1/attachments/2']]);
  const clean = (html: string, remote = false) => cleanHtml(html, { remote, pictures })?.html ?? '';

  /** Without titles, which may say what they like. */
  const markup = (html: string) => html.replace(/ title="[^"]*"/g, '');

  const nasty: [what: string, html: string][] = [
    ['a script', '<script>alert(1)</script>'],
    ['a script in capitals with a space', '<SCRIPT >alert(1)</SCRIPT >'],
    ['an event handler', '<img src=x onerror=alert(1)>'],
    ['an event handler without quotes on text', '<b onmouseover=alert(1)>x</b>'],
    ['a javascript link', '<a href="javascript:alert(1)">x</a>'],
    ['a javascript link with a tab in it', '<a href="java\tscript:alert(1)">x</a>'],
    ['a javascript link in entities', '<a href="&#106;avascript:alert(1)">x</a>'],
    ['a vbscript link', '<a href="vbscript:msgbox(1)">x</a>'],
    ['a data link', '<a href="data:text/html,<script>alert(1)</script>">x</a>'],
    ['SVG with a script', '<svg onload=alert(1)><script>alert(1)</script></svg>'],
    ['MathML', '<math><mtext></table></math><img src onerror=alert(1)>'],
    ['a frame', '<iframe src="https://evil.example"></iframe><object data="x"></object><embed src="x">'],
    ['a form', '<form action="https://evil.example"><input name=a><button>send</button></form>'],
    [
      'a style element',
      '<style>@import "https://evil.example/a.css"; body{background:url(https://evil.example/b)}</style>',
    ],
    ['a style with a picture', '<p style="background-image:url(https://evil.example/a.png)">x</p>'],
    ['a style with a picture in a shorthand', '<p style="background: URL(https://evil.example/a.png)">x</p>'],
    ['a style with an expression', '<p style="width: expression(alert(1))">x</p>'],
    ['a style with an escape', '<p style="background: \\75rl(https://evil.example/a.png)">x</p>'],
    ['a style that lays text over the page', '<div style="position:fixed;top:0;left:0;z-index:9">x</div>'],
    ['a meta refresh', '<meta http-equiv="refresh" content="0;url=https://evil.example">'],
    ['a base', '<base href="https://evil.example/">'],
    ['a stylesheet', '<link rel="stylesheet" href="https://evil.example/a.css">'],
    [
      'a background of a cell',
      '<table background="https://evil.example/a.png"><tr><td background="https://evil.example/b.png">x</td></tr></table>',
    ],
    ['several pictures for one', '<img srcset="https://evil.example/a.png 1x" src="">'],
    ['a protocol-relative picture', '<img src="//evil.example/a.png">'],
    [
      'a video with a poster',
      '<video poster="https://evil.example/a.png"><source src="https://evil.example/b"></video>',
    ],
    ['a tag cut off', '<img src="https://evil.example/a.png" onerror="alert(1)'],
    ['a comment that ends otherwise', '<!--><img src=x onerror=alert(1)>-->'],
    ['a noscript', '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>'],
    ['a template', '<template><img src=x onerror=alert(1)></template>'],
  ];
  for (const [what, html] of nasty) {
    it(`MAIL-4 nothing acts and nothing is fetched: ${what}`, () => {
      const cleaned = markup(clean(html));
      assert.doesNotMatch(
        cleaned,
        /<\s*(script|iframe|object|embed|form|input|style|svg|math|meta|base|link|video|template)/i,
      );
      assert.doesNotMatch(cleaned, /<[^>]*\son\w+\s*=/i);
      assert.doesNotMatch(cleaned, /<[^>]*(javascript|vbscript|data:text|expression\(|url\(|evil\.example|position)/i);
    });
  }

  it('MAIL-4 pictures from elsewhere come when they are asked for, and not before', () => {
    const html = '<p>Hi <img src="https://cdn.example/a.png" width="10"></p>';
    assert.deepEqual(cleanHtml(html, { remote: false, pictures }), {
      html: '<p>Hi <img width="10" alt="" /></p>',
      text: 'Hi',
      hasRemoteContent: true,
    });
    assert.match(clean(html, true), /<img width="10" alt="" src="https:\/\/cdn\.example\/a\.png" \/>/);
  });

  it('MAIL-4 pictures inside the message are shown from it', () => {
    assert.match(clean('<img src="cid:logo@x">'), /src="\/api\/v1\/mail\/messages\/1\/attachments\/2"/);
    assert.doesNotMatch(clean('<img src="cid:unknown">'), /src=/);
    assert.match(clean('<img src="data:image/png;base64,AAAA">'), /src="data:image\/png;base64,AAAA"/);
    assert.doesNotMatch(clean('<img src="data:image/svg+xml;base64,AAAA">'), /src=/);
    assert.doesNotMatch(clean('<img src="/api/v1/session">'), /src=/);
  });

  it('MAIL-4 what is harmless stays: links in windows of their own, tables, colours', () => {
    assert.equal(
      clean('<a href="https://shop.example/?a=1&amp;b=2">shop</a>'),
      '<a href="https://shop.example/?a=1&amp;b=2" target="_blank" rel="noopener noreferrer">shop</a>',
    );
    assert.match(
      clean('<td style="color: #ff0000; padding: 4px" bgcolor="#eee">x</td>'),
      /color:\s?#ff0000;\s?padding:\s?4px/,
    );
    assert.match(clean('<p style="color: rgb(1, 2, 3)">x</p>'), /rgb\(1, 2, 3\)/);
    assert.doesNotMatch(clean('<a href="/users">x</a>'), /href/);
  });

  it('MAIL-4 cleaning twice changes nothing, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.string(),
            fc.constantFrom(
              ...nasty.map(([, html]) => html),
              '<',
              '>',
              '"',
              "'",
              '<!--',
              '-->',
              '<![CDATA[',
              '&lt;script&gt;',
            ),
          ),
        ),
        (pieces) => {
          const once = clean(pieces.join(''));
          assert.equal(clean(once), once);
          assert.doesNotMatch(markup(once), /<script|<[^>]*\son\w+=/i);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('MAIL-4 markup that is nested without an end is not parsed', () => {
    assert.equal(isTooDeep('<b>'.repeat(100_000)), true);
    assert.equal(isTooDeep('<div>x</div>'.repeat(100_000)), false);
    assert.equal(isTooDeep('<p><tr><td><br><img>'.repeat(10_000)), false);
    assert.equal(isTooDeep('<!--[if mso]><table><tr><td><![endif]-->x'.repeat(10_000)), false);
  });

  it('MAIL-4 plain text is text, with its links', () => {
    assert.equal(
      textToHtml('<script>alert(1)</script>\nSee https://x.example/a?b=1&c=2, please'),
      '<div class="plain">&lt;script&gt;alert(1)&lt;/script&gt;\nSee <a href="https://x.example/a?b=1&amp;c=2" target="_blank" rel="noopener noreferrer">https://x.example/a?b=1&amp;c=2</a>, please</div>',
    );
  });
});
