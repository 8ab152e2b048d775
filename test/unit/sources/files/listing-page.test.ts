import { describe, expect, it } from 'vitest';
import { UserError } from '../../../../src/runtime/errors.ts';
import { readListingPage } from '../../../../src/sources/files/listing-page.ts';
import { DANCING, pageText, SITTING, WALKING } from '../../../fixtures/listing-page.ts';

const today = '2026-11-21';

function read(text: string, stated?: string) {
  return readListingPage(text, 'page.txt', { today, ...(stated && { stated }) });
}

describe('readListingPage', () => {
  it('parses titles, abstracts, both kinds of bylines, dates and comment counts', () => {
    expect(read(pageText([...WALKING, ...DANCING, ...SITTING]))).toEqual({
      page: expect.stringMatching(/^[0-9a-f]{12}$/),
      captured: '11-04',
      entries: [
        { title: WALKING[0], abstract: WALKING[1], authorCount: 12, published: '2023-02-03' },
        {
          title: DANCING[0],
          abstract: DANCING[1],
          organization: { slug: 'facebook', name: 'AI at Meta' },
          published: '03-20',
          comments: 23,
        },
        { title: SITTING[0], abstract: SITTING[1] },
      ],
    });
  });

  it('accepts a page without the heading "Daily Papers"', () => {
    expect(read(pageText(WALKING).replace('Daily Papers\n\n', '')).entries).toHaveLength(1);
  });

  it('uses the slug of an organization without a display name', () => {
    const page = pageText([...WALKING.slice(0, 2), 'MMR1\n·\nJan 8']);
    expect(read(page).entries[0]).toMatchObject({ organization: { slug: 'MMR1', name: 'MMR1' } });
  });

  it('parses a year together with a comment count', () => {
    const page = pageText([...WALKING.slice(0, 2), '• 1 authors\n·\nMay 19, 2024 2']);
    expect(read(page).entries[0]).toMatchObject({ authorCount: 1, published: '2024-05-19', comments: 2 });
  });

  it('accepts an abstract of 20,000 characters', () => {
    const abstract = `${'x'.repeat(19_999)}.`;
    expect(read(pageText(['A', abstract])).entries).toEqual([{ title: 'A', abstract }]);
  });

  it('uses the --captured date if the page has none', () => {
    expect(read(pageText(WALKING, null), '2025-11-04').captured).toBe('2025-11-04');
  });
});

describe('an invalid page', () => {
  const cases: [string, string, string][] = [
    ['HTML', '<!DOCTYPE html><html><body>Daily Papers</body></html>', 'page.txt:1: this is HTML'],
    ['another text', 'Dear diary,\n\ntoday I read a paper.', 'page.txt:1: not a captured listing page'],
    ['no capture date', pageText(WALKING, null), 'page.txt:11: the page has no capture date'],
    ['an impossible capture date', pageText(WALKING, 'Nov 31'), 'page.txt:11: "Nov 31" is not a valid date'],
    ['no entries', pageText([]), 'page.txt:11: the page has no entries'],
    ['a title alone at the end', pageText([...WALKING, 'Dual RL']), 'page.txt:21: the title "Dual RL" has no abstract'],
    [
      'a byline in place of an abstract',
      pageText(['Dual RL', ...WALKING.slice(2)]),
      'page.txt:13: the title "Dual RL" has no abstract',
    ],
    [
      'a title in place of an abstract',
      pageText(['Dual RL', 'Sitting Still', ...WALKING]),
      'page.txt:13: the title "Dual RL" has no abstract',
    ],
    ['a byline alone', pageText(['• 3 authors\n·\nJan 8']), 'page.txt:13: a byline without a title and an abstract'],
    [
      'an impossible date',
      pageText([...SITTING, '• 3 authors\n·\nFeb 30, 2023']),
      'page.txt:19: "Feb 30, 2023" is not a valid date',
    ],
    ['an invalid date', pageText([...SITTING, '• 3 authors\n·\nyesterday']), 'page.txt:19: "yesterday" is not a date'],
    [
      'a date after the capture',
      pageText([...SITTING, '• 3 authors\n·\nDec 22']),
      'page.txt:19: "Dec 22" is after the capture date',
    ],
    [
      'a date in the future',
      pageText([...SITTING, '• 3 authors\n·\nDec 22, 2026']),
      'page.txt:19: "Dec 22, 2026" is after the capture date',
    ],
    [
      'authors without a number',
      pageText([...SITTING, '• some authors\n·\nJan 8']),
      'page.txt:17: "• some authors" is not a number of authors',
    ],
    [
      'zero authors',
      pageText([...SITTING, '• 0 authors\n·\nJan 8']),
      'page.txt:17: "• 0 authors" is not a number of authors',
    ],
    ['a page cut off in a byline', pageText([...SITTING, '• 3 authors\n·']), 'page.txt:18: the byline is cut off'],
    [
      'a page cut off in an abstract',
      pageText([...WALKING, 'Dual RL', `${'It is well known. '.repeat(20)}But whe`]),
      'page.txt:23: the page is cut off',
    ],
  ];

  const long: [string, string, string][] = [
    [
      'a title of 501 characters',
      pageText(['x'.repeat(501), 'We show it.']),
      `page.txt:13: the title "${'x'.repeat(59)}…" has 501 characters, more than the maximum of 500`,
    ],
    ['one after a byline', pageText([...WALKING, 'x'.repeat(501), 'We show it.']), 'page.txt:21: the title "xxx'],
    [
      'a line of 1 MB as a title',
      pageText([...WALKING, 'http://'.repeat(150_000)]),
      'has 1050000 characters, more than the maximum of 20000',
    ],
    [
      'a line of 1 MB as an abstract',
      pageText(['A', '. http://'.repeat(120_000)]),
      'has 1080000 characters, more than the maximum of 20000. Is a line break missing?',
    ],
    [
      'a line of 1 MB as a byline',
      pageText([...SITTING, `• ${'1'.repeat(1_000_000)} authors\n·\nJan 8`]),
      'page.txt:17: the line "• 111',
    ],
    ['an abstract of 20,001 characters', pageText(['A', `${'x'.repeat(20_000)}.`]), 'page.txt:15: the line "xxx'],
  ];

  it.each([...cases, ...long])('is rejected with file and line: %s', (_, text, message) => {
    expect(() => read(text)).toThrow(UserError);
    expect(() => read(text)).toThrow(message);
    expect(() => read(text)).not.toThrow('\n');
  });

  it('is rejected where an abstract is missing, even without bylines', () => {
    const long = 'It is well known. '.repeat(20);
    expect(() => read(pageText(['A', long, 'What Is Needed?', 'Is It So?', long]))).toThrow(
      'page.txt:19: expected an abstract, found "Is It So?", which looks like a title',
    );
  });

  it('is rejected if the --captured date does not match, or is in the future', () => {
    expect(() => read(pageText(WALKING), '2025-06-06')).toThrow(
      "page.txt:11: --captured 2025-06-06 doesn't match the page's capture date, 11-04",
    );
    expect(() => read(pageText(WALKING), '2026-12-24')).toThrow('page.txt:11: --captured 2026-12-24 is in the future');
  });
});
