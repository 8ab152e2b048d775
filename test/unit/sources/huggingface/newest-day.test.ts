import { describe, expect, it } from 'vitest';
import { huggingFace } from '../../../../src/sources/huggingface/index.ts';

describe('newestDay of Hugging Face', () => {
  it.each([
    ['in summer, just before 9:30 pm in New York', '2026-08-21T01:29:59Z', '2026-08-20'],
    ['in summer, at 9:30 pm', '2026-08-21T01:30:00Z', '2026-08-21'],
    ['in winter, just before 9:30 pm', '2026-01-15T02:29:59Z', '2026-01-14'],
    ['in winter, at 9:30 pm', '2026-01-15T02:30:00Z', '2026-01-15'],
    ['at noon', '2026-08-21T16:00:00Z', '2026-08-21'],
    ['on Friday evening, when it is Saturday, though there is no listing', '2026-08-22T02:00:00Z', '2026-08-22'],
    // Daylight saving time starts on March 8 at 2 am, and ends on November 1 at 2 am.
    ['the evening before daylight saving time starts, just before 9:30 pm', '2026-03-08T02:29:59Z', '2026-03-07'],
    ['the evening before daylight saving time starts, at 9:30 pm', '2026-03-08T02:30:00Z', '2026-03-08'],
    ['the evening after daylight saving time started, just before 9:30 pm', '2026-03-09T01:29:59Z', '2026-03-08'],
    ['the evening after daylight saving time started, at 9:30 pm', '2026-03-09T01:30:00Z', '2026-03-09'],
    ['the evening before daylight saving time ends, just before 9:30 pm', '2026-11-01T01:29:59Z', '2026-10-31'],
    ['the evening before daylight saving time ends, at 9:30 pm', '2026-11-01T01:30:00Z', '2026-11-01'],
    ['the evening after daylight saving time ended, just before 9:30 pm', '2026-11-02T02:29:59Z', '2026-11-01'],
    ['the evening after daylight saving time ended, at 9:30 pm', '2026-11-02T02:30:00Z', '2026-11-02'],
    ["on New Year's Eve", '2026-01-01T02:30:00Z', '2026-01-01'],
  ])('is correct %s', (_, now, day) => {
    expect(huggingFace.newestDay(new Date(now))).toBe(day);
  });
});
