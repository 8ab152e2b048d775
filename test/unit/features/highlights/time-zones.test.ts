import { describe, expect, it } from 'vitest';
import { nextSlot } from '../../../../src/features/highlights/schedule.ts';
import {
  findTimeZone,
  guessTimeZones,
  searchTimeZones,
  suggestTimeZones,
} from '../../../../src/features/highlights/time-zones.ts';

const JANUARY = '2027-01-15T13:05:00Z';
const JULY = '2027-07-15T13:05:00Z';

describe('findTimeZone', () => {
  it.each([
    ['Europe/Berlin', 'Europe/Berlin'],
    ['europe/berlin', 'Europe/Berlin'],
    [' AMERICA/NEW_YORK ', 'America/New_York'],
    ['America/New York', 'America/New_York'],
    ['utc', 'UTC'],
    ['Etc/UTC', 'UTC'],
    ['GMT', 'UTC'],
    ['Etc/GMT+2', 'Etc/GMT+2'],
    ['EST5EDT', 'America/New_York'],
  ])('finds %j by name in any case', (text, zone) => {
    expect(findTimeZone(text)).toBe(zone);
  });

  it.each([
    ['Asia/Calcutta', 'Asia/Kolkata'],
    ['Asia/Kolkata', 'Asia/Kolkata'],
    ['Europe/Kiev', 'Europe/Kyiv'],
    ['America/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
    ['US/Eastern', 'America/New_York'],
    ['Japan', 'Asia/Tokyo'],
    ['Iran', 'Asia/Tehran'],
  ])('resolves %s to its current name %s', (text, zone) => {
    expect(findTimeZone(text)).toBe(zone);
  });

  it.each([
    ['berlin', 'Europe/Berlin'],
    ['New York', 'America/New_York'],
    ['São Paulo', 'America/Sao_Paulo'],
    ['port-au-prince', 'America/Port-au-Prince'],
  ])('finds a zone by city: %s', (text, zone) => {
    expect(findTimeZone(text)).toBe(zone);
  });

  it.each(['EST', 'est', 'CET', 'IST', 'PST', 'BST', 'HST', 'AET'])('rejects the abbreviation %s', (text) => {
    expect(findTimeZone(text)).toBeUndefined();
  });

  it.each(['UTC+2', 'GMT-03:30', '+05:30', '-0800', '+2', '5'])('rejects the offset %s', (text) => {
    expect(findTimeZone(text)).toBeUndefined();
  });

  it.each([
    '',
    ' ',
    'Mars/Phobos',
    'Europe',
    'Europe/',
    'SystemV/AST4',
    'Factory',
    '__proto__',
    'constructor',
    'x'.repeat(1e6),
  ])('rejects %j', (text) => {
    expect(findTimeZone(text)).toBeUndefined();
  });

  it('finds every zone of the runtime, each usable for slots', () => {
    for (const name of Intl.supportedValuesOf('timeZone')) {
      const zone = findTimeZone(name) ?? '';
      expect(findTimeZone(zone)).toBe(zone);
      expect(() => nextSlot({ days: [1], time: '09:00', zone }, JANUARY)).not.toThrow();
    }
  });
});

describe('suggestTimeZones and searchTimeZones', () => {
  it('label zones with their current offset and time', () => {
    const label = (text: string, now: string) => suggestTimeZones(text, now, 1)[0]?.label;
    expect(label('berl', JANUARY)).toBe('Europe/Berlin (UTC+1, 14:05 now)');
    expect(label('berl', JULY)).toBe('Europe/Berlin (UTC+2, 15:05 now)');
    expect(label('kolkata', JULY)).toBe('Asia/Kolkata (UTC+5:30, 18:35 now)');
    expect(label('st johns', JANUARY)).toBe('America/St_Johns (UTC-3:30, 09:35 now)');
    expect(label('utc', JANUARY)).toBe('UTC (UTC+0, 13:05 now)');
    expect(suggestTimeZones('tokyo', JANUARY)).toEqual([
      { label: 'Asia/Tokyo (UTC+9, 22:05 now)', value: 'Asia/Tokyo' },
    ]);
  });

  it.each([
    ['berl', 'Europe/Berlin'],
    ['new york', 'America/New_York'],
    ['York', 'America/New_York'],
    ['Berlin, Germany', 'Europe/Berlin'],
    ['japan', 'Asia/Tokyo'],
    ['united k', 'Europe/London'],
    ['san francisco', 'America/Los_Angeles'],
    ['Münch', 'Europe/Berlin'],
    ['calcutta', 'Asia/Kolkata'],
    ['EST', 'America/New_York'],
    ['utc-3:30', 'America/St_Johns'],
    ['+05:45', 'Asia/Kathmandu'],
  ])('suggest for %j first %s', (text, zone) => {
    expect(searchTimeZones(text, JANUARY, 25)[0]).toBe(zone);
  });

  it.each([
    ['Europe/Berln', 'Europe/Berlin'],
    ['neu york', 'America/New_York'],
    ['amsterdm', 'Europe/Amsterdam'],
    ['Asia/Calcuta', 'Asia/Kolkata'],
  ])('find the closest zone for the typo %s', (text, zone) => {
    expect(searchTimeZones(text, JANUARY, 25)).toEqual([zone]);
  });

  it('find the zones that have an offset now', () => {
    expect(searchTimeZones('UTC+2', JANUARY, 500)).not.toContain('Europe/Berlin');
    expect(searchTimeZones('UTC+2', JULY, 500)).toContain('Europe/Berlin');
  });

  it('suggest popular zones of all continents without input, no more than fit', () => {
    const suggested = searchTimeZones('', JANUARY, 500);
    expect(suggested.length).toBeLessThanOrEqual(25);
    expect(suggested).toEqual(expect.arrayContaining(['UTC', 'America/New_York', 'Europe/Berlin', 'Asia/Tokyo']));
    expect(suggested.map(findTimeZone)).toEqual(suggested);
  });

  it('respect the limit, and suggest nothing for other input', () => {
    expect(suggestTimeZones('a', JANUARY)).toHaveLength(25);
    expect(suggestTimeZones('zzzzzz', JANUARY)).toEqual([]);
    expect(suggestTimeZones('x'.repeat(1e6), JANUARY)).toEqual([]);
  });
});

describe('guessTimeZones', () => {
  it.each([
    ['EST', 'America/New_York'],
    ['Berl', 'Europe/Berlin'],
    ['Berlin, Germany', 'Europe/Berlin'],
    ['neu york', 'America/New_York'],
    ['Japan', 'Asia/Tokyo'],
    ['+05:45', 'Asia/Kathmandu'],
  ])('guesses for %j first %s', (text, zone) => {
    expect(guessTimeZones(text, JANUARY, 3)[0]).toBe(zone);
  });

  it('guesses nothing from the beginning of a country', () => {
    expect(searchTimeZones('Mars', JANUARY, 25)).toContain('Pacific/Majuro');
    expect(guessTimeZones('Mars', JANUARY, 3)).toEqual([]);
  });
});
