import { describe, expect, it } from 'vitest';
import { UserError } from '../../../../src/runtime/errors.ts';
import { readListingPage } from '../../../../src/sources/files/listing-page.ts';
import { DANCING, pageText, SITTING, WALKING } from '../../../fixtures/listing-page.ts';

const today = '2026-11-21';

function read(text: string, stated?: string) {
  return readListingPage(text, 'page.txt', { today, ...(stated && { stated }) });
}

describe('a captured listing page', () => {
  it('is read whole: titles, abstracts, bylines of both kinds, dates and comments', () => {
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

  it('may lack the heading "Daily Papers"', () => {
    expect(read(pageText(WALKING).replace('Daily Papers\n\n', '')).entries).toHaveLength(1);
  });

  it('names an organization without a display name by its slug', () => {
    const page = pageText([...WALKING.slice(0, 2), 'MMR1\n·\nJan 8']);
    expect(read(page).entries[0]).toMatchObject({ organization: { slug: 'MMR1', name: 'MMR1' } });
  });

  it('reads a year and comments together', () => {
    const page = pageText([...WALKING.slice(0, 2), '• 1 authors\n·\nMay 19, 2024 2']);
    expect(read(page).entries[0]).toMatchObject({ authorCount: 1, published: '2024-05-19', comments: 2 });
  });

  it('may hold an abstract of 20,000 characters', () => {
    const abstract = `${'x'.repeat(19_999)}.`;
    expect(read(pageText(['A', abstract])).entries).toEqual([{ title: 'A', abstract }]);
  });

  it('takes the day that is stated where the page names none', () => {
    expect(read(pageText(WALKING, null), '2025-11-04').captured).toBe('2025-11-04');
  });
});

describe('a page that can not be taken', () => {
  const cases: [string, string, string][] = [
    ['HTML', '<!DOCTYPE html><html><body>Daily Papers</body></html>', 'page.txt:1: this is HTML'],
    ['another text', 'Dear diary,\n\ntoday I read a paper.', 'page.txt:1: not a captured listing page'],
    ['no capture day', pageText(WALKING, null), 'page.txt:11: the page names no day of capture'],
    ['an impossible capture day', pageText(WALKING, 'Nov 31'), 'page.txt:11: "Nov 31" is no day of the calendar'],
    ['no listing', pageText([]), 'page.txt:11: the page holds no listing'],
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
    ['a byline alone', pageText(['• 3 authors\n·\nJan 8']), 'page.txt:13: a byline without title and abstract'],
    [
      'an impossible date',
      pageText([...SITTING, '• 3 authors\n·\nFeb 30, 2023']),
      'page.txt:19: "Feb 30, 2023" is no day of the calendar',
    ],
    ['a date that is none', pageText([...SITTING, '• 3 authors\n·\nyesterday']), 'page.txt:19: "yesterday" is no date'],
    [
      'a date after the capture',
      pageText([...SITTING, '• 3 authors\n·\nDec 22']),
      'page.txt:19: "Dec 22" lies in the future',
    ],
    [
      'a date still to come',
      pageText([...SITTING, '• 3 authors\n·\nDec 22, 2026']),
      'page.txt:19: "Dec 22, 2026" lies in the future',
    ],
    [
      'no number of authors',
      pageText([...SITTING, '• some authors\n·\nJan 8']),
      'page.txt:17: "• some authors" does not say how many authors',
    ],
    [
      'zero authors',
      pageText([...SITTING, '• 0 authors\n·\nJan 8']),
      'page.txt:17: "• 0 authors" does not say how many authors',
    ],
    ['a page cut in a byline', pageText([...SITTING, '• 3 authors\n·']), 'page.txt:18: the byline is cut'],
    [
      'a page cut in an abstract',
      pageText([...WALKING, 'Dual RL', `${'It is well known. '.repeat(20)}But whe`]),
      'page.txt:23: the page is cut',
    ],
  ];

  const long: [string, string, string][] = [
    [
      'a title of 501 characters',
      pageText(['x'.repeat(501), 'We show it.']),
      `page.txt:13: the title "${'x'.repeat(59)}…" has 501 characters, and a title has 500 at most`,
    ],
    ['one after a byline', pageText([...WALKING, 'x'.repeat(501), 'We show it.']), 'page.txt:21: the title "xxx'],
    [
      'a line of 1 MB as a title',
      pageText([...WALKING, 'http://'.repeat(150_000)]),
      'has 1050000 characters, and an abstract has 20000 at most',
    ],
    [
      'a line of 1 MB as an abstract',
      pageText(['A', '. http://'.repeat(120_000)]),
      'has 1080000 characters, and an abstract has 20000 at most: is a line end missing?',
    ],
    [
      'a line of 1 MB as a byline',
      pageText([...SITTING, `• ${'1'.repeat(1_000_000)} authors\n·\nJan 8`]),
      'page.txt:17: the line "• 111',
    ],
    ['an abstract of 20,001 characters', pageText(['A', `${'x'.repeat(20_000)}.`]), 'page.txt:15: the line "xxx'],
  ];

  it.each([...cases, ...long])('is refused with file and line: %s', (_, text, message) => {
    expect(() => read(text)).toThrow(UserError);
    expect(() => read(text)).toThrow(message);
    expect(() => read(text)).not.toThrow('\n');
  });

  it('shows where the abstract is missing in a page without bylines', () => {
    const long = 'It is well known. '.repeat(20);
    expect(() => read(pageText(['A', long, 'What Is Needed?', 'Is It So?', long]))).toThrow(
      'page.txt:19: a title has no abstract, "Is It So?" stands where one is expected',
    );
  });

  it('is refused when the stated day does not fit', () => {
    expect(() => read(pageText(WALKING), '2025-06-06')).toThrow(
      'page.txt:11: --captured 2025-06-06 does not fit: the page says it was captured on 11-04',
    );
    expect(() => read(pageText(WALKING), '2026-12-24')).toThrow(
      'page.txt:11: --captured 2026-12-24 lies in the future',
    );
  });
});
