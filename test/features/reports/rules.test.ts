import assert from 'node:assert/strict';
import { dayOf, daysUpTo, seatsOn } from '../../../src/server/features/reports/rules.ts';

describe('the rules of reports', () => {
  it('RPT-1 a day is the one of the time zone', () => {
    const moment = new Date('2026-03-01T11:30:00Z');
    assert.equal(dayOf(moment, 'UTC'), '2026-03-01');
    assert.equal(dayOf(moment, 'Pacific/Auckland'), '2026-03-02');
    assert.equal(dayOf(moment, 'America/Los_Angeles'), '2026-03-01');
    assert.equal(dayOf(moment, 'Pacific/Pago_Pago'), '2026-03-01');
  });

  it('RPT-1 days follow each other over months, leap days and changes of the clock', () => {
    assert.deepEqual(daysUpTo('2028-03-01', 3), ['2028-02-28', '2028-02-29', '2028-03-01']);
    assert.deepEqual(daysUpTo('2026-03-30', 2), ['2026-03-29', '2026-03-30']);
  });

  it('RPT-1 seats stay as they were until they change, and are not told before there were any', () => {
    const days = daysUpTo('2026-01-05', 5);
    const changes = [
      { day: '2026-01-02', bought: 5, used: 1 },
      { day: '2026-01-04', bought: 5, used: 4 },
    ];
    const used = (before: { bought: number; used: number } | null) =>
      seatsOn(days, changes, before).map((point) => [point.day.slice(-1), point.used, point.free]);
    assert.deepEqual(used(null), [
      ['2', 1, 4],
      ['3', 1, 4],
      ['4', 4, 1],
      ['5', 4, 1],
    ]);
    assert.deepEqual(used({ bought: 3, used: 3 })[0], ['1', 3, 0]);
    const earlier = [{ day: '2025-12-31', bought: 9, used: 2 }, ...changes];
    assert.deepEqual(seatsOn(days, earlier, null)[0], { day: '2026-01-01', bought: 9, used: 2, free: 7 });
  });
});
