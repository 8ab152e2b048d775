import { describe, expect, it } from 'vitest';
import { HOSTILE, PAPERS, paper, SAFE_WALKING } from '../../../../fixtures/chat/papers.ts';
import { listed, textIn } from '../../../../unit/adapters/web/pages/markup.ts';
import { NASTY_PAPER, OLD_STYLE, SEEN_OFTEN } from '../../../../unit/adapters/web/pages/papers.ts';
import { openPages } from '../open-site.ts';

const ALL = [...PAPERS, NASTY_PAPER, OLD_STYLE, SEEN_OFTEN];

async function pageOf(path: string, papers = ALL): Promise<string> {
  const { get } = await openPages(papers);
  const answer = await get(path);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=UTF-8']);
  return answer.text();
}

describe("a paper's page", () => {
  it('says all that is known of it', async () => {
    const html = await pageOf('/papers/2401.12345');
    expect(textIn(html, 'h1')).toBe('Safe Offline Walking');
    expect(textIn(html, 'ul class="authors"')).toBe(
      'Ada LovelaceAlan TuringGrace HopperEdsger DijkstraBarbara LiskovNVIDIA',
    );
    expect(textIn(html, 'p class="lead"')).toBe('AI summary: Keeps robots on their feet.');
    expect(textIn(html, 'ul class="links"')).toBe('Hugging FacearXivPDFCodeProject');
    expect(textIn(html, 'p class="abstract"')).toMatch(/^Robots fall\..*3 robots\.$/);
    expect(textIn(html, 'dl class="facts"')).toBe(
      'PublishedMar 1, 2025On Daily PapersMar 3, 2025Upvotes40Comments3Stars of the code12',
    );
    expect(textIn(html, 'ul class="keywords"')).toBe('robotsoffline RL');
    expect(textIn(html, 'pre')).toContain('@misc{arxiv-2401.12345, title = {{Safe Offline Walking}}');
  });

  it('says when and where it was listed, once each, and what arXiv says of it', async () => {
    const html = await pageOf('/papers/2506.00001');
    expect(textIn(html, 'ul class="seen"')).toBe(
      'Jun 5, 2025: a captured page of Hugging Face, number 12Jun 3, 2025: Hugging Face, number 4',
    );
    expect(html).toContain('cs.LG, cs.AI · v3, updated Jun 20, 2025');
    expect(textIn(html, 'ul class="authors"')).toBe('7 authors');
    expect(html).toContain('<h2>AI keywords</h2>');
  });

  it('leads to the papers nearest to it, but not to itself', async () => {
    const titles = listed(await pageOf(`/papers/${PAPERS.at(-1)?.id}`));
    expect(titles.length).toBeGreaterThan(2);
    expect(titles.every((title) => title.startsWith('Juggling for Beginners'))).toBe(true);
    expect(titles).not.toContain('Juggling for Beginners: the Seventh Lesson');
  });

  it('says no more than there is of a paper of which little is known', async () => {
    const html = await pageOf(`/papers/${HOSTILE.id}`, [HOSTILE]);
    expect(textIn(html, 'h1')).toBe('Breaking <@everyone> *Bots* with `Markup` & [31mEscapes[0m: a β-Test');
    expect(html).not.toMatch(/class="(authors|facts|keywords|seen)"|Related papers/);
    expect(html).toContain('>Find on Hugging Face</a>');
  });

  it('tells machines what it is and where it stands', async () => {
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

  it('names the public address as its own where there is one', async () => {
    const { get } = await openPages(undefined, { publicUrl: 'https://papers.example.org' });
    expect(await (await get('/papers/2401.12345')).text()).toContain(
      'href="https://papers.example.org/papers/2401.12345"',
    );
  });

  it('loads nothing from another host', async () => {
    const html = await pageOf('/papers/2401.12345');
    const loaded = [...html.matchAll(/<(?:img|script|iframe|link rel="(?:stylesheet|icon)")[^>]*>/g)].join('');
    expect(loaded).not.toMatch(/<script|<img|https?:/);
  });

  it('shows hostile texts letter by letter, in every place', async () => {
    const html = await pageOf(`/papers/${NASTY_PAPER.id}`);
    expect(html).not.toMatch(/<script|\son\w+="|(?!\n)\p{Cc}|[\ufffd\u202e]/u);
    expect(html.match(/<\/title>/g)).toHaveLength(1);
    expect(textIn(html, 'h1')).toMatch(/^Nasty .*<script>alert\(1\)<\/script>/);
    expect(html).toContain('Nasty House &quot;&#39;&gt;&lt;script&gt;');
    // What is asked for with a name in it has one phrase, wherever the name has quotes.
    const [, query] = /href="\/search\?q=(author[^"]+)"/.exec(html) ?? [];
    expect(decodeURIComponent(query ?? '').match(/"/g)).toHaveLength(2);
  });

  it.each([
    ['an id of the old style', '/papers/cs/0112017'],
    ['the same with the slash encoded', '/papers/cs%2F0112017'],
  ])('is found by %s', async (_, path) => {
    const { get } = await openPages(ALL);
    const answer = await get(path);
    expect(answer.status).toBe(200);
    expect(textIn(await answer.text(), 'h1')).toBe(OLD_STYLE.title);
  });

  it.each([
    ['an id that it once had', `/papers/${SAFE_WALKING.aliases[0]}`, '/papers/2401.12345'],
    ['an id that was another arXiv id', '/papers/2312.09999', '/papers/2401.12345'],
    ['an id with a version', '/papers/2401.12345v2', '/papers/2401.12345'],
    ['an id with its prefix', '/papers/arXiv:2401.12345', '/papers/2401.12345'],
    ['an id of the old style in other letters', '/papers/CS/0112017', '/papers/cs/0112017'],
    ['an alias of one of the old style', '/papers/0123456789ab', '/papers/cs/0112017'],
    ['an entry of BibTeX by an alias', '/papers/2312.09999.bib', '/papers/2401.12345.bib'],
    ['no id at all', '/papers', '/search'],
  ])('is led to from %s', async (_, path, to) => {
    const { get } = await openPages(ALL);
    const answer = await get(path);
    expect([answer.status, answer.headers.get('location')]).toEqual([to === '/search' ? 302 : 301, to]);
  });

  it.each([
    ['that nobody has', '/papers/2501.99999', 'It may be on'],
    ['of the old style that nobody has', '/papers/hep-th/9901001', 'https://arxiv.org/abs/hep-th/9901001'],
    ['that is none', '/papers/nothing', 'nothing is not among the papers here.'],
    ['that is markup', '/papers/%3Cscript%3Ealert(1)%3C/script%3E', '&lt;script&gt;alert(1)&lt;/script&gt; is not'],
    ['that is no text', '/papers/%ff%fe', 'is not among the papers here.'],
    ['that would climb', '/papers/..%2f..%2fetc%2fpasswd', '../../etc/passwd is not among'],
    ['that is very long', `/papers/${'x'.repeat(500)}`, `${'x'.repeat(59)}… is not`],
  ])('is not there for an id %s, but a search is', async (_, path, said) => {
    const { get, records } = await openPages(ALL);
    const answer = await get(path);
    const html = await answer.text();
    expect(answer.status).toBe(404);
    expect(html).toContain(said);
    expect(html).toContain('<form class="search" role="search" action="/search">');
    expect(html).not.toContain('<script');
    expect(records).toEqual([]);
  });

  it('is the same for HEAD, without the text', async () => {
    const { get } = await openPages();
    const [whole, head] = [await get('/papers/2401.12345'), await get('/papers/2401.12345', { method: 'HEAD' })];
    expect([head.status, await head.text()]).toEqual([200, '']);
    expect(head.headers.get('content-type')).toBe(whole.headers.get('content-type'));
  });

  it('is not sent again to a browser that has it, until it changes', async () => {
    const { get } = await openPages();
    const tag = (await get('/papers/2401.12345')).headers.get('etag') ?? '';
    expect((await get('/papers/2401.12345', { headers: { 'if-none-match': tag } })).status).toBe(304);
    const changed = await openPages([{ ...SAFE_WALKING, upvotes: 41 }]);
    expect((await changed.get('/papers/2401.12345', { headers: { 'if-none-match': tag } })).status).toBe(200);
  });
});

describe('an entry of BibTeX', () => {
  it('is a file of its own', async () => {
    const { get } = await openPages(ALL);
    const answer = await get('/papers/cs/0112017.bib');
    expect(answer.headers.get('content-type')).toBe('application/x-bibtex; charset=utf-8');
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="arxiv-cs-0112017.bib"');
    expect(await answer.text()).toMatch(/^@misc\{arxiv-cs-0112017, title = .*\}\n$/);
  });

  it('is not there for an id that nobody has, which is said in plain text', async () => {
    const { get } = await openPages();
    const answer = await get('/papers/2501.99999.bib');
    expect([answer.status, await answer.text()]).toEqual([404, '2501.99999 is not among the papers here.\n']);
  });
});

describe('the other pages', () => {
  it('tell crawlers what to read', async () => {
    const { get } = await openPages([paper({ title: 'One' })]);
    expect(await (await get('/robots.txt')).text()).toContain('Disallow: /api/\n');
  });

  it('have a picture for the tab', async () => {
    const { get } = await openPages();
    const answer = await get('/icon.svg');
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/svg+xml']);
  });

  it('offer a search where there is none', async () => {
    const { get } = await openPages();
    const answer = await get('/nowhere/at/all');
    expect(answer.status).toBe(404);
    expect(await answer.text()).toContain('action="/search"');
  });
});
