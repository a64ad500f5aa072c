import assert from 'node:assert/strict';
import fc from 'fast-check';
import { compilePattern } from '../../../src/database/embedded/query/pattern.ts';
import { refuses } from './support.ts';

/** `[pattern, options, texts that match, texts that do not]`; expectations by pcre2pattern(3). */
const cases: [string, string, string[], string[]][] = [
  ['', '', ['', 'x'], []],
  ['abc', '', ['xabcx'], ['ab', 'ABC']],
  ['ABC', 'i', ['abc'], ['ab']],
  ['^a', '', ['ab'], ['ba', 'x\na']],
  ['^a', 'm', ['x\na'], ['x\ra', 'xa']],
  ['^', 'm', ['', 'x\n'], []],
  ['^$', 'm', ['', 'a\n\nb'], ['x\n']],
  ['a$', '', ['a', 'a\n'], ['a\nb', 'ab', 'a\n\n']],
  ['a$', 'm', ['a\nb', 'a'], ['ab', 'a\rb']],
  ['a\\z', '', ['a'], ['a\n']],
  ['a\\Z', 'm', ['a', 'a\n'], ['a\nb']],
  ['\\Aa', 'm', ['ab'], ['x\na']],
  ['a.b', '', ['axb', 'a\rb', 'a\u2028b', 'a😀b'], ['a\nb', 'ab']],
  ['a.b', 's', ['a\nb'], ['ab']],
  ['a b # note\n c', 'x', ['abc'], ['a b c']],
  ['a\\ b', 'x', ['a b'], ['ab']],
  ['a[ ]b', 'x', ['a b'], ['ab']],
  ['\\d+', '', ['5'], ['٥', 'x']],
  ['^\\s$', '', [' ', '\t', '\v'], ['\u00a0', 'x']],
  ['^\\S$', '', ['\u00a0', 'x'], [' ']],
  ['^\\w$', '', ['a', '_', '9'], ['é', '-']],
  ['^\\W$', '', ['é', '-', 'ſ'], ['a']],
  ['^\\W$', 'i', ['é', '-'], ['a', 's', 'S', 'k', 'K']],
  ['^[\\W_]$', 'i', ['é', '_'], ['s', 'k']],
  ['\\bfoo\\b', 'i', ['a FOO b'], ['afoo']],
  ['[[:alpha:]]+\\d', '', ['x1'], ['é1']],
  ['[]a]', '', [']', 'a'], ['b']],
  ['[^]a]', '', ['b'], [']', 'a']],
  ['[a-]', '', ['-', 'a'], ['b']],
  ['[\\d\\-z]', '', ['5', '-', 'z'], ['y']],
  ['[&&]', '', ['&'], ['x']],
  ['[b\\]c]', '', [']'], ['a']],
  ['[\\b]', '', ['\b'], ['b']],
  ['a{2}', '', ['aa'], ['a']],
  ['^a{2,}$', '', ['aa', 'aaaa'], ['a']],
  ['a{,2}', '', ['a{,2}'], ['aa']],
  ['{a}', '', ['{a}'], ['a']],
  ['a]b', '', ['a]b'], ['ab']],
  ['(?:ab)+c', '', ['ababc'], ['ac']],
  ['(a)(?<n>b)(?P<m>c)', '', ['abc'], ['ab']],
  ['(?i)abc', '', ['ABC'], ['ab']],
  ['a(?=b)', '', ['ab'], ['ac']],
  ['a(?!b)', '', ['ac'], ['ab']],
  ['(?<=a)b', '', ['ab'], ['cb']],
  ['(?<!a)b', '', ['cb'], ['ab']],
  ['a(?#note)b', '', ['ab'], ['a']],
  ['a*?b', '', ['aab', 'b'], ['a']],
  ['\\Qa.b\\E+', '', ['a.bb'], ['axb']],
  ['\\x41\\x{1F600}', '', ['A😀'], ['A']],
  ['a\\.b\\-c\\/d\\@e', '', ['a.b-c/d@e'], ['axb-c/d@e']],
  ['\\t\\n\\e', '', ['\t\n\u001b'], ['tne']],
  ['\\p{Lu}', '', ['É'], ['é']],
  ['^.$', '', ['😀', 'é'], ['ab']],
  ['é', 'i', ['É'], ['e']],
  ['a|b', '', ['b'], ['c']],
  ['^a|b$', '', ['ax', 'xb'], ['xa', 'bx']],
  ['$', '', [''], []],
  ['^(a|b)*$', '', ['abab', ''], ['abc']],
];

describe('embedded database: patterns', () => {
  for (const [pattern, options, right, wrong] of cases) {
    it(`/${pattern.replaceAll('\n', '\\n')}/${options}`, () => {
      const compiled = compilePattern(pattern, options);
      for (const text of right) assert.equal(compiled.test(text), true, `should match ${JSON.stringify(text)}`);
      for (const text of wrong) assert.equal(compiled.test(text), false, `should not match ${JSON.stringify(text)}`);
    });
  }

  const refusals: [string, number, RegExp][] = [
    ['(a)\\1', 238, /back reference \\1/],
    ['a++', 238, /possessive/],
    ['(?>a)', 238, /\(\?>/],
    ['(?R)', 238, /\(\?R/],
    ['a(?i)b', 238, /\(\?i/],
    ['(*UCP)a', 238, /\(\*UCP/],
    ['\\Ka', 238, /\\K/],
    ['\\h', 238, /\\h/],
    ['[[:foo:]]', 238, /foo/],
    ['a{5000}', 238, /1000/],
    ['(a', 51091, /parenthesis/],
    ['a)', 51091, /parenthesis/],
    ['[a', 51091, /\]/],
    ['*a', 51091, /quantifier/],
    ['a**', 51091, /quantifier/],
    ['\\', 51091, /\\ at end/],
    ['[z-a]', 51091, /invalid/],
    ['x'.repeat(40_000), 51091, /too long/],
  ];
  for (const [pattern, code, text] of refusals) {
    it(`refuses /${pattern.slice(0, 20)}/`, () => refuses(() => compilePattern(pattern, ''), code, text));
  }

  it('does not hang on patterns that backtrack without end', () => {
    for (const [pattern, text] of [
      ['^(a+)+$', `${'a'.repeat(60)}b`],
      ['^(a|a)*$', `${'a'.repeat(60)}b`],
      [`${'a?'.repeat(40)}${'a'.repeat(40)}b`, 'a'.repeat(40)],
      ['.*.*.*.*.*.*x', 'y'.repeat(5000)],
    ] as const) {
      refuses(() => compilePattern(pattern, '').test(text), 51156, /too long/);
    }
    assert.ok(compilePattern('^(a+)+$', '').test('aaaa') && compilePattern('(?:a{900}){900}', '').test('b') === false);
  });

  it('refuses letters on which JavaScript and PCRE disagree instead of guessing', () => {
    refuses(() => compilePattern('\\w', 'i').test('\u212a'), 238);
    assert.ok(!compilePattern('\\w', '').test('\u212a'));
  });

  it('knows what every match begins with', () => {
    const prefixes: [string, string, string | undefined][] = [
      ['^abc', '', 'abc'],
      ['^abc.*', '', 'abc'],
      ['^abc*', '', 'ab'],
      ['^abc+', '', 'abc'],
      ['^abc?', '', 'ab'],
      ['^abc{0,2}', '', 'ab'],
      ['^ab(c)', '', 'ab'],
      ['^a\\.b', '', 'a.b'],
      ['\\Aab', '', 'ab'],
      ['^ab$', '', 'ab'],
      ['^ab', 's', 'ab'],
      ['^a b', 'x', 'ab'],
      ['^😀?', '', undefined],
      ['^\\Qa.b\\E', '', 'a.b'],
      ['^ab|c', '', undefined],
      ['^ab', 'i', undefined],
      ['^ab', 'm', undefined],
      ['ab', '', undefined],
      ['^(ab|c)', '', undefined],
      ['(^ab)', '', undefined],
      ['.*', '', undefined],
    ];
    for (const [pattern, options, prefix] of prefixes)
      assert.equal(compilePattern(pattern, options).prefix, prefix, pattern);
  });

  it('knows whether that is all it asks for', () => {
    for (const [pattern, options] of [
      ['^abc', ''],
      ['\\Aab', ''],
      ['^a\\.b', 's'],
      ['^a b # c', 'x'],
      ['^\\Qa.b\\E', ''],
      ['^a(?#b)c', ''],
    ] as const)
      assert.ok(compilePattern(pattern, options).isPrefix, pattern);
    for (const [pattern, options] of [
      ['^abc.*', ''],
      ['^abc?', ''],
      ['^ab(c)', ''],
      ['^ab$', ''],
      ['^ab\\b', ''],
      ['^a[b]', ''],
      ['^ab|c', ''],
      ['^ab', 'i'],
      ['^ab', 'm'],
      ['^', ''],
      ['ab', ''],
    ] as const)
      assert.ok(!compilePattern(pattern, options).isPrefix, pattern);
  });

  it('a literal text, escaped, matches exactly the texts that hold it', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', 'b', '.', '*', '(', ']', '^', '$', '\\', '-', ' ', '\n', 'é', '😀'),
      maxLength: 4,
    });
    const quoted = (literal: string) => literal.replace(/[.*+?^${}()|[\]\\-]/g, '\\$&');
    fc.assert(
      fc.property(text, text, (literal, subject) => {
        assert.equal(compilePattern(quoted(literal), '').test(subject), subject.includes(literal));
        assert.equal(compilePattern(`^${quoted(literal)}`, '').test(subject), subject.startsWith(literal));
        assert.equal(compilePattern(`^${quoted(literal)}`, '').prefix ?? '', literal);
      }),
    );
  });

  it('agrees with JavaScript where both languages say the same', () => {
    const atom = fc.constantFrom(
      'a',
      'b',
      '[ab]',
      '[^a]',
      '(?:a|b)',
      'a*',
      'b+',
      'a?',
      '(?:ab){2}',
      '(?=a)',
      '(?!b)',
      'a{1,2}',
    );
    const subject = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 });
    fc.assert(
      fc.property(fc.array(atom, { maxLength: 5 }), subject, (atoms, text) => {
        assert.equal(compilePattern(atoms.join(''), '').test(text), new RegExp(atoms.join(''), 'u').test(text));
      }),
    );
  });
});
