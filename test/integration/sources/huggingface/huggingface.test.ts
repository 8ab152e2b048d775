import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHuggingFaceSource } from '../../../../src/sources/huggingface/index.ts';
import type { ListingResult, PaperSource } from '../../../../src/sources/source.ts';
import { paperOf, rawComment, rawEntry } from '../../../fakes/huggingface/entries.ts';
import { type FakeHuggingFace, startHuggingFace } from '../../../fakes/huggingface/index.ts';
import { readRealDays } from '../../../fakes/huggingface/real-days.ts';
import { startSourceServer } from '../../../fakes/huggingface/source-server.ts';
import { createMemoryLog } from '../../../fakes/log.ts';
import { describeWithShared } from '../../../fixtures/shared-data.ts';
import { quickFetcher, sourceFailure } from '../../../unit/sources/http-test-client.ts';

const NOW = '2026-08-21T12:00:00.000Z';
const DAY = '2026-08-20';

const idAt = (index: number): string => `2608.${String(index).padStart(5, '0')}`;
const entries = (count: number) => Array.from({ length: count }, (_, index) => rawEntry({ id: idAt(index + 1) }));
const idsOf = (listing: ListingResult): (string | undefined)[] =>
  listing.kind === 'listed' ? listing.records.map(({ id }) => id) : [listing.kind];

describe('Hugging Face', () => {
  let site: FakeHuggingFace;
  let source: PaperSource;
  const { log, records } = createMemoryLog();
  beforeEach(async () => {
    site = await startHuggingFace({ days: { [DAY]: entries(3) }, newestDay: '2026-08-21' });
    source = createHuggingFaceSource({ httpClient: quickFetcher(site.url), now: () => new Date(NOW), log });
  });
  afterEach(() => site.close());

  it('lists a day by its name, in its order', async () => {
    const listing = await source.fetchDay(DAY);
    expect(listing).toMatchObject({ kind: 'listed', skipReasons: [], etag: expect.stringMatching(/^W\/"/) });
    expect(listing.kind === 'listed' && listing.records.map(({ id, rank, listedOn }) => [id, rank, listedOn])).toEqual([
      [idAt(1), 1, DAY],
      [idAt(2), 2, DAY],
      [idAt(3), 3, DAY],
    ]);
    expect(`${site.requests[0]?.query}`).toBe(`date=${DAY}&limit=100`);
  });

  it('says that a day is unchanged, until it grows', async () => {
    const first = await source.fetchDay(DAY);
    const validator = first.kind === 'listed' ? first.etag : undefined;
    expect(await source.fetchDay(DAY, validator)).toEqual({ kind: 'not-modified' });
    site.days.set(DAY, entries(4));
    expect(idsOf(await source.fetchDay(DAY, validator))).toHaveLength(4);
  });

  it('tells a day that is not open from one that can not be, and from one without papers', async () => {
    site.newestDay = DAY;
    expect(await source.fetchDay('2026-08-21')).toEqual({ kind: 'not-published' });
    expect(await sourceFailure(source.fetchDay('2025-13-40'))).toMatchObject({ kind: 'rejected' });
    expect(await source.fetchDay('2026-08-16')).toMatchObject({ kind: 'listed', records: [], skipReasons: [] });
  });

  it('turns the pages of a long day, and knows no validator for it', async () => {
    site.days.set(DAY, entries(250));
    const listing = await source.fetchDay(DAY);
    expect(idsOf(listing)).toHaveLength(250);
    expect(listing.kind === 'listed' && [listing.etag, listing.records.at(-1)?.rank]).toEqual([undefined, 250]);
    expect(site.requestsFor(DAY).map(({ query }) => query.get('p'))).toEqual([null, '1', '2']);
  });

  it('turns to the next page of a full one even where nothing names it', async () => {
    const pages = [entries(100), entries(103).slice(100), []];
    const silent = await startSourceServer(({ query }) => ({
      contentType: 'application/json',
      body: JSON.stringify(pages[Number(query.get('p') ?? 0)]),
    }));
    const other = createHuggingFaceSource({ httpClient: quickFetcher(silent.url), now: () => new Date(NOW), log });
    expect(idsOf(await other.fetchDay(DAY))).toHaveLength(103);
    expect(silent.requests).toHaveLength(2);
    await silent.close();
  });

  it('says that it read no more of a list without end', async () => {
    const endless = await startSourceServer(({ query }) => ({
      contentType: 'application/json',
      body: JSON.stringify([rawEntry({ id: idAt(Number(query.get('p') ?? 0) + 1) })]),
      headers: { link: `</api/daily_papers?p=${Number(query.get('p') ?? 0) + 1}>; rel="next"` },
    }));
    const other = createHuggingFaceSource({ httpClient: quickFetcher(endless.url), now: () => new Date(NOW), log });
    const listing = await other.fetchDay(DAY);
    expect(idsOf(listing)).toHaveLength(10);
    expect(listing).toMatchObject({ incompleteReason: expect.stringContaining('goes on after 10 pages') });
    await endless.close();
  });

  it('has no list on a weekend, however the site says so', async () => {
    const closed = await startSourceServer(() => ({ status: 400, contentType: 'application/json', body: '{}' }));
    const other = createHuggingFaceSource({ httpClient: quickFetcher(closed.url), now: () => new Date(NOW), log });
    expect(await other.fetchDay('2026-08-01')).toMatchObject({ kind: 'listed', records: [] });
    expect(await sourceFailure(other.fetchDay('2026-07-31'))).toMatchObject({ kind: 'rejected' });
    await closed.close();
  });

  it('follows no page to another host', async () => {
    const other = await startHuggingFace();
    const luring = await startSourceServer(() => ({
      contentType: 'application/json',
      body: JSON.stringify(entries(1)),
      headers: { link: `<${other.url}/api/daily_papers?p=1>; rel="next"` },
    }));
    const lured = createHuggingFaceSource({ httpClient: quickFetcher(luring.url), now: () => new Date(NOW), log });
    expect(await sourceFailure(lured.fetchDay(DAY))).toMatchObject({
      kind: 'rejected',
      message: expect.stringContaining(other.url),
    });
    expect(other.requests).toEqual([]);
    await Promise.all([luring.close(), other.close()]);
  });

  it('takes the rest where an entry is broken, and says which', async () => {
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
        `${idAt(9)}: its title is missing, and its abstract is missing.`,
        expect.stringMatching(/^An entry is "\{.*…, no object\.$/),
        'An entry is null, no object.',
      ],
    });
  });

  it('has a paper once that is listed twice', async () => {
    const [first = {}, second = {}] = entries(2);
    site.days.set(DAY, [first, second, { ...first, title: 'Another title' }]);
    const listing = await source.fetchDay(DAY);
    expect(listing.kind === 'listed' && listing.records.map(({ id, rank, title }) => [id, rank, title])).toEqual([
      [idAt(1), 1, `A Study of ${idAt(1)}`],
      [idAt(2), 2, `A Study of ${idAt(2)}`],
    ]);
  });

  it.each([
    ['strings', 'malformed', '3 entries, none of which is a paper: An entry is'],
    ['null', 'malformed', 'what is no list'],
    ['truncated body', 'malformed', 'what is no JSON'],
    ['HTML in disguise', 'malformed', 'what is no JSON'],
    ['HTML page', 'malformed', 'text/html in place of application/json'],
    ['404', 'rejected', 'has nothing there'],
    ['500', 'unavailable', 'status 500'],
  ] as const)('fails where the answer is no list (%s)', async (fault, kind, message) => {
    site.fault({ kind: fault });
    expect(await sourceFailure(source.fetchDay(DAY))).toMatchObject({
      kind,
      message: expect.stringContaining(message),
    });
  });

  it('reads no list of a million entries', async () => {
    site.fault({ kind: 'instead', body: `[${'{},'.repeat(1_000_000)}{}]` });
    expect((await sourceFailure(source.fetchDay(DAY))).message).toContain('a list of 1000001 entries');
  });

  it('lists what is trending, without ranks', async () => {
    site.trending = entries(3).reverse();
    const listing = await source.fetchTrending();
    expect(idsOf(listing)).toEqual([idAt(3), idAt(2), idAt(1)]);
    expect(listing.kind === 'listed' && listing.records.every(({ rank }) => rank === undefined)).toBe(true);
    expect(site.requests[0]?.query.get('sort')).toBe('trending');
    expect(await source.fetchTrending(listing.kind === 'listed' ? listing.etag : undefined)).toEqual({
      kind: 'not-modified',
    });
  });

  describe('searching', () => {
    it('finds papers, whichever shape the items have', async () => {
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

    it('reads flat items that have their abstract as they are', async () => {
      const items = entries(2).map(paperOf);
      site.fault({ kind: 'instead', body: JSON.stringify(items) });
      expect(idsOf(await source.search('study', 5))).toEqual([idAt(1), idAt(2)]);
      expect(site.requests).toHaveLength(1);
    });

    it('names items that it can not read', async () => {
      site.fault({
        kind: 'instead',
        body: JSON.stringify([...entries(1), { id: '../x', title: 'T' }, { id: idAt(77), title: 'T' }]),
      });
      expect(await source.search('study', 5)).toMatchObject({
        records: [{ id: idAt(1) }],
        skipReasons: ['The id of an entry is "../x", no arXiv id.', `${idAt(77)}: it is found, and has no page.`],
      });
    });

    it('takes 250 characters at most, up to the end of a word', async () => {
      await source.search(`${'words '.repeat(60)}`, 500);
      const query = site.requests[0]?.query;
      expect(query?.get('q')).toBe('words '.repeat(41).trim());
      expect(query?.get('limit')).toBe('120');
    });

    it('asks nothing for no words', async () => {
      expect(await source.search(' \n ', 5)).toEqual({ kind: 'listed', records: [], skipReasons: [] });
      expect(site.requests).toEqual([]);
    });
  });

  describe('one paper', () => {
    it('has what its page has', async () => {
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

    it('is none where it is not indexed, and old papers never are', async () => {
      expect(await source.fetchPaper('2608.99999')).toBeUndefined();
      expect(await source.fetchPaper('hep-th/9901001')).toBeUndefined();
      expect(await source.fetchPaper('../../etc/passwd')).toBeUndefined();
      expect(site.requests.map(({ path }) => path)).toEqual(['/api/papers/2608.99999']);
    });

    it.each([
      [{ title: null, summary: 'B.', id: idAt(1) }, `a paper that can not be read: ${idAt(1)}: its title is missing.`],
      [{ ...paperOf(rawEntry({ id: idAt(2) })) }, `was asked for ${idAt(1)} and answered with ${idAt(2)}`],
      ['a string', 'An entry is "a string", no object.'],
    ])('fails where it is no paper, or another one: %j', async (body, message) => {
      site.fault({ kind: 'instead', body: JSON.stringify(body) });
      expect(await sourceFailure(source.fetchPaper(idAt(1)))).toMatchObject({
        kind: 'malformed',
        message: expect.stringContaining(message),
      });
    });
  });

  describe('comments', () => {
    it('are what people said', async () => {
      site.comments.set(idAt(1), [
        rawComment('Second.', { createdAt: '2026-08-20T11:00:00.000Z' }),
        rawComment('**First**.'),
      ]);
      expect((await source.fetchComments(idAt(1))).map(({ text }) => text)).toEqual(['First.', 'Second.']);
      expect(`${site.requests[0]?.query}`).toBe('field=comments');
    });

    it('are none where there are none to be had', async () => {
      expect(await source.fetchComments(idAt(1))).toEqual([]);
      expect(await source.fetchComments('hep-th/9901001')).toEqual([]);
      site.fault({ kind: 'instead', body: JSON.stringify(paperOf(rawEntry({ id: idAt(1) }))) });
      expect(await source.fetchComments(idAt(1))).toEqual([]);
    });

    it('are logged where they are left out', async () => {
      records.length = 0;
      site.comments.set(idAt(1), [rawComment('fine'), 'broken']);
      expect(await source.fetchComments(idAt(1))).toHaveLength(1);
      expect(records).toMatchObject([{ paper: idAt(1), leftOut: 1, first: 'A comment can not be read: "broken".' }]);
    });

    it.each(['[]', '{"comments":{}}', '{"comments":["a","b"]}', 'null'])(
      'fail where they are none: %s',
      async (body) => {
        site.fault({ kind: 'instead', body });
        expect(await sourceFailure(source.fetchComments(idAt(1)))).toMatchObject({ kind: 'malformed' });
      },
    );
  });
});

describeWithShared('hf-daily', 'the real days of Hugging Face', (folder) => {
  it('are read without a loss, with their first pages asked for alone', async () => {
    const days = readRealDays(folder);
    const site = await startHuggingFace({ days });
    const { log } = createMemoryLog();
    const source = createHuggingFaceSource({ httpClient: quickFetcher(site.url), now: () => new Date(NOW), log });
    const wanted = [...days].flatMap(([day, list]) =>
      list.map((entry, index) => {
        const { id, publishedAt, upvotes } = paperOf(entry);
        return [id, index + 1, day, `${publishedAt}`.slice(0, 10), upvotes];
      }),
    );
    const listings = await Promise.all([...days.keys()].map((day) => source.fetchDay(day)));
    const sightings = listings.flatMap((listing) => (listing.kind === 'listed' ? listing.records : []));
    expect(listings.flatMap((listing) => (listing.kind === 'listed' ? listing.skipReasons : ['unread']))).toEqual([]);
    expect([sightings.length, new Set(sightings.map(({ id }) => id)).size]).toEqual([2715, 2712]);
    expect(
      sightings.map(({ id, rank, listedOn, published, upvotes }) => [id, rank, listedOn, published, upvotes]),
    ).toEqual(wanted);
    expect(sightings.filter(({ authors }) => authors === undefined)).toEqual([]);
    expect(site.requests).toHaveLength(127);
    await site.close();
  });

  it('have one with a body to refuse', async () => {
    const body = readFileSync(join(folder, 'edge', '2024-12-11.malformed-strings.json'), 'utf8');
    const site = await startHuggingFace();
    const { log } = createMemoryLog();
    const source = createHuggingFaceSource({ httpClient: quickFetcher(site.url), now: () => new Date(NOW), log });
    site.fault({ kind: 'instead', body });
    expect(await sourceFailure(source.fetchDay('2024-12-11'))).toMatchObject({
      kind: 'malformed',
      message: expect.stringContaining("none of which is a paper: An entry is \"{'paper'"),
    });
    await site.close();
  });
});
