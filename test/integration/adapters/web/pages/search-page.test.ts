import { describe, expect, it } from 'vitest';
import { PAPERS, paper } from '../../../../fixtures/chat/papers.ts';
import { listed, textIn } from '../../../../unit/adapters/web/pages/markup.ts';
import { NASTY_PAPER } from '../../../../unit/adapters/web/pages/papers.ts';
import { openPages } from '../open-site.ts';

async function search(query: string, papers = PAPERS) {
  const { get } = await openPages(papers);
  const response = await get(`/search?${query}`);
  return { status: response.status, html: await response.text() };
}

const toParams = (q: string, page?: string) => new URLSearchParams({ q, ...(page && { page }) }).toString();
const MANY = Array.from({ length: 23 }, (_, index) =>
  paper({ title: `Walking number ${index}`, publishedOn: `2025-01-${String(index + 1).padStart(2, '0')}` }),
);

describe('the search page', () => {
  it('shows the papers that the chat finds, with the matches', async () => {
    const { status, html } = await search(toParams('safe walking'));
    expect(status).toBe(200);
    expect(textIn(html, 'h1')).toBe('1 paper for safe walking');
    expect(listed(html)).toEqual(['Safe Offline Walking']);
    expect(html).toContain('<mark>Safe</mark> Offline <mark>Walking</mark>');
    expect(html).toContain('matches safe, walking');
    expect(html).toContain('href="/papers/2401.12345"');
  });

  it('supports the whole query language', async () => {
    expect(listed((await search(toParams('juggling -seventh "the fifth lesson"'))).html)).toEqual([
      'Juggling for Beginners: the Fifth Lesson',
    ]);
    expect(listed((await search(toParams('author:lovelace'))).html)).toEqual(['Safe Offline Walking']);
    expect(listed((await search(toParams('juggling sort:upvotes'))).html)[0]).toMatch(/Seventh/);
    expect(listed((await search(toParams('https://arxiv.org/abs/2312.09999v2'))).html)).toEqual([
      'Safe Offline Walking',
    ]);
  });

  it.each(['', 'q=', 'q=%20%20', 'page=1'])('shows the newest papers for "%s"', async (query) => {
    const { html } = await search(query);
    expect(textIn(html, 'h1')).toBe('Newest papers');
    expect(listed(html).slice(0, 2)).toEqual(['Safe Offline Walking', 'MMR1: Enhancing Multimodal Reasoning']);
    expect(html).toContain('href="/feed.xml"');
    expect(html).not.toContain('noindex');
  });

  it('keeps the query in the search field, and links to its feed and JSON', async () => {
    const { html } = await search(toParams('"safe" & <walking>'));
    expect(html).toContain('value="&quot;safe&quot; &amp; &lt;walking&gt;"');
    const link = 'q=%22safe%22+%26+%3Cwalking%3E';
    expect(html).toContain(
      `<link rel="alternate" type="application/atom+xml" title="&quot;safe&quot; &amp; &lt;walking&gt;" href="/feed.xml?${link}">`,
    );
    expect(html).toContain(`href="/api/search?${link}"`);
  });

  it('has pages', async () => {
    const first = await search(toParams('walking'), MANY);
    expect([listed(first.html).length, textIn(first.html, 'nav class="pager"')]).toEqual([
      10,
      expect.stringMatching(/^Page 1 of 3\s*Next$/),
    ]);
    expect(first.html).toContain('<a rel="next" href="/search?q=walking&amp;page=2">');
    const last = await search(toParams('walking', '3'), MANY);
    expect([listed(last.html).length, textIn(last.html, 'nav class="pager"')]).toEqual([
      3,
      expect.stringMatching(/^Previous\s*Page 3 of 3$/),
    ]);
    expect(last.html).toContain('<ol class="papers" start="21">');
    const all = await Promise.all(
      ['1', '2', '3'].map(async (page) => listed((await search(toParams('walking', page), MANY)).html)),
    );
    expect(new Set(all.flat()).size).toBe(23);
  });

  it('links to the last page from a page past the end', async () => {
    const { status, html } = await search(toParams('walking', '9'), MANY);
    expect(status).toBe(404);
    expect(textIn(html, 'nav class="pager"')).toMatch(/^Previous\s*There are only 3 pages\.$/);
    expect(html).toContain('href="/search?q=walking&amp;page=3"');
  });

  it.each(['0', '-1', '1.5', 'two', '1e3', '99999'])('rejects the page number "%s"', async (page) => {
    const { status, html } = await search(toParams('walking', page));
    expect([status, textIn(html, 'p class="note"')]).toEqual([400, 'The page must be a number from 1 to 9999.']);
    expect(html).toContain('value="walking"');
  });

  it('suggests a corrected query for a typo', async () => {
    const { html } = await search(toParams('jugling hands'));
    expect(textIn(html, 'p class="suggestion"')).toBe('Did you mean juggling hands?');
    expect(html).toContain('<a href="/search?q=juggling+hands">');
  });

  it('shows the closest papers if no paper matches', async () => {
    const { html } = await search(toParams('walking since:2026'));
    expect(textIn(html, 'h1')).toBe('No papers match walking since:2026');
    expect(html).toContain('Closest matches:');
    expect(listed(html)).toEqual(['Safe Offline Walking']);
  });

  it('explains an invalid query, with a link to a corrected one', async () => {
    const { status, html } = await search(toParams('walking sort:newst since:someday'));
    expect(status).toBe(400);
    expect(textIn(html, 'p class="note"')).toBe(
      'sort:newst is not valid. Use relevance, newest, upvotes or comments. since:someday is not a valid date. Use since:2024, since:2024-06 or since:2024-06-03. Try: walking sort:newest since:2024-06',
    );
    expect(html).toContain('<a href="/search?q=walking+sort%3Anewest+since%3A2024-06">');
    expect(html).toContain('value="walking sort:newst since:someday"');
  });

  it('rejects a query that is too long', async () => {
    const { status, html } = await search(toParams('x'.repeat(501)));
    expect(status).toBe(400);
    expect(html).toContain('A search can have up to 500 characters, and this one has 501');
  });

  it.each([
    ['markup', '%3Cscript%3Ealert(1)%3C/script%3E'],
    ['the end of an attribute', '%22%20autofocus%20onfocus=alert(1)%20x=%22'],
    ['invalid encoding', '%ff%fe%c0'],
    ['an incomplete escape', '%zz%'],
    ['invisible characters', 'a%00b%1b%5b31m%e2%80%ae'],
    ['markup in a filter', 'sort:%3Cimg%20src=x%20onerror=alert(1)%3E'],
    ['markup next to a typo', 'jugling%20%3Cb%3E'],
  ])('escapes %s', async (_, query) => {
    const { status, html } = await search(`q=${query}`);
    expect([200, 400]).toContain(status);
    expect(html).not.toMatch(/<script|<img|<b>j|\son\w+="|(?!\n)\p{Cc}|\u202e/u);
    expect(html).not.toMatch(/<input(?: [\w-]+="[^"]*")* autofocus/);
  });

  it('escapes hostile papers', async () => {
    const { html } = await search(toParams('nasty'), [NASTY_PAPER]);
    expect(listed(html)[0]).toMatch(/<script>alert\(1\)<\/script>/);
    expect(html).not.toMatch(/<script|\son\w+="|(?!\n)\p{Cc}|[\ufffd\u202e]/u);
  });

  it('keeps search engines from indexing searches', async () => {
    expect((await search(toParams('walking'))).html).toContain('<meta name="robots" content="noindex, follow">');
  });
});
