import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Log } from '../../../../src/runtime/log.ts';
import { huggingFace } from '../../../../src/sources/huggingface/index.ts';
import type { ListingResult, PaperSource } from '../../../../src/sources/source.ts';
import { paperOf, rawComment, rawEntry } from '../../../fakes/huggingface/entries.ts';
import { type FakeHuggingFace, startHuggingFace } from '../../../fakes/huggingface/index.ts';
import { readRealDays } from '../../../fakes/huggingface/real-days.ts';
import { startSourceServer } from '../../../fakes/huggingface/source-server.ts';
import { createMemoryLog } from '../../../fakes/log.ts';
import { describeWithShared } from '../../../fixtures/shared-data.ts';
import { createTestSourceDeps, sourceErrorOf } from '../../../unit/sources/http-test-client.ts';

const DAY = '2026-08-20';

const idAt = (index: number): string => `2608.${String(index).padStart(5, '0')}`;
const entries = (count: number) => Array.from({ length: count }, (_, index) => rawEntry({ id: idAt(index + 1) }));
const createSource = (url: string, log?: Log): PaperSource =>
  huggingFace.create(
    { kind: 'huggingface', name: 'huggingface', query: '' },
    { ...createTestSourceDeps(url), ...(log && { log }) },
  );
const idsOf = (listing: ListingResult): (string | undefined)[] =>
  listing.kind === 'listed' ? listing.records.map(({ id }) => id) : [listing.kind];

describe('Hugging Face', () => {
  let site: FakeHuggingFace;
  let source: PaperSource;
  const { log, records } = createMemoryLog();
  beforeEach(async () => {
    site = await startHuggingFace({ days: { [DAY]: entries(3) }, newestDay: '2026-08-21' });
    source = createSource(site.url, log);
  });
  afterEach(() => site.close());

  it('lists a day in its order', async () => {
    const listing = await source.fetchDay(DAY);
    expect(listing).toMatchObject({ kind: 'listed', skipReasons: [], etag: expect.stringMatching(/^W\/"/) });
    expect(listing.kind === 'listed' && listing.records.map(({ id, rank, listedOn }) => [id, rank, listedOn])).toEqual([
      [idAt(1), 1, DAY],
      [idAt(2), 2, DAY],
      [idAt(3), 3, DAY],
    ]);
    expect(`${site.requests[0]?.query}`).toBe(`date=${DAY}&limit=100`);
  });

  it('reports an unchanged day as not modified', async () => {
    const first = await source.fetchDay(DAY);
    const etag = first.kind === 'listed' ? first.etag : undefined;
    expect(await source.fetchDay(DAY, etag)).toEqual({ kind: 'not-modified' });
    site.days.set(DAY, entries(4));
    expect(idsOf(await source.fetchDay(DAY, etag))).toHaveLength(4);
  });

  it('distinguishes unpublished, invalid and empty days', async () => {
    site.newestDay = DAY;
    expect(await source.fetchDay('2026-08-21')).toEqual({ kind: 'not-published' });
    expect(await sourceErrorOf(source.fetchDay('2025-13-40'))).toMatchObject({ kind: 'rejected' });
    expect(await source.fetchDay('2026-08-16')).toMatchObject({ kind: 'listed', records: [], skipReasons: [] });
  });

  it('fetches all pages of a long day, without an etag', async () => {
    site.days.set(DAY, entries(250));
    const listing = await source.fetchDay(DAY);
    expect(idsOf(listing)).toHaveLength(250);
    expect(listing.kind === 'listed' && [listing.etag, listing.records.at(-1)?.rank]).toEqual([undefined, 250]);
    expect(site.requestsFor(DAY).map(({ query }) => query.get('p'))).toEqual([null, '1', '2']);
  });

  it('fetches the page after a full one even without a link to it', async () => {
    const pages = [entries(100), entries(103).slice(100), []];
    const withoutLinks = await startSourceServer(({ query }) => ({
      contentType: 'application/json',
      body: JSON.stringify(pages[Number(query.get('p') ?? 0)]),
    }));
    const other = createSource(withoutLinks.url);
    expect(idsOf(await other.fetchDay(DAY))).toHaveLength(103);
    expect(withoutLinks.requests).toHaveLength(2);
    await withoutLinks.close();
  });

  it('stops after ten pages, and reports that there are more', async () => {
    const endless = await startSourceServer(({ query }) => ({
      contentType: 'application/json',
      body: JSON.stringify([rawEntry({ id: idAt(Number(query.get('p') ?? 0) + 1) })]),
      headers: { link: `</api/daily_papers?p=${Number(query.get('p') ?? 0) + 1}>; rel="next"` },
    }));
    const other = createSource(endless.url);
    const listing = await other.fetchDay(DAY);
    expect(idsOf(listing)).toHaveLength(10);
    expect(listing).toMatchObject({ incompleteReason: expect.stringContaining('lists more than 10 pages') });
    await endless.close();
  });

  it('treats a 400 for a weekend as an empty listing', async () => {
    const failing = await startSourceServer(() => ({ status: 400, contentType: 'application/json', body: '{}' }));
    const other = createSource(failing.url);
    expect(await other.fetchDay('2026-08-01')).toMatchObject({ kind: 'listed', records: [] });
    expect(await sourceErrorOf(other.fetchDay('2026-07-31'))).toMatchObject({ kind: 'rejected' });
    await failing.close();
  });

  it('does not follow a link to another host', async () => {
    const other = await startHuggingFace();
    const malicious = await startSourceServer(() => ({
      contentType: 'application/json',
      body: JSON.stringify(entries(1)),
      headers: { link: `<${other.url}/api/daily_papers?p=1>; rel="next"` },
    }));
    const source = createSource(malicious.url);
    expect(await sourceErrorOf(source.fetchDay(DAY))).toMatchObject({
      kind: 'rejected',
      message: expect.stringContaining(other.url),
    });
    expect(other.requests).toEqual([]);
    await Promise.all([malicious.close(), other.close()]);
  });

  it('skips invalid entries and says why', async () => {
    const [first = {}, second = {}] = entries(2);
    site.days.set(DAY, [
      first,
      { paper: { id: idAt(9), title: null } },
      JSON.stringify(second) as never,
      null as never,
      second,
    ]);
    const listing = await source.fetchDay(DAY);
    expect(listing.kind === 'listed' && listing.records.map(({ id, rank }) => [id, rank])).toEqual([
      [idAt(1), 1],
      [idAt(2), 5],
    ]);
    expect(listing).toMatchObject({
      skipReasons: [
        `${idAt(9)}: title is missing, abstract is missing.`,
        expect.stringMatching(/^An entry is "\{.*…, not an object\.$/),
        'An entry is null, not an object.',
      ],
    });
  });

  it('returns a paper once that is listed twice', async () => {
    const [first = {}, second = {}] = entries(2);
    site.days.set(DAY, [first, second, { ...first, title: 'Another title' }]);
    const listing = await source.fetchDay(DAY);
    expect(listing.kind === 'listed' && listing.records.map(({ id, rank, title }) => [id, rank, title])).toEqual([
      [idAt(1), 1, `A Study of ${idAt(1)}`],
      [idAt(2), 2, `A Study of ${idAt(2)}`],
    ]);
  });

  it.each([
    ['strings', 'malformed', '3 entries, all invalid: An entry is'],
    ['null', 'malformed', 'JSON that is not a list'],
    ['truncated body', 'malformed', 'invalid JSON'],
    ['HTML in disguise', 'malformed', 'invalid JSON'],
    ['HTML page', 'malformed', 'text/html instead of application/json'],
    ['404', 'rejected', 'returned 404'],
    ['500', 'unavailable', 'returned 500'],
  ] as const)('fails if the response is not a list (%s)', async (fault, kind, message) => {
    site.fault({ kind: fault });
    expect(await sourceErrorOf(source.fetchDay(DAY))).toMatchObject({
      kind,
      message: expect.stringContaining(message),
    });
  });

  it('rejects a list of a million entries', async () => {
    site.fault({ kind: 'replaced', body: `[${'{},'.repeat(1_000_000)}{}]` });
    expect((await sourceErrorOf(source.fetchDay(DAY))).message).toContain('1000001 entries, more than the maximum');
  });

  it('lists trending papers, without ranks', async () => {
    site.trending = entries(3).reverse();
    const listing = await source.fetchTrending();
    expect(idsOf(listing)).toEqual([idAt(3), idAt(2), idAt(1)]);
    expect(listing.kind === 'listed' && listing.records.every(({ rank }) => rank === undefined)).toBe(true);
    expect(site.requests[0]?.query.get('sort')).toBe('trending');
    expect(await source.fetchTrending(listing.kind === 'listed' ? listing.etag : undefined)).toEqual({
      kind: 'not-modified',
    });
  });

  describe('search', () => {
    it('accepts both shapes of results', async () => {
      const wrapped = await source.search('a study', 2);
      site.searchShape = 'flat';
      const flat = await source.search('a study', 2);
      expect(idsOf(wrapped)).toEqual([idAt(1), idAt(2)]);
      expect(idsOf(flat)).toEqual(idsOf(wrapped));
      expect(site.requests.map(({ path }) => path)).toEqual([
        '/api/papers/search',
        '/api/papers/search',
        `/api/papers/${idAt(1)}`,
        `/api/papers/${idAt(2)}`,
      ]);
    });

    it('sends no further request for flat results with an abstract', async () => {
      const items = entries(2).map(paperOf);
      site.fault({ kind: 'replaced', body: JSON.stringify(items) });
      expect(idsOf(await source.search('study', 5))).toEqual([idAt(1), idAt(2)]);
      expect(site.requests).toHaveLength(1);
    });

    it('skips invalid results and says why', async () => {
      site.fault({
        kind: 'replaced',
        body: JSON.stringify([...entries(1), { id: '../x', title: 'T' }, { id: idAt(77), title: 'T' }]),
      });
      expect(await source.search('study', 5)).toMatchObject({
        records: [{ id: idAt(1) }],
        skipReasons: [
          'An entry\'s id is "../x", not an arXiv id.',
          `${idAt(77)}: the search found it, but it has no page.`,
        ],
      });
    });

    it('truncates the query at a word to 250 characters', async () => {
      await source.search(`${'words '.repeat(60)}`, 500);
      const query = site.requests[0]?.query;
      expect(query?.get('q')).toBe('words '.repeat(41).trim());
      expect(query?.get('limit')).toBe('120');
    });

    it('sends nothing without words', async () => {
      expect(await source.search(' \n ', 5)).toEqual({ kind: 'listed', records: [], skipReasons: [] });
      expect(site.requests).toEqual([]);
    });
  });

  describe('fetchPaper', () => {
    it('returns what the page of a paper has', async () => {
      site.details.set(idAt(1), {
        upvotes: 99,
        linkedModels: [{ id: 'google/gemma', likes: 3 }],
        numTotalModels: 7,
        linkedDatasets: [],
        numTotalDatasets: 0,
        linkedSpaces: [{ id: 'ada/demo' }],
        numTotalSpaces: 1,
      });
      expect(await source.fetchPaper(`${idAt(1)}v2`)).toMatchObject({
        id: idAt(1),
        upvotes: 99,
        listedOn: DAY,
        linked: {
          models: { total: 7, names: ['google/gemma'] },
          datasets: { total: 0, names: [] },
          spaces: { total: 1, names: ['ada/demo'] },
        },
      });
    });

    it('is undefined for a paper without a page, and sends nothing for an old-style id', async () => {
      expect(await source.fetchPaper('2608.99999')).toBeUndefined();
      expect(await source.fetchPaper('hep-th/9901001')).toBeUndefined();
      expect(await source.fetchPaper('../../etc/passwd')).toBeUndefined();
      expect(site.requests.map(({ path }) => path)).toEqual(['/api/papers/2608.99999']);
    });

    it.each([
      [{ title: null, summary: 'B.', id: idAt(1) }, `returned an invalid paper: ${idAt(1)}: title is missing.`],
      [{ ...paperOf(rawEntry({ id: idAt(2) })) }, `returned paper ${idAt(2)} instead of ${idAt(1)}`],
      ['a string', 'An entry is "a string", not an object.'],
    ])('fails if the response is invalid, or another paper: %j', async (body, message) => {
      site.fault({ kind: 'replaced', body: JSON.stringify(body) });
      expect(await sourceErrorOf(source.fetchPaper(idAt(1)))).toMatchObject({
        kind: 'malformed',
        message: expect.stringContaining(message),
      });
    });
  });

  describe('fetchComments', () => {
    it('returns comments, oldest first', async () => {
      site.comments.set(idAt(1), [
        rawComment('Second.', { createdAt: '2026-08-20T11:00:00.000Z' }),
        rawComment('**First**.'),
      ]);
      expect((await source.fetchComments(idAt(1))).map(({ text }) => text)).toEqual(['First.', 'Second.']);
      expect(`${site.requests[0]?.query}`).toBe('field=comments');
    });

    it('returns none after a 404, for an old-style id, and for a response without comments', async () => {
      expect(await source.fetchComments(idAt(1))).toEqual([]);
      expect(await source.fetchComments('hep-th/9901001')).toEqual([]);
      site.fault({ kind: 'replaced', body: JSON.stringify(paperOf(rawEntry({ id: idAt(1) }))) });
      expect(await source.fetchComments(idAt(1))).toEqual([]);
    });

    it('logs skipped comments', async () => {
      records.length = 0;
      site.comments.set(idAt(1), [rawComment('fine'), 'broken']);
      expect(await source.fetchComments(idAt(1))).toHaveLength(1);
      expect(records).toMatchObject([
        { msg: 'skipping comments', paper: idAt(1), skipped: 1, firstReason: 'A comment is invalid: "broken".' },
      ]);
    });

    it.each(['[]', '{"comments":{}}', '{"comments":["a","b"]}', 'null'])(
      'fails if the response is not valid: %s',
      async (body) => {
        site.fault({ kind: 'replaced', body });
        expect(await sourceErrorOf(source.fetchComments(idAt(1)))).toMatchObject({ kind: 'malformed' });
      },
    );
  });
});

describeWithShared('hf-daily', 'the real days of Hugging Face', (folder) => {
  it('are parsed without a loss, with one request each', async () => {
    const days = readRealDays(folder);
    const site = await startHuggingFace({ days });
    const source = createSource(site.url);
    const expected = [...days].flatMap(([day, list]) =>
      list.map((entry, index) => {
        const { id, publishedAt, upvotes } = paperOf(entry);
        return [id, index + 1, day, `${publishedAt}`.slice(0, 10), upvotes];
      }),
    );
    const listings = await Promise.all([...days.keys()].map((day) => source.fetchDay(day)));
    const fetched = listings.flatMap((listing) => (listing.kind === 'listed' ? listing.records : []));
    expect(listings.flatMap((listing) => (listing.kind === 'listed' ? listing.skipReasons : ['not listed']))).toEqual(
      [],
    );
    expect([fetched.length, new Set(fetched.map(({ id }) => id)).size]).toEqual([2715, 2712]);
    expect(
      fetched.map(({ id, rank, listedOn, published, upvotes }) => [id, rank, listedOn, published, upvotes]),
    ).toEqual(expected);
    expect(fetched.filter(({ authors }) => authors === undefined)).toEqual([]);
    expect(site.requests).toHaveLength(127);
    await site.close();
  });

  it('include one whose response is malformed', async () => {
    const body = readFileSync(join(folder, 'edge', '2024-12-11.malformed-strings.json'), 'utf8');
    const site = await startHuggingFace();
    const source = createSource(site.url);
    site.fault({ kind: 'replaced', body });
    expect(await sourceErrorOf(source.fetchDay('2024-12-11'))).toMatchObject({
      kind: 'malformed',
      message: expect.stringContaining("all invalid: An entry is \"{'paper'"),
    });
    await site.close();
  });
});
