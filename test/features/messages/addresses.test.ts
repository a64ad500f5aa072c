import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isMailAddress, normalizeLoginId } from '../../../src/server/platform/login-id.ts';
import { addressSchema } from '../../../src/server/platform/page-schemas.ts';

describe('one rule for addresses', () => {
  const read = (text: string) => addressSchema.safeParse(text).data ?? null;

  const addresses: string[] = [
    'ann@firm.example',
    ...[
      'r&d',
      'a#b',
      'a/b',
      'a!b',
      'a=b',
      'a%b',
      'a{b}',
      'a~b',
      'a^b',
      "o'neil",
      "o'",
      'a+b',
      'a_b',
      '-a',
      '_',
      '*',
      '?',
      '`',
    ].map((local) => `${local}@firm.example`),
    'anna_firm.example#EXT#@aldervale.onmicrosoft.com',
    'info@müller.example',
    'info@xn--mller-kva.example',
    'info@пример.рф',
    'info@xn--e1afmkfd.xn--p1ai',
    'josé@firm.example',
    'a@b.c.d.example',
    'a@1.example',
    `${'a'.repeat(64)}@${'b'.repeat(63)}.example`,
  ];
  for (const address of addresses) it(`MAIL-1 ${address} is an address`, () => assert.equal(read(address), address));

  const none: string[] = [
    ...['', '@', 'ann', 'ann@', '@firm.example', 'ann@firm', 'ann@firm.', 'ann@.example', 'ann@firm..example'],
    ...['.ann@firm.example', 'ann.@firm.example', 'a..b@firm.example', 'a b@firm.example', 'a@b@firm.example'],
    ...['a@-firm.example', 'a@firm-.example', 'a@firm.123', 'a@[192.0.2.1]', 'a,b@firm.example', 'a;b@firm.example'],
    ...[
      'a@firm.example\nBcc: x@y.example',
      'Ann <ann@firm.example>',
      `a@${'b'.repeat(64)}.example`,
      'a(b)@firm.example',
    ],
    `a@${'b.'.repeat(150)}example`,
  ];
  for (const text of none)
    it(`MAIL-1 ${JSON.stringify(text.slice(0, 40))} is none`, () => assert.equal(read(text), null));

  const copied: string[] = [
    ...['\u200bann@firm.example', 'ann@firm.example\u200b', 'ann\u00ad@firm.example', '\ufeffann@firm.example'],
    ...['\u202aann@firm.example\u202c', 'ann@firm.example\u00a0', ' ann@firm.example\n', '<ann@firm.example>'],
    ...['mailto:ann@firm.example', 'mailto:ann@firm.example?subject=Hello', '"ann@firm.example"', "'ann@firm.example'"],
    ...['SMTP:ann@firm.example', "<'ann@firm.example'>", '<mailto:ann@firm.example>', '<<ann@firm.example>>'],
    'ann＠firm.example',
  ];
  for (const text of copied) {
    it(`MAIL-1 ${JSON.stringify(text)} is copied from somewhere, and is ann@firm.example`, () => {
      assert.equal(read(text), 'ann@firm.example');
      assert.equal(normalizeLoginId(text), 'ann@firm.example');
    });
  }

  it('MAIL-4 EXT-4 addresses are compared with their domains as A-labels, whatever they are written in', () => {
    const same: string[][] = [
      ['info@müller.example', 'INFO@MÜLLER.EXAMPLE', 'info@mu\u0308ller.example', 'info@XN--MLLER-KVA.example'],
      ['info@пример.рф', 'info@xn--e1afmkfd.xn--p1ai', 'info@ПРИМЕР.РФ', 'mailto:info@пример.рф'],
      ['ann@firm.example', 'Ann@Firm.Example.', '<ANN@FIRM.EXAMPLE>'],
    ];
    for (const ways of same) assert.equal(new Set(ways.map(normalizeLoginId)).size, 1, ways.join(' '));
    assert.notEqual(normalizeLoginId('info@müller.example'), normalizeLoginId('info@muller.example'));
    assert.equal(isMailAddress('anna_firm.example#EXT#@aldervale.onmicrosoft.com'), false);
  });

  it('MAIL-4 what has been compared once stays as it is', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.emailAddress(),
          fc.string({ unit: 'binary' }).map((text) => `a@${text}`),
        ),
        (text) => {
          const once = normalizeLoginId(text);
          assert.equal(normalizeLoginId(once), once);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('MAIL-1 a long address takes no time', () => {
    const began = performance.now();
    for (const text of ['a'.repeat(1000), `a@${'a.'.repeat(490)}`, `${'a.'.repeat(490)}@`, `${'<'.repeat(900)}a`])
      read(text);
    assert.ok(performance.now() - began < 500);
  });
});
