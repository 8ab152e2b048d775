import { describe, expect, it } from 'vitest';
import { formatUserAgent } from '../../../src/sources/http-client.ts';
import { parseNextLink } from '../../../src/sources/http-response.ts';
import { parseRetryDelayMs } from '../../../src/sources/rate-limit.ts';

describe('parseRetryDelayMs', () => {
  const now = new Date('2026-08-21T12:00:00.000Z');
  it.each([
    [{}, undefined],
    [{ ratelimit: '"api";r=0;t=55' }, 55_000],
    [{ ratelimit: '"api";r=489;t=278' }, undefined],
    [{ ratelimit: '"api";r=0;t=20, "pages";r=0;t=40, "resolvers";r=5;t=90' }, 40_000],
    [{ ratelimit: '"api"; r=0; t=7' }, 7000],
    [{ ratelimit: '"api";r=0' }, undefined],
    [{ ratelimit: 'limit=100, remaining=0, reset=50' }, undefined],
    [{ 'retry-after': '120' }, 120_000],
    [{ 'retry-after': '0' }, 0],
    [{ 'retry-after': 'Fri, 21 Aug 2026 12:01:30 GMT' }, 90_000],
    [{ 'retry-after': 'Fri, 21 Aug 2026 11:00:00 GMT' }, 0],
    [{ 'retry-after': 'soon' }, undefined],
    [{ 'retry-after': '-5' }, undefined],
    [{ 'retry-after': 'Fri, 99 Aug 2026 12:01:30 GMT' }, undefined],
    [{ 'retry-after': '99999999999999999999' }, 3_600_000],
    [{ ratelimit: '"api";r=0;t=99999999' }, 3_600_000],
    [{ ratelimit: '"api";r=0;t=55', 'retry-after': '90' }, 90_000],
  ])('returns the longest wait of %j: %s ms', (headers, wait) => {
    expect(parseRetryDelayMs(new Headers(headers as Record<string, string>), now)).toBe(wait);
  });
});

describe('parseNextLink', () => {
  const currentPage = new URL('https://huggingface.co/api/daily_papers?date=2026-08-20');
  it.each([
    [null, undefined],
    ['', undefined],
    ['</api/daily_papers?p=1&limit=20>; rel="next"', 'https://huggingface.co/api/daily_papers?p=1&limit=20'],
    ['<https://huggingface.co/x>; rel=next', 'https://huggingface.co/x'],
    ['</a>; rel="prev", </b>; rel="next"', 'https://huggingface.co/b'],
    ['</a>; rel="last next"; title="x"', 'https://huggingface.co/a'],
    ['</a>; rel="nextdoor"', undefined],
    ['</a>; title="rel=nexus"', undefined],
    ['<http://[>; rel="next"', undefined],
    ['not a link', undefined],
    // The HTTP client refuses other hosts.
    ['<https://example.org/>; rel="next"', 'https://example.org/'],
  ])('parses %s to %s', (link, next) => {
    expect(parseNextLink(link, currentPage)?.href).toBe(next);
  });
});

describe('formatUserAgent', () => {
  it.each([
    [undefined, 'Paperboy/1.0.0 (chat bot for research papers)'],
    ['papers@example.org', 'Paperboy/1.0.0 (chat bot for research papers; papers@example.org)'],
    ['a\r\nX-Evil: 1 (b)', 'Paperboy/1.0.0 (chat bot for research papers; aX-Evil: 1 b)'],
    ['  ', 'Paperboy/1.0.0 (chat bot for research papers)'],
  ])('adds the contact %j safely', (contact, name) => {
    expect(formatUserAgent('1.0.0', contact)).toBe(name);
  });
});
