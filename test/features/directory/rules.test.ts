import assert from 'node:assert/strict';
import { searchWords, typedWords } from '../../../src/server/core/directory/rules.ts';
import { standingOf } from '../../../src/server/features/directory/rules.ts';
import { fold, startsWith, words } from '../../../src/server/platform/search-text.ts';

describe('directory: rules', () => {
  const person = {
    objectId: '00000000-0000-0000-0000-000000000000',
    loginId: 'juergen.gross@con-toso.example',
    fullName: "Jürgen O'Groß",
    mail: null,
    jobTitle: 'Ingénieur (R&D)',
    department: null,
    language: null,
    isGuest: false,
    isEnabled: true,
  };
  const finds = (search: string) =>
    typedWords(search).every((prefix) => searchWords(person).some((word) => startsWith(prefix).test(word)));

  it('INV-1 accents, case and width make no difference', () => {
    assert.equal(fold('  ŁUKASZ   Żółkiewski '), 'lukasz zolkiewski');
    assert.equal(fold('Ｇｒｏß'), 'gross');
    assert.deepEqual(words('Smith-Jones', null, 'R&D'), ['smith', 'jones', 'r', 'd']);
  });

  it('INV-1 the beginning of any word of name, login ID, job title or department finds the person', () => {
    for (const search of ['jur', 'JÜRGEN', 'gro', 'o gros', 'ingen', 'jurgen ing', 'juergen.gr', 'd']) {
      assert.equal(finds(search), true, search);
    }
    for (const search of ['urgen', 'jurgen smith', 'con', 'toso', 'example'])
      assert.equal(finds(search), false, search);
  });

  it('INV-1 a whole login ID and a domain find the person', () => {
    for (const search of ['juergen.gross@con-toso.example', 'juergen@con', '@con-toso', 'gross@']) {
      assert.equal(finds(search), true, search);
    }
    assert.equal(finds('juergen@other'), false);
  });

  it('INV-1 the standing says why a person can not be picked', () => {
    const nobody = { member: null, isInvited: false, hasAsked: false, isEnabled: true };
    assert.equal(standingOf(nobody), 'available');
    assert.equal(standingOf({ ...nobody, isEnabled: false }), 'disabled');
    assert.equal(standingOf({ ...nobody, hasAsked: true }), 'requested');
    assert.equal(standingOf({ ...nobody, hasAsked: true, isInvited: true }), 'invited');
    assert.equal(standingOf({ ...nobody, member: 'inactive' }), 'inactive');
    assert.equal(standingOf({ ...nobody, member: 'active', isEnabled: false }), 'member');
  });
});
