import { describe, expect, it } from 'vitest';
import type { Paper } from '../../../../../src/papers/paper.ts';
import { DUAL, HOSTILE, PAPERS, paper, SAFE_WALKING } from '../../../../fixtures/chat/papers.ts';
import { type AtomEntry, readFeed } from '../../../../unit/adapters/web/pages/markup.ts';
import { NASTY_PAPER, OLD_STYLE, SEEN_OFTEN } from '../../../../unit/adapters/web/pages/papers.ts';
import { openPages } from '../open-site.ts';

const ALL = [...PAPERS, NASTY_PAPER, OLD_STYLE, SEEN_OFTEN];
const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
const titles = (entries: readonly AtomEntry[] = []) => entries.map(({ title }) => title);

async function feed(query: string, papers: readonly Paper[] = ALL) {
  const { get, site } = await openPages(papers);
  const response = await get(`/feed.xml?${query}`);
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/atom+xml; charset=utf-8']);
  const xml = await response.text();
  return { xml, base: site.url(), ...readFeed(xml) };
}

describe('the feed of a search', () => {
  it('lists the newest matches first', async () => {
    const { entry, title } = await feed('q=juggling');
    expect(title).toBe('Papers: juggling');
    expect(titles(entry).map((one) => /the (\w+) Lesson/.exec(one)?.[1])).toEqual([
      ...['Seventh', 'Sixth', 'Fifth', 'Fourth', 'Third', 'Second', 'First'],
    ]);
  });

  it('has the order of the query if it has one', async () => {
    for (const sort of ['sort:relevance', 'SORT:relevance', 'sort:upvotes']) {
      const { entry } = await feed(`q=${encodeURIComponent(`reasoning ${sort}`)}`);
      expect(titles(entry)).toEqual(['MMR1: Enhancing Multimodal Reasoning']);
    }
    expect(titles((await feed('q=sort%3Aupvotes')).entry)[0]).toBe('Safe Offline Walking');
  });

  it('lists the newest papers without a query', async () => {
    const { entry, title } = await feed('');
    expect([title, titles(entry)[0]]).toEqual(['Newest papers', 'Seen Often']);
    expect(entry).toHaveLength(ALL.length);
  });

  it('has at most 50 entries', async () => {
    const many = Array.from({ length: 60 }, (_, at) => paper({ title: `Paper ${at}` }));
    expect((await feed('', many)).entry).toHaveLength(50);
  });

  it('has no entries if no paper matches exactly', async () => {
    for (const query of ['q=zzzz', 'q=walking+since%3A2026']) {
      const { entry, updated, id } = await feed(query);
      expect([entry, updated]).toEqual([undefined, '1970-01-01T00:00:00Z']);
      expect(id).toMatch(/^urn:uuid:/);
    }
  });

  it('has all elements that RFC 4287 requires', async () => {
    const { xml, base, entry = [], ...all } = await feed('');
    expect(xml).toMatch(
      /^<\?xml version="1.0" encoding="utf-8"\?>\n<feed xmlns="http:\/\/www.w3.org\/2005\/Atom" xml:lang="en">/,
    );
    expect(all).toMatchObject({ updated: expect.stringMatching(RFC_3339), author: [{ name: 'Paperboy' }] });
    expect(all.link).toEqual([
      { '@_rel': 'self', '@_type': 'application/atom+xml', '@_href': `${base}/feed.xml` },
      { '@_rel': 'alternate', '@_type': 'text/html', '@_href': `${base}/search` },
    ]);
    const ids = [all.id, ...entry.map(({ id }) => id)];
    expect(new Set(ids).size).toBe(ids.length);
    for (const one of entry) {
      expect(one.id).toMatch(/^urn:uuid:[\da-f]{8}-[\da-f]{4}-5[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
      expect(one.updated).toMatch(RFC_3339);
      expect(one.published ?? one.updated).toMatch(RFC_3339);
      expect((one.published ?? one.updated) <= one.updated).toBe(true);
      expect(one.title).not.toBe('');
      expect(one.author.every(({ name }) => name !== '')).toBe(true);
      expect(one.link.filter((link) => link['@_rel'] === 'alternate')).toHaveLength(1);
      expect(one.link.every((link) => URL.canParse(link['@_href']))).toBe(true);
      expect([one.summary['@_type'], one.content['@_type']]).toEqual(['text', 'text']);
    }
  });

  it('links an entry to its page here, its source and its PDF', async () => {
    const { entry = [], base } = await feed('q=walking');
    expect(entry[0]?.link).toEqual([
      { '@_rel': 'alternate', '@_type': 'text/html', '@_href': `${base}/papers/2401.12345` },
      { '@_rel': 'related', '@_type': 'text/html', '@_href': 'https://huggingface.co/papers/2401.12345' },
      { '@_rel': 'related', '@_type': 'application/pdf', '@_href': 'https://arxiv.org/pdf/2401.12345' },
    ]);
    expect(entry[0]).toMatchObject({
      updated: '2025-03-03T00:00:00Z',
      published: '2025-03-01T00:00:00Z',
      summary: { '#text': 'AI summary: Keeps robots on their feet.' },
      content: { '#text': expect.stringMatching(/^Robots fall\. .*3 robots\.$/) },
    });
  });

  it('names the authors of a paper, or its organization, but never Paperboy', async () => {
    const names = async (one: Paper) => (await feed('', [one])).entry?.[0]?.author.map(({ name }) => name);
    expect(await names(SAFE_WALKING)).toHaveLength(5);
    expect(await names(paper({ title: 'One', organization: { slug: 'mmr', name: 'MMR Lab' } }))).toEqual(['MMR Lab']);
    expect(await names(DUAL)).toEqual(['Unknown']);
    expect(await names(paper({ title: 'One', authors: ['\u0000', ' '] }))).toEqual(['Unknown']);
  });

  it('dates an entry by the last date of the paper', async () => {
    const dates = async (one: Paper) =>
      (await feed('', [one])).entry?.map(({ updated, published }) => [updated, published])[0];
    const day = (text: string) => `${text}T00:00:00Z`;
    expect(await dates(SEEN_OFTEN)).toEqual([day('2025-06-20'), day('2025-06-01')]);
    expect(await dates(paper({ title: 'Listed', listedOn: '2025-01-02' }))).toEqual([day('2025-01-02'), undefined]);
    const seen = [
      { source: 'page', on: '2025-06-06' } as const,
      { source: 'huggingface', at: '2025-06-05T10:00:00Z' } as const,
    ];
    expect(await dates(paper({ title: 'Seen', seen }))).toEqual([day('2025-06-05'), undefined]);
    expect(await dates(HOSTILE)).toEqual([day('1970-01-01'), undefined]);
  });

  it('has permanent ids that do not depend on the public URL', async () => {
    const idsAt = async (publicUrl: string) => {
      const { get } = await openPages([SAFE_WALKING, OLD_STYLE], { publicUrl });
      return readFeed(await (await get('/feed.xml')).text()).entry?.map(({ id }) => id);
    };
    expect(await idsAt('https://papers.example.org')).toEqual(await idsAt('http://elsewhere.example.com'));
    // If these changed, feed readers would show every paper again.
    expect(await idsAt('https://papers.example.org')).toEqual([
      'urn:uuid:b3fde595-803a-5a6a-b826-a10c6c0dbe16',
      'urn:uuid:9d5b16dd-eefa-53db-8dbf-a2f67667284d',
    ]);
  });

  it('escapes hostile texts, and removes characters that XML does not allow', async () => {
    const { xml, entry = [] } = await feed(`q=${encodeURIComponent('nasty "abstracts" <&>')}%07%00`);
    expect(titles(entry)[0]).toContain(`"'><script>alert(1)</script>`);
    expect(xml).not.toMatch(/<script|(?![\n\t\r])\p{Cc}|[\ufffd\ufffe\uffff]/u);
    expect(readFeed(xml).title).toBe('Papers: nasty "abstracts" <&>');
  });

  it.each([
    [
      'an invalid filter',
      'q=sort%3Anewst',
      'sort:newst is not valid. Use relevance, newest, upvotes or comments. Try: sort:newest\n',
    ],
    [
      'a query that is too long',
      `q=${'x'.repeat(501)}`,
      expect.stringMatching(/^A search can have up to 500 characters/),
    ],
  ])('is rejected for %s, in plain text', async (_, query, text) => {
    const { get } = await openPages();
    const response = await get(`/feed.xml?${query}`);
    expect([response.status, response.headers.get('content-type')]).toEqual([
      400,
      expect.stringMatching(/^text\/plain/),
    ]);
    expect(await response.text()).toEqual(text);
  });

  it('can be read by pages of any site', async () => {
    const { get } = await openPages();
    const { headers } = await get('/feed.xml', {
      headers: { origin: 'https://reader.example', 'sec-fetch-site': 'cross-site' },
    });
    expect([headers.get('access-control-allow-origin'), headers.get('cross-origin-resource-policy')]).toEqual([
      '*',
      'cross-origin',
    ]);
    expect(headers.has('set-cookie')).toBe(false);
  });
});

describe('an unchanged feed', () => {
  it('is not sent again to a reader that sends its ETag', async () => {
    const { get } = await openPages();
    const first = await get('/feed.xml?q=walking');
    const tag = first.headers.get('etag') ?? '';
    expect(first.headers.get('cache-control')).toBe('public, max-age=300');
    const again = await get('/feed.xml?q=walking', { headers: { 'if-none-match': tag } });
    expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', tag.replace('W/', '')]);
    expect(again.headers.get('access-control-allow-origin')).toBe('*');
    expect((await get('/feed.xml?q=juggling', { headers: { 'if-none-match': tag } })).status).toBe(200);
  });

  it('is not sent again to a reader that sends its date, until there is a new paper', async () => {
    let now = new Date('2025-03-05T09:00:00.400Z');
    const opened = await openPages([SAFE_WALKING], { now: () => now });
    const first = await opened.get('/feed.xml');
    const date = first.headers.get('last-modified') ?? '';
    expect(date).toBe('Wed, 05 Mar 2025 09:00:00 GMT');
    now = new Date('2025-03-05T10:00:00Z');
    expect((await opened.get('/feed.xml', { headers: { 'if-modified-since': date } })).status).toBe(304);
    expect((await opened.get('/feed.xml', { headers: { 'if-modified-since': 'yesterday' } })).status).toBe(200);
    opened.core.search.put([DUAL]);
    const changed = await opened.get('/feed.xml', { headers: { 'if-modified-since': date } });
    expect([changed.status, changed.headers.get('last-modified')]).toEqual([200, 'Wed, 05 Mar 2025 10:00:00 GMT']);
    const both = { 'if-modified-since': date, 'if-none-match': '"another"' };
    expect((await opened.get('/feed.xml', { headers: both })).status).toBe(200);
  });

  it('is sent without a body for HEAD', async () => {
    const { get } = await openPages();
    const response = await get('/feed.xml', { method: 'HEAD' });
    expect([response.status, await response.text(), response.headers.has('last-modified')]).toEqual([200, '', true]);
  });
});
