import { describe, expect, it } from 'vitest';
import { decodeAction } from '../../../src/chat/action.ts';
import { buttonsOf, createTestCore, createTester, textOf, titlesOf } from '../../fakes/core.ts';
import { createLookupTester } from '../../fakes/paper-lookup.ts';
import { paper } from '../../fixtures/chat/papers.ts';

/** A paper listed on a day. */
function listed(listedOn: string, upvotes: number) {
  return paper({ title: `Of ${listedOn} with ${upvotes}`, listedOn, upvotes });
}

/** Wednesday, March 5, is today. */
const MARCH = [
  listed('2025-02-28', 8),
  listed('2025-03-03', 1),
  listed('2025-03-03', 7),
  listed('2025-03-04', 5),
  listed('2025-03-05', 3),
];

const createMarchTester = (papers = MARCH) => createTester(createTestCore(papers));

describe('/papers top with a date', () => {
  it.each([
    ['top 2025-03-03', 'Top papers of Mar 3, 2025, by upvotes', ['Of 2025-03-03 with 7', 'Of 2025-03-03 with 1']],
    ['top yesterday', 'Top papers of Mar 4, 2025, by upvotes', ['Of 2025-03-04 with 5']],
    ['top day today', 'Top papers of Mar 5, 2025, by upvotes', ['Of 2025-03-05 with 3']],
    ['top week 2025-02-26', 'Top papers of Feb 24, 2025 to Mar 2, 2025, by upvotes', ['Of 2025-02-28 with 8']],
    ['top 2025-W09', 'Top papers of Feb 24, 2025 to Mar 2, 2025, by upvotes', ['Of 2025-02-28 with 8']],
    ['top 2025-02 comments', 'Top papers of Feb 1, 2025 to Feb 28, 2025, by comments', ['Of 2025-02-28 with 8']],
    ['top month 2025-02-11', 'Top papers of Feb 1, 2025 to Feb 28, 2025, by upvotes', ['Of 2025-02-28 with 8']],
  ])('lists the papers of the period: %s', async (call, heading, titles) => {
    const { document } = await createMarchTester().types(call);
    expect(textOf(document)).toContain(heading);
    expect(titlesOf(document)).toEqual(titles);
  });

  it('takes the date as an option', async () => {
    const { reply } = createMarchTester();
    const values = { period: 'week', date: '2025-02-26' };
    const { document } = await reply({ kind: 'command', call: { command: 'top', values } });
    expect(titlesOf(document)).toEqual(['Of 2025-02-28 with 8']);
  });

  it('keeps the dates on the next page, even on another day', async () => {
    const many = Array.from({ length: 12 }, (_, at) => listed('2025-03-04', at));
    const { core, types, reply } = createMarchTester(many);
    const first = await types('top yesterday by:comments');
    const next = buttonsOf(first.document).get('Next') ?? '';
    expect(decodeAction(next, core.actionStore).text).toBe('top day date:2025-03-04 by:comments page:2');
    const second = await reply({ kind: 'action', action: next });
    expect(textOf(second.document)).toContain('Top papers of Mar 4, 2025, by comments');
    expect(textOf(second.document)).toContain('Page 2 of 3.');
  });

  it.each([
    ['top week today', "The week isn't over yet."],
    ['top 2025-03', "The month isn't over yet."],
    ['top 2025-W09', 'No papers on 4 of 5 weekdays. To load the papers of a day, type /papers top day 2025-02-24.'],
    ['top 2025-02', 'No papers on 19 of 20 weekdays. To load the papers of a day, type /papers top day 2025-02-03.'],
  ])('reports what is missing: %s', async (call, expected) => {
    expect(textOf((await createMarchTester().types(call)).document)).toContain(expected);
  });

  it('reports nothing if nothing is missing', async () => {
    const text = textOf((await createMarchTester().types('top 2025-W10')).document);
    expect(text).toContain("The week isn't over yet.");
    expect(text).not.toContain('weekdays');
    expect(textOf((await createMarchTester().types('top 2025-03-03')).document)).not.toMatch(/over|weekday/);
  });

  it.each([
    ['top 2025-03-02', 'No papers from Mar 2, 2025. Papers are listed on weekdays.', 'top day 2025-02-28'],
    ['top 2025-02-27', 'No papers from Feb 27, 2025.', undefined],
    ['top 2024-05', 'No papers from May 1, 2024 to May 31, 2024.', undefined],
  ])('reports a period without papers, and the latest papers before: %s', async (call, expected, before) => {
    const { document, outcome } = await createMarchTester().types(call);
    expect(outcome).toBe('answered');
    expect(textOf(document)).toContain(expected);
    const last = before === undefined ? undefined : `Latest earlier papers: /papers ${before}`;
    expect(/Latest earlier papers.*/.exec(textOf(document))?.[0]).toBe(last);
  });

  it.each([
    ['top 2025-02-30', 'is not a valid date', 'date'],
    ['top 10', '"10" is not a valid date. Use a day such as 2025-03-05', 'date'],
    ['top 2025/2/3', 'Try: /papers top day 2025-02-03', 'date'],
    ['top 2026-01-01', '"2026-01-01" is in the future', 'date'],
    ['top day 2025-02', '"2025-02" is a month, which is longer than a day. Try: /papers top day 2025-02-01', 'date'],
    ['top all 2025-02', "All time can't have a date.", 'date'],
    ['top 2025-02-30 page:x', 'page must be a whole number', 'page'],
    ['top 2025-02-30 page:x', 'is not a valid date', 'date'],
  ])('is refused with a call that works: %s', async (call, expected, field) => {
    const { types } = createMarchTester();
    const refused = await types(call);
    expect(refused.outcome).toBe('refused');
    expect(textOf(refused.document)).toContain(expected);
    expect(refused.fieldErrors).toHaveProperty(field);
    const offered = /Try: \/papers (.*)$/.exec(textOf(refused.document))?.[1] ?? '';
    expect((await types(offered)).outcome).toBe('answered');
  });

  it('suggests dates', async () => {
    const { does } = createMarchTester();
    const offer = (partial: string) => does({ kind: 'autocomplete', command: 'top', option: 'date', partial });
    expect(await offer('yes')).toEqual({
      kind: 'suggestions',
      suggestions: [{ label: 'yesterday, Mar 4, 2025', value: '2025-03-04' }],
    });
    expect(await offer('')).toMatchObject({ suggestions: { length: 6 } });
    expect(await offer('x')).toMatchObject({ suggestions: [] });
  });
});

describe('/papers top day, with live sources', () => {
  const days = { '2025-02-27': [listed('2025-02-27', 4)], '2025-03-05': [listed('2025-03-05', 9)] };

  it.each([
    ['top 2025-02-27', ['day 2025-02-27'], ['Of 2025-02-27 with 4']],
    ['top day', ['day 2025-03-05'], ['Of 2025-03-05 with 9', 'Of 2025-03-05 with 3']],
    ['top 2025-02-26', ['day 2025-02-26'], []],
    ['top 2025-W09', [], ['Of 2025-02-28 with 8']],
  ])('loads the listing of the day: %s', async (call, requests, titles) => {
    const { types, lookup } = createLookupTester({ days }, MARCH);
    expect(titlesOf((await types(call)).document)).toEqual(titles);
    expect(lookup.requests).toEqual(requests);
  });

  it('loads nothing for an invalid date', async () => {
    const { types, lookup } = createLookupTester({ days }, MARCH);
    await types('top day 2025-02');
    await types('top 2026-01-01');
    expect(lookup.requests).toEqual([]);
  });

  it('means the newest listing by today, which in the first hours of a UTC day is that of the day before', async () => {
    const { core } = createLookupTester({}, MARCH);
    const at = async (now: string, call: string) => {
      const { types } = createTester({ ...core, now: () => new Date(now) });
      const text = textOf((await types(call)).document);
      expect(text).not.toContain('Nothing newer yet.');
      return text;
    };
    expect(await at('2025-03-05T22:00:00Z', 'top day')).toContain('Top papers of Mar 5, 2025');
    expect(await at('2025-03-06T02:00:00Z', 'top day')).toContain('Top papers of Mar 5, 2025');
    expect(await at('2025-03-06T02:00:00Z', 'top yesterday')).toContain('Top papers of Mar 4, 2025');
    const { types } = createTester({ ...core, now: () => new Date('2025-03-06T03:00:00Z') });
    expect(textOf((await types('top day')).document)).toContain('Nothing newer yet.');
  });
});
