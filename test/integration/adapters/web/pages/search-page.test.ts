import { describe, expect, it } from 'vitest';
import { PAPERS, paper } from '../../../../fixtures/chat/papers.ts';
import { listed, textIn } from '../../../../unit/adapters/web/pages/markup.ts';
import { NASTY_PAPER } from '../../../../unit/adapters/web/pages/papers.ts';
import { openPages } from '../open-site.ts';

async function search(query: string, papers = PAPERS) {
  const { get } = await openPages(papers);
  const answer = await get(`/search?${query}`);
  return { status: answer.status, html: await answer.text() };
}

const asked = (q: string, page?: string) => new URLSearchParams({ q, ...(page && { page }) }).toString();
const MANY = Array.from({ length: 23 }, (_, at) =>
  paper({ title: `Walking number ${at}`, publishedOn: `2025-01-${String(at + 1).padStart(2, '0')}` }),
);

describe('the search page', () => {
  it('finds what the chat finds, and marks and says why', async () => {
    const { status, html } = await search(asked('safe walking'));
    expect(status).toBe(200);
    expect(textIn(html, 'h1')).toBe('1 paper for safe walking');
    expect(listed(html)).toEqual(['Safe Offline Walking']);
    expect(html).toContain('<mark>Safe</mark> Offline <mark>Walking</mark>');
    expect(html).toContain('matches safe, walking');
    expect(html).toContain('href="/papers/2401.12345"');
  });

  it('knows the whole query language', async () => {
    expect(listed((await search(asked('juggling -seventh "the fifth lesson"'))).html)).toEqual([
      'Juggling for Beginners: the Fifth Lesson',
    ]);
    expect(listed((await search(asked('author:lovelace'))).html)).toEqual(['Safe Offline Walking']);
    expect(listed((await search(asked('juggling sort:upvotes'))).html)[0]).toMatch(/Seventh/);
    expect(listed((await search(asked('https://arxiv.org/abs/2312.09999v2'))).html)).toEqual(['Safe Offline Walking']);
  });

  it.each(['', 'q=', 'q=%20%20', 'page=1'])('shows the newest papers for "%s"', async (query) => {
    const { html } = await search(query);
    expect(textIn(html, 'h1')).toBe('Newest papers');
    expect(listed(html).slice(0, 2)).toEqual(['Safe Offline Walking', 'MMR1: Enhancing Multimodal Reasoning']);
    expect(html).toContain('href="/feed.xml"');
    expect(html).not.toContain('noindex');
  });

  it('keeps what was asked in the field, and offers the same as a feed and as JSON', async () => {
    const { html } = await search(asked('"safe" & <walking>'));
    expect(html).toContain('value="&quot;safe&quot; &amp; &lt;walking&gt;"');
    const link = 'q=%22safe%22+%26+%3Cwalking%3E';
    expect(html).toContain(
      `<link rel="alternate" type="application/atom+xml" title="&quot;safe&quot; &amp; &lt;walking&gt;" href="/feed.xml?${link}">`,
    );
    expect(html).toContain(`href="/api/search?${link}"`);
  });

  it('turns its pages', async () => {
    const first = await search(asked('walking'), MANY);
    expect([listed(first.html).length, textIn(first.html, 'nav class="pager"')]).toEqual([
      10,
      expect.stringMatching(/^Page 1 of 3\s*Next$/),
    ]);
    expect(first.html).toContain('<a rel="next" href="/search?q=walking&amp;page=2">');
    const last = await search(asked('walking', '3'), MANY);
    expect([listed(last.html).length, textIn(last.html, 'nav class="pager"')]).toEqual([
      3,
      expect.stringMatching(/^Previous\s*Page 3 of 3$/),
    ]);
    expect(last.html).toContain('<ol class="papers" start="21">');
    const all = await Promise.all(
      ['1', '2', '3'].map(async (page) => listed((await search(asked('walking', page), MANY)).html)),
    );
    expect(new Set(all.flat()).size).toBe(23);
  });

  it('leads back from a page that is not there', async () => {
    const { status, html } = await search(asked('walking', '9'), MANY);
    expect(status).toBe(404);
    expect(textIn(html, 'nav class="pager"')).toMatch(/^Previous\s*There are only 3 pages\.$/);
    expect(html).toContain('href="/search?q=walking&amp;page=3"');
  });

  it.each(['0', '-1', '1.5', 'two', '1e3', '99999'])('says so where the page is "%s"', async (page) => {
    const { status, html } = await search(asked('walking', page));
    expect([status, textIn(html, 'p class="note"')]).toEqual([
      400,
      'A page is a number from 1 to 9999: leave it out for the first.',
    ]);
    expect(html).toContain('value="walking"');
  });

  it('asks whether another word was meant', async () => {
    const { html } = await search(asked('jugling hands'));
    expect(textIn(html, 'p class="meant"')).toBe('Did you mean juggling hands?');
    expect(html).toContain('<a href="/search?q=juggling+hands">');
  });

  it('says why nothing is what was asked for, and shows what comes nearest', async () => {
    const { html } = await search(asked('walking since:2026'));
    expect(textIn(html, 'h1')).toBe('No paper matches walking since:2026');
    expect(html).toContain('These come nearest:');
    expect(listed(html)).toEqual(['Safe Offline Walking']);
  });

  it('says what is wrong with a query, with a corrected one to follow', async () => {
    const { status, html } = await search(asked('walking sort:newst since:someday'));
    expect(status).toBe(400);
    expect(textIn(html, 'p class="note"')).toBe(
      'sort:newst is not known; sort: takes relevance, newest, upvotes or comments. since:someday is not a date; write since:2024, since:2024-06 or since:2024-06-03. Try: walking sort:newest since:2024-06',
    );
    expect(html).toContain('<a href="/search?q=walking+sort%3Anewest+since%3A2024-06">');
    expect(html).toContain('value="walking sort:newst since:someday"');
  });

  it('refuses what is too long, and says how long it may be', async () => {
    const { status, html } = await search(asked('x'.repeat(501)));
    expect(status).toBe(400);
    expect(html).toContain('A search may have 500 characters and this one has 501');
  });

  it.each([
    ['markup', '%3Cscript%3Ealert(1)%3C/script%3E'],
    ['the end of the field', '%22%20autofocus%20onfocus=alert(1)%20x=%22'],
    ['bytes that are no text', '%ff%fe%c0'],
    ['half a percent sign', '%zz%'],
    ['what nobody sees', 'a%00b%1b%5b31m%e2%80%ae'],
    ['a filter that is markup', 'sort:%3Cimg%20src=x%20onerror=alert(1)%3E'],
    ['a misspelt word beside markup', 'jugling%20%3Cb%3E'],
  ])('shows %s letter by letter', async (_, query) => {
    const { status, html } = await search(`q=${query}`);
    expect([200, 400]).toContain(status);
    expect(html).not.toMatch(/<script|<img|<b>j|\son\w+="|(?!\n)\p{Cc}|\u202e/u);
    expect(html).not.toMatch(/<input(?: [\w-]+="[^"]*")* autofocus/);
  });

  it('shows hostile papers letter by letter', async () => {
    const { html } = await search(asked('nasty'), [NASTY_PAPER]);
    expect(listed(html)[0]).toMatch(/<script>alert\(1\)<\/script>/);
    expect(html).not.toMatch(/<script|\son\w+="|(?!\n)\p{Cc}|[\ufffd\u202e]/u);
  });

  it('keeps search engines from trying every search there could be', async () => {
    expect((await search(asked('walking'))).html).toContain('<meta name="robots" content="noindex, follow">');
  });
});
