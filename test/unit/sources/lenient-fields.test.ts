import { describe, expect, it } from 'vitest';
import {
  parseCount,
  parseDayBetween,
  parseInstant,
  parseLine,
  parseWebUrl,
} from '../../../src/sources/entry-parser.ts';

describe('what a source says', () => {
  it.each([
    ['https://github.com/a/b', 'https://github.com/a/b'],
    [' http://example.org/?a=b#c ', 'http://example.org/?a=b#c'],
    ['HTTPS://Example.org', 'HTTPS://Example.org'],
    ['github.com/a/b', undefined],
    ['/avatars/x.svg', undefined],
    ['//example.org/x', undefined],
    ['javascript:alert(1)', undefined],
    ['ftp://example.org/', undefined],
    ['https://user@example.org/', undefined],
    ['https://example.org@evil.org/', undefined],
    ['https://localhost/', undefined],
    ['https://127.0.0.1/', undefined],
    ['https://exam\nple.org/', undefined],
    ['https://example.org/ and more', undefined],
    ['https://example.org/"onclick="x', undefined],
    ['https://', undefined],
    [`https://example.org/${'a'.repeat(2000)}`, undefined],
    [null, undefined],
    [42, undefined],
    [{ href: 'https://example.org' }, undefined],
  ])('is a link: %j gives %j', (value, link) => {
    expect(parseWebUrl(value)).toBe(link);
  });

  it.each([
    ['2026-08-20T23:59:59.000Z', '2026-08-20'],
    ['2026-08-20T23:00:00-04:00', '2026-08-21'],
    ['2026-08-20T00:00Z', '2026-08-20'],
    ['2026-02-30T00:00:00Z', undefined],
    ['2026-13-01T00:00:00Z', undefined],
    ['2026-08-20T25:00:00Z', undefined],
    ['2026-08-20', undefined],
    ['yesterday', undefined],
    ['1969-12-31T00:00:00Z', undefined],
    ['2099-01-01T00:00:00Z', undefined],
    ['+275760-09-13T00:00:00Z', undefined],
    [1_787_000_000_000, undefined],
    [null, undefined],
  ])('is a day in UTC: %j gives %j', (value, day) => {
    expect(parseDayBetween(value, '1991-08-14', '2026-08-22')).toBe(day);
  });

  it.each([
    [0, 0],
    [-0, 0],
    [250, 250],
    [-1, undefined],
    [2.5, undefined],
    [1e300, undefined],
    [Number.NaN, undefined],
    ['3', undefined],
    [null, undefined],
  ])('is a count: %j gives %j', (value, count) => {
    expect(parseCount(value)).toBe(count);
  });

  it.each([
    ['  Large\n  Language\u0000 Models ', 'Large Language Models'],
    ['a \u200b b', 'a b'],
    ['\u202eevil', 'evil'],
    ['\n\t', undefined],
    ['', undefined],
    ['x'.repeat(41), undefined],
    [['x'], undefined],
    [null, undefined],
  ])('is a line: %j gives %j', (value, line) => {
    expect(parseLine(value, 40)).toBe(line);
  });

  it('is an instant, in UTC whatever the offset', () => {
    expect(parseInstant('2026-08-20T10:00:00+02:00')).toBe('2026-08-20T08:00:00.000Z');
  });
});
