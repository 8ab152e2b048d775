import { describe, expect, it } from 'vitest';
import { HOSTILE, PAPERS, paper, SAFE_WALKING } from '../../../../fixtures/chat/papers.ts';
import { listed, textIn } from '../../../../unit/adapters/web/pages/markup.ts';
import { NASTY_PAPER, OLD_STYLE, SEEN_OFTEN } from '../../../../unit/adapters/web/pages/papers.ts';
import { openPages } from '../open-site.ts';

const ALL = [...PAPERS, NASTY_PAPER, OLD_STYLE, SEEN_OFTEN];

async function pageOf(path: string, papers = ALL): Promise<string> {
  const { get } = await openPages(papers);
  const response = await get(path);
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=UTF-8']);
  return response.text();
}

describe("a paper's page", () => {
  it('shows all fields of the paper', async () => {
    const html = await pageOf('/papers/2401.12345');
    expect(textIn(html, 'h1')).toBe('Safe Offline Walking');
    expect(textIn(html, 'ul class="authors"')).toBe(
      'Ada LovelaceAlan TuringGrace HopperEdsger DijkstraBarbara LiskovNVIDIA',
    );
    expect(textIn(html, 'p class="lead"')).toBe('AI summary: Keeps robots on their feet.');
    expect(textIn(html, 'ul class="links"')).toBe('Hugging FacearXivPDFCodeProject');
    expect(textIn(html, 'p class="abstract"')).toMatch(/^Robots fall\..*3 robots\.$/);
    expect(textIn(html, 'dl class="facts"')).toBe(
      'PublishedMar 1, 2025Daily PapersMar 3, 2025Upvotes40Comments3Code stars12',
    );
    expect(textIn(html, 'ul class="keywords"')).toBe('robotsoffline RL');
    expect(textIn(html, 'pre')).toContain('@misc{arxiv-2401.12345, title = {{Safe Offline Walking}}');
  });

  it('shows when and where the paper was listed, and its arXiv categories', async () => {
    const html = await pageOf('/papers/2506.00001');
    expect(textIn(html, 'ul class="sources"')).toBe(
      'Jun 5, 2025: Hugging Face (saved page), #12Jun 3, 2025: Hugging Face, #4',
    );
    expect(html).toContain('cs.LG, cs.AI · v3, updated Jun 20, 2025');
    expect(textIn(html, 'ul class="authors"')).toBe('7 authors');
    expect(html).toContain('<h2>AI keywords</h2>');
  });

  it('links to related papers', async () => {
    const titles = listed(await pageOf(`/papers/${PAPERS.at(-1)?.id}`));
    expect(titles.length).toBeGreaterThan(2);
    expect(titles.every((title) => title.startsWith('Juggling for Beginners'))).toBe(true);
    expect(titles).not.toContain('Juggling for Beginners: the Seventh Lesson');
  });

  it('leaves out sections without content', async () => {
    const html = await pageOf(`/papers/${HOSTILE.id}`, [HOSTILE]);
    expect(textIn(html, 'h1')).toBe('Breaking <@everyone> *Bots* with `Markup` & [31mEscapes[0m: a β-Test');
    expect(html).not.toMatch(/class="(authors|facts|keywords|sources)"|Related papers/);
    expect(html).toContain('>Find on Hugging Face</a>');
  });

  it('has metadata for search engines and link previews', async () => {
    const { get, site } = await openPages();
    const html = await (await get('/papers/2401.12345')).text();
    for (const line of [
      `<link rel="canonical" href="${site.url()}/papers/2401.12345">`,
      '<meta name="citation_title" content="Safe Offline Walking">',
      '<meta name="citation_author" content="Barbara Liskov">',
      '<meta name="citation_publication_date" content="2025/03/01">',
      '<meta name="citation_pdf_url" content="https://arxiv.org/pdf/2401.12345">',
      '<meta name="citation_arxiv_id" content="2401.12345">',
      '<meta property="og:title" content="Safe Offline Walking">',
      `<meta property="og:url" content="${site.url()}/papers/2401.12345">`,
      '<link rel="alternate" type="application/json" href="/api/papers/2401.12345">',
    ]) {
      expect(html).toContain(line);
    }
  });

  it('has a canonical URL at the public URL', async () => {
    const { get } = await openPages(undefined, { publicUrl: 'https://papers.example.org' });
    expect(await (await get('/papers/2401.12345')).text()).toContain(
      'href="https://papers.example.org/papers/2401.12345"',
    );
  });

  it('loads nothing from other hosts', async () => {
    const html = await pageOf('/papers/2401.12345');
    const loaded = [...html.matchAll(/<(?:img|script|iframe|link rel="(?:stylesheet|icon)")[^>]*>/g)].join('');
    expect(loaded).not.toMatch(/<script|<img|https?:/);
  });

  it('escapes hostile texts everywhere', async () => {
    const html = await pageOf(`/papers/${NASTY_PAPER.id}`);
    expect(html).not.toMatch(/<script|\son\w+="|(?!\n)\p{Cc}|[\ufffd\u202e]/u);
    expect(html.match(/<\/title>/g)).toHaveLength(1);
    expect(textIn(html, 'h1')).toMatch(/^Nasty .*<script>alert\(1\)<\/script>/);
    expect(html).toContain('Nasty House &quot;&#39;&gt;&lt;script&gt;');
    // Quotes in the name don't end the phrase of the query.
    const [, query] = /href="\/search\?q=(author[^"]+)"/.exec(html) ?? [];
    expect(decodeURIComponent(query ?? '').match(/"/g)).toHaveLength(2);
  });

  it.each([
    ['an old arXiv id', '/papers/cs/0112017'],
    ['an old arXiv id with an encoded slash', '/papers/cs%2F0112017'],
  ])('is found by %s', async (_, path) => {
    const { get } = await openPages(ALL);
    const response = await get(path);
    expect(response.status).toBe(200);
    expect(textIn(await response.text(), 'h1')).toBe(OLD_STYLE.title);
  });

  it.each([
    ['a former id', `/papers/${SAFE_WALKING.aliases[0]}`, '/papers/2401.12345'],
    ['a former arXiv id', '/papers/2312.09999', '/papers/2401.12345'],
    ['an id with a version', '/papers/2401.12345v2', '/papers/2401.12345'],
    ['an id with its prefix', '/papers/arXiv:2401.12345', '/papers/2401.12345'],
    ['an old arXiv id in upper case', '/papers/CS/0112017', '/papers/cs/0112017'],
    ['a former id of a paper with an old arXiv id', '/papers/0123456789ab', '/papers/cs/0112017'],
    ['a BibTeX file under a former id', '/papers/2312.09999.bib', '/papers/2401.12345.bib'],
    ['no id', '/papers', '/search'],
  ])('is the target of a redirect from %s', async (_, path, to) => {
    const { get } = await openPages(ALL);
    const response = await get(path);
    expect([response.status, response.headers.get('location')]).toEqual([to === '/search' ? 302 : 301, to]);
  });

  it.each([
    ['that no paper has', '/papers/2501.99999', 'Try <a href="https://arxiv.org/abs/2501.99999"'],
    ['in the old style that no paper has', '/papers/hep-th/9901001', 'https://arxiv.org/abs/hep-th/9901001'],
    ['that is not an arXiv id', '/papers/nothing', 'Paperboy doesn&#39;t have the paper nothing.'],
    [
      'that is markup',
      '/papers/%3Cscript%3Ealert(1)%3C/script%3E',
      'have the paper &lt;script&gt;alert(1)&lt;/script&gt;.',
    ],
    ['with invalid encoding', '/papers/%ff%fe', 'have the paper '],
    ['with a path outside the site', '/papers/..%2f..%2fetc%2fpasswd', 'have the paper ../../etc/passwd.'],
    ['that is very long', `/papers/${'x'.repeat(500)}`, `${'x'.repeat(59)}….`],
  ])('is replaced by an error with a search form for an id %s', async (_, path, text) => {
    const { get, records } = await openPages(ALL);
    const response = await get(path);
    const html = await response.text();
    expect(response.status).toBe(404);
    expect(html).toContain(text);
    expect(html).toContain('<form class="search" role="search" action="/search">');
    expect(html).not.toContain('<script');
    expect(records).toEqual([]);
  });

  it('is sent without a body for HEAD', async () => {
    const { get } = await openPages();
    const [whole, head] = [await get('/papers/2401.12345'), await get('/papers/2401.12345', { method: 'HEAD' })];
    expect([head.status, await head.text()]).toEqual([200, '']);
    expect(head.headers.get('content-type')).toBe(whole.headers.get('content-type'));
  });

  it('is not sent again to a browser that has it, until the paper changes', async () => {
    const { get } = await openPages();
    const tag = (await get('/papers/2401.12345')).headers.get('etag') ?? '';
    expect((await get('/papers/2401.12345', { headers: { 'if-none-match': tag } })).status).toBe(304);
    const changed = await openPages([{ ...SAFE_WALKING, upvotes: 41 }]);
    expect((await changed.get('/papers/2401.12345', { headers: { 'if-none-match': tag } })).status).toBe(200);
  });
});

describe('a BibTeX file', () => {
  it('is a download', async () => {
    const { get } = await openPages(ALL);
    const response = await get('/papers/cs/0112017.bib');
    expect(response.headers.get('content-type')).toBe('application/x-bibtex; charset=utf-8');
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="arxiv-cs-0112017.bib"');
    expect(await response.text()).toMatch(/^@misc\{arxiv-cs-0112017, title = .*\}\n$/);
  });

  it('is replaced by an error in plain text for an unknown id', async () => {
    const { get } = await openPages();
    const response = await get('/papers/2501.99999.bib');
    expect([response.status, await response.text()]).toEqual([404, "Paperboy doesn't have the paper 2501.99999.\n"]);
  });
});

describe('the site of the pages', () => {
  it('has a robots.txt', async () => {
    const { get } = await openPages([paper({ title: 'One' })]);
    expect(await (await get('/robots.txt')).text()).toContain('Disallow: /api/\n');
  });

  it('has an icon', async () => {
    const { get } = await openPages();
    const response = await get('/icon.svg');
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/svg+xml; charset=utf-8']);
  });

  it('shows a search form at unknown addresses', async () => {
    const { get } = await openPages();
    const response = await get('/nowhere/at/all');
    expect(response.status).toBe(404);
    expect(await response.text()).toContain('action="/search"');
  });
});
