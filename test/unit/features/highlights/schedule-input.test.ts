import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeSchedule, type Weekday } from '../../../../src/features/highlights/schedule.ts';
import { parseDays, parseSchedule, parseTimeOfDay } from '../../../../src/features/highlights/schedule-input.ts';

const NOW = '2027-01-15T13:05:00Z';

function problems(typed: Partial<Record<'days' | 'time' | 'zone', string>>) {
  const reading = parseSchedule({ days: 'daily', time: '9', zone: 'UTC', ...typed }, NOW);
  return 'problems' in reading ? reading.problems : {};
}

describe('parseDays', () => {
  it.each<[string, readonly Weekday[]]>([
    ['daily', [1, 2, 3, 4, 5, 6, 7]],
    ['Every day', [1, 2, 3, 4, 5, 6, 7]],
    ['Weekdays', [1, 2, 3, 4, 5]],
    ['weekends', [6, 7]],
    ['MONDAY', [1]],
    ['every Tuesday', [2]],
    ['weekly on monday', [1]],
    ['every monday', [1]],
    ['every week on Fri', [5]],
    ['mon,wed,fri', [1, 3, 5]],
    ['fri mon, Fri', [1, 5]],
    ['Mondays and Thursdays', [1, 4]],
    ['tues; weds & thurs', [2, 3, 4]],
    ['mon-fri', [1, 2, 3, 4, 5]],
    ['Sat – Mon', [1, 6, 7]],
    ['tue to thu, sunday', [2, 3, 4, 7]],
  ])('parses %j', (text, days) => {
    expect(parseDays(text)).toEqual({ value: days });
  });

  it.each([
    ['', 'Enter days: daily, weekdays, or days such as mon,wed,fri.'],
    ['mnday', '"mnday" is not a day. Did you mean monday? Enter daily, weekdays, or days such as mon,wed,fri.'],
    ['weekly', 'Enter a day, such as mon.'],
    ['every week', 'Enter a day, such as mon.'],
    ['mon, foo, bar', '"foo" and "bar" are not days. Enter daily, weekdays, or days such as mon,wed,fri.'],
    ['t', '"t" is not a day. Enter daily, weekdays, or days such as mon,wed,fri.'],
    ['mon-fri-sun', '"mon-fri-sun" is not a day. Enter daily, weekdays, or days such as mon,wed,fri.'],
  ])('rejects %j with a suggestion, if there is one', (text, problem) => {
    expect(parseDays(text)).toMatchObject({ problem });
  });
});

describe('parseTimeOfDay', () => {
  it.each([
    ['9', '09:00'],
    ['9:00', '09:00'],
    ['09:00', '09:00'],
    ['9.30', '09:30'],
    ['9h30', '09:30'],
    ['0930', '09:30'],
    ['9am', '09:00'],
    ['9 A.M.', '09:00'],
    ['5:30 pm', '17:30'],
    ['17:30', '17:30'],
    ['12am', '00:00'],
    ['12 pm', '12:00'],
    ['noon', '12:00'],
    ['midnight', '00:00'],
    ['0', '00:00'],
    ['23:59', '23:59'],
  ])('parses %j as %s', (text, time) => {
    expect(parseTimeOfDay(text)).toEqual({ value: time });
  });

  it.each([
    ['24:00', '00:00'],
    ['13pm', '13:00'],
    ['0 am', '00:00'],
    ['9:5', '09:05'],
    ['9:60', '10:00'],
  ])('rejects %j and suggests %s', (text, suggestion) => {
    expect(parseTimeOfDay(text)).toEqual({
      problem: `"${text}" is not a valid time. Did you mean ${suggestion}? Use 00:00 to 23:59, such as 09:00 or 5:30 pm.`,
    });
  });

  it.each(['25:00', '99', '-1', '9:', 'soon', '9:00:00', '__proto__'])('rejects %j without a suggestion', (text) => {
    expect(parseTimeOfDay(text)).toEqual({
      problem: `"${text}" is not a valid time. Use 00:00 to 23:59, such as 09:00 or 5:30 pm.`,
    });
  });
});

describe('parseSchedule', () => {
  it('parses days, time and zone', () => {
    expect(parseSchedule({ days: 'weekdays', time: '9am', zone: 'berlin' }, NOW)).toEqual({
      schedule: { days: [1, 2, 3, 4, 5], time: '09:00', zone: 'Europe/Berlin' },
    });
  });

  it('reports all problems at once', () => {
    expect(problems({ days: 'mnday', time: '24:00', zone: 'Europe/Berln' })).toEqual({
      days: '"mnday" is not a day. Did you mean monday? Enter daily, weekdays, or days such as mon,wed,fri.',
      time: '"24:00" is not a valid time. Did you mean 00:00? Use 00:00 to 23:59, such as 09:00 or 5:30 pm.',
      zone: '"Europe/Berln" is not a known time zone. Did you mean Europe/Berlin? Enter a city, such as Europe/Berlin, or UTC.',
    });
    expect(Object.keys(problems({ days: '', time: '', zone: '' }))).toEqual(['days', 'time', 'zone']);
  });

  it.each([
    ['', 'Enter a time zone, such as Europe/Berlin or UTC.'],
    ['Mars', '"Mars" is not a known time zone. Enter a city, such as Europe/Berlin, or UTC.'],
    ['Zzzzzz', '"Zzzzzz" is not a known time zone. Enter a city, such as Europe/Berlin, or UTC.'],
    [
      '+05:30',
      '"+05:30" doesn\'t say when clocks change. Did you mean Asia/Kolkata or Asia/Colombo? Enter a city, such as Europe/Berlin, or UTC.',
    ],
    [
      'CET',
      '"CET" could be several time zones. Did you mean Europe/Berlin, Europe/Madrid or Europe/Paris? Enter a city, such as Europe/Berlin, or UTC.',
    ],
  ])('rejects the zone %j with a reason and suggestions', (zone, problem) => {
    expect(problems({ zone })).toEqual({ zone: problem });
  });

  it('is the inverse of describeSchedule', () => {
    const [time, zone] = ['09:00', 'Europe/Berlin'];
    expect(describeSchedule({ days: [1, 2, 3, 4, 5, 6, 7], time, zone })).toBe('daily at 09:00 (Europe/Berlin)');
    expect(describeSchedule({ days: [1, 2, 3, 4, 5], time, zone })).toBe('on weekdays at 09:00 (Europe/Berlin)');
    expect(describeSchedule({ days: [1], time, zone })).toBe('on Mondays at 09:00 (Europe/Berlin)');
    expect(describeSchedule({ days: [1, 3, 5], time, zone })).toBe(
      'on Mondays, Wednesdays and Fridays at 09:00 (Europe/Berlin)',
    );
  });

  it('parses what describeSchedule formats', () => {
    const days = fc.subarray<Weekday>([1, 2, 3, 4, 5, 6, 7], { minLength: 1 });
    const minutes = fc.integer({ min: 0, max: 24 * 60 - 1 });
    fc.assert(
      fc.property(days, minutes, fc.constantFrom('Europe/Berlin', 'Asia/Kolkata', 'UTC'), (days, minutes, zone) => {
        const time = new Date(minutes * 60_000).toISOString().slice(11, 16);
        const described = describeSchedule({ days, time, zone });
        const [, on = '', at = '', where = ''] = /^(.*) at (.*) \((.*)\)$/.exec(described) ?? [];
        expect(parseSchedule({ days: on, time: at, zone: where }, NOW)).toEqual({ schedule: { days, time, zone } });
      }),
    );
  });

  it('parses or rejects any text with a short message', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('x', ' ', '\n', '-', '9', 'mon ', 'é').map((one) => one.repeat(10_000)),
    );
    fc.assert(
      fc.property(text, text, text, (days, time, zone) => {
        for (const problem of Object.values(problems({ days, time, zone }))) expect(problem.length).toBeLessThan(300);
      }),
    );
  });
});
