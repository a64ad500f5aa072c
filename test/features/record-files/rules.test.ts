import assert from 'node:assert/strict';
import { bodyOf, cellsOf, columnsOf, delimiterOf } from '../../../src/server/features/record-files/csv-rules.ts';

describe('rules of CSV files', () => {
  it('REC-1 columns are known by several names, and cells become values and back', () => {
    assert.equal(delimiterOf('a;b,c;d'), ';');
    assert.equal(delimiterOf('name'), ',');
    assert.deepEqual(columnsOf('contacts', ['Prénom', 'NOM', 'E-mail', 'x', 'last name']), [
      'firstName',
      'lastName',
      'emails',
      null,
      null,
    ]);
    const columns = ['name', 'amount', 'currency', 'stage'];
    assert.deepEqual(bodyOf(columns, ["'=D", '1 234,5', 'usd', 'Won']), {
      name: '=D',
      amount: 123_450,
      currency: 'USD',
      stage: 'won',
    });
    assert.deepEqual(bodyOf(columns, ['D', '12.345', 'EUR']), { name: 'D', amount: '12.345', currency: 'EUR' });
    assert.deepEqual(bodyOf(['subject', 'done'], ['S', 'oui']), { subject: 'S', done: true });
    const fields = { name: 'D', amount: 5, currency: 'JPY', stage: 'won', closeDate: null };
    assert.deepEqual(cellsOf('deals', fields, 'a@b'), ['D', '5', 'JPY', 'won', '', 'a@b']);
  });
});
