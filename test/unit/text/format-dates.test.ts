import { describe, expect, it } from 'vitest';
import { formatDay, formatUtcInstant } from '../../../src/text/format.ts';

describe('formatDay', () => {
  it('formats a day independently of the time zone', () => {
    expect(['2024-02-29', '2025-12-31', '2025-01-01'].map(formatDay)).toEqual([
      'Feb 29, 2024',
      'Dec 31, 2025',
      'Jan 1, 2025',
    ]);
  });

  it('leaves out a missing year', () => {
    expect(formatDay('03-01')).toBe('Mar 1');
  });
});

describe('formatUtcInstant', () => {
  it('formats an instant to the minute', () => {
    expect(formatUtcInstant('2026-11-21T14:05:59.000Z')).toBe('Nov 21, 2026 at 14:05 UTC');
  });
});
