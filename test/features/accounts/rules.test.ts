import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isDatePattern } from '../../../src/server/core/accounts/date-patterns.ts';
import { fullNameOf, rename } from '../../../src/server/core/accounts/names.ts';
import { nameFromDirectory } from '../../../src/server/core/accounts/rules.ts';
import { updateAccountBody } from '../../../src/server/features/accounts/schemas.ts';

const nobody = { firstName: '', lastName: '' };
const before = { firstName: 'Ada', lastName: 'Byron' };

/** Words of any script: letters, marks, what joins them, and pictures too. */
const word = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }).filter((text) => !/[\s\p{C}]/u.test(text));
const space = fc.constantFrom(' ', '  ', '\u00a0', '\u3000', '\u2009');
const name = fc
  .tuple(word, fc.array(fc.tuple(space, word), { maxLength: 4 }))
  .map(([first, rest]) => first + rest.map((pair) => pair.join('')).join(''));

/** How a name is written when only its words count. */
const plain = (text: string) => text.normalize('NFC').trim().split(/\s+/u).join(' ');

describe('names', () => {
  it('ACC-1 a new full name makes the parts', () => {
    assert.deepEqual(rename(before, { fullName: 'Grace Hopper' }), { firstName: 'Grace', lastName: 'Hopper' });
    assert.deepEqual(rename(before, { fullName: ' Jean  Pierre Dupont ' }), {
      firstName: 'Jean',
      lastName: 'Pierre Dupont',
    });
  });

  it('ACC-1 new parts make the full name', () => {
    assert.deepEqual(rename(before, { firstName: 'Augusta Ada' }), { firstName: 'Augusta Ada', lastName: 'Byron' });
    assert.deepEqual(rename(before, { lastName: 'King' }), { firstName: 'Ada', lastName: 'King' });
    assert.deepEqual(rename(before, { firstName: '' }), { firstName: '', lastName: 'Byron' });
  });

  it('ACC-1 a full name without a space becomes the last name, and the first name is empty', () => {
    assert.deepEqual(rename(before, { fullName: 'Cher' }), { firstName: '', lastName: 'Cher' });
    assert.deepEqual(rename(before, { fullName: '山田太郎' }), { firstName: '', lastName: '山田太郎' });
    assert.deepEqual(rename(before, { fullName: '山田　太郎' }), { firstName: '山田', lastName: '太郎' });
    assert.deepEqual(rename(before, { lastName: '' }), { firstName: '', lastName: 'Ada' });
  });

  it('ACC-1 parts stay where the full name stays: nobody can tell where a first name ends', () => {
    const jean = { firstName: 'Jean Pierre', lastName: 'Dupont' };
    assert.deepEqual(rename(jean, { fullName: 'Jean Pierre Dupont' }), jean);
  });

  it('ACC-1 refuses what is no name, and parts that disagree with the whole', () => {
    assert.equal(rename(before, { fullName: ' \u3000 ' }), null);
    assert.equal(rename(before, { firstName: ' ', lastName: '' }), null);
    assert.equal(rename(before, { firstName: 'Grace', fullName: 'Ada Byron' }), null);
    assert.deepEqual(rename(before, { firstName: 'Grace', fullName: 'Grace Byron' }), {
      firstName: 'Grace',
      lastName: 'Byron',
    });
  });

  it('ACC-1 both ways agree for names of every script, and no word of one is lost', () => {
    fc.assert(
      fc.property(name, name, name, (fullName, firstName, lastName) => {
        const fromWhole = rename(nobody, { fullName });
        assert.ok(fromWhole);
        assert.equal(fullNameOf(fromWhole), plain(fullName));
        assert.equal(fromWhole.firstName === '', !plain(fullName).includes(' '));
        const fromParts = rename(before, { firstName, lastName });
        assert.ok(fromParts);
        assert.equal(fullNameOf(fromParts), `${plain(firstName)} ${plain(lastName)}`);
        for (const made of [fromWhole, fromParts]) {
          assert.notEqual(made.lastName, '');
          assert.deepEqual(rename(made, { fullName: fullNameOf(made) }), made, 'saying it again changes nothing');
          assert.deepEqual(rename(made, made), made);
        }
      }),
    );
  });

  it('ACC-1 fits into one line, and turns nothing that stands beside it', () => {
    const isAccepted = (fullName: string) => updateAccountBody.safeParse({ fullName }).success;
    fc.assert(fc.property(name, (fullName) => isAccepted(fullName)));
    const sign = fc.constantFrom('\n', '\r', '\t', '\u0000', '\u2028', '\u202e', '\u2066');
    fc.assert(fc.property(name, sign, (fullName, bad) => !isAccepted(`${fullName}${bad}x`)));
    for (const joined of ['نیک‌نام رضایی', 'क्‍षमा', 'Anne‑Marie O’Neill', 'José', '👩‍🚀 Ride'])
      assert.ok(isAccepted(joined), joined);
  });

  it('ACC-1 takes the parts of the directory where they make up the displayed name', () => {
    const user = { givenName: 'Jean Pierre', surname: 'Dupont' };
    assert.deepEqual(nameFromDirectory({ ...user, displayName: 'Jean Pierre Dupont' }), {
      firstName: 'Jean Pierre',
      lastName: 'Dupont',
    });
    assert.deepEqual(nameFromDirectory({ ...user, displayName: 'JP Dupont' }), { firstName: 'JP', lastName: 'Dupont' });
    assert.deepEqual(nameFromDirectory({ givenName: null, surname: null, displayName: 'Reception' }), {
      firstName: '',
      lastName: 'Reception',
    });
  });
});

describe('date patterns', () => {
  const good = [
    'dd/mm/yy',
    'mm/dd/yy',
    'yyyy-MM-dd',
    'd.m.yyyy',
    'dddd, d mmmm yyyy',
    'ddd d mmm yy',
    'jj/mm/aaaa',
    'ddmmyy',
  ];
  for (const pattern of good) it(`ACC-5 ${pattern} is one`, () => assert.ok(isDatePattern(pattern)));

  const bad = [
    '',
    'dd/mm',
    'dd/dd/mm/yy',
    'dd/mm/yyy',
    'ddddd/mm/yy',
    'hh:mm dd yy',
    'dd/mm/yy!1',
    'dd\nmm\nyy',
    'd/m/y',
    'day',
  ];
  for (const pattern of bad) it(`ACC-5 ${JSON.stringify(pattern)} is none`, () => assert.ok(!isDatePattern(pattern)));

  it('ACC-5 needs day, month and year once each, in any order and with any signs between', () => {
    const parts = fc.tuple(
      fc.constantFrom('d', 'dd', 'DD', 'j', 'jj'),
      fc.constantFrom('m', 'mm', 'mmm', 'MMMM'),
      fc.constantFrom('yy', 'yyyy', 'aa', 'AAAA'),
    );
    const sign = fc.constantFrom('/', '-', '.', ' ', ', ', '·', '\u00a0', '—');
    fc.assert(
      fc.property(parts, fc.nat(5), sign, fc.nat(2), (all, turn, between, missing) => {
        const ordered = turn % 2 === 0 ? all : all.toReversed();
        const turned = [...ordered.slice(turn % 3), ...ordered.slice(0, turn % 3)];
        assert.ok(isDatePattern(turned.join(between)));
        assert.ok(!isDatePattern(turned.toSpliced(missing, 1).join(between)));
        assert.ok(!isDatePattern([...turned, turned[missing]].join(between)));
      }),
    );
  });

  it('ACC-5 never stumbles over any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => typeof isDatePattern(text) === 'boolean'));
  });
});
