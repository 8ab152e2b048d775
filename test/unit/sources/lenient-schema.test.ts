import { expect, it } from 'vitest';
import { z } from 'zod';
import {
  count,
  dayWithin,
  instant,
  lenient,
  lenientArray,
  line,
  text,
  webUrl,
} from '../../../src/sources/lenient-schema.ts';

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
])('webUrl parses %j to %j', (value, url) => {
  expect(lenient(webUrl).parse(value)).toBe(url);
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
])('dayWithin gives the UTC day of %j if it is in the range: %j', (value, day) => {
  expect(dayWithin(lenient(instant).parse(value), '1991-08-14', '2026-08-22')).toBe(day);
});

it('instant converts any offset to UTC', () => {
  expect(instant.parse('2026-08-20T10:00:00+02:00')).toBe('2026-08-20T08:00:00.000Z');
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
])('count parses %j to %j', (value, parsed) => {
  expect(lenient(count).parse(value)).toBe(parsed);
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
])('line parses %j to %j', (value, parsed) => {
  expect(lenient(line(40)).parse(value)).toBe(parsed);
});

it.each([
  [undefined, 'is missing'],
  [null, 'is missing'],
  [7, 'is not text'],
  [' \u200b ', 'is empty'],
  ['x'.repeat(41), 'has 41 characters (at most 40 allowed)'],
])('text says what is wrong with %j: %s', (value, problem) => {
  expect(z.object({ title: text(40) }).safeParse({ title: value }).error?.issues).toMatchObject([{ message: problem }]);
});

it.each([
  [
    ['a', 1, ' b '],
    ['a', 'b'],
  ],
  [undefined, []],
  ['a', []],
  [{ 0: 'a' }, []],
])('lenientArray parses the valid items of %j: %j', (value, items) => {
  expect(lenientArray(line(40)).parse(value)).toEqual(items);
});
