import { decodeHTMLAttribute } from 'entities';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { render } from '../../../../adapters/web/render.ts';
import {
  type Block,
  code,
  type Document,
  emphasis,
  heading,
  note,
  type PaperBlock,
  prose,
  strong,
  time,
} from '../../../../src/chat/document.ts';
import { anyDocument, HOSTILE } from '../../../fixtures/documents.ts';
import { findMarkupErrors } from './markup.ts';

const chart = {
  kind: 'chart',
  chart: {
    title: 'Papers per month: diffusion',
    unit: 'papers',
    months: ['2025-01', '2025-02'],
    series: [{ name: 'diffusion', values: [3, 5] }],
    isLastMonthPartial: true,
    alt: 'It rises from 3 to 5.',
  },
} as const satisfies Block;

const paper: PaperBlock = {
  kind: 'paper',
  title: [strong('Safe'), { kind: 'text', text: ' Walking' }],
  url: 'https://huggingface.co/papers/2401.12345',
  byline: [{ kind: 'text', text: 'Ada Lovelace · Mar 1, 2025' }],
  lead: [{ kind: 'text', text: 'We walk.' }],
  why: [{ kind: 'text', text: 'matches safe' }],
  facts: [{ label: 'Comments', spans: [{ kind: 'text', text: '3' }] }],
  links: [{ label: 'Code', url: 'https://github.com/a/b' }],
  controls: [{ kind: 'button', label: 'Open', action: 'run:show 2401.12345' }],
};

const html = (...blocks: readonly Block[]): string => render({ blocks }, { chartUrl: () => '/charts/1.png' });
const link = (url: string, text: string): string =>
  `<a href="${url}" target="_blank" rel="noopener noreferrer">${text}</a>`;

describe('render', () => {
  it('renders all fields of a paper', () => {
    expect(html(paper)).toBe(
      [
        '<article class="paper" aria-label="Safe Walking">',
        `<h3 class="paper-title">${link(paper.url, '<strong>Safe</strong> Walking')}</h3>`,
        '<p class="byline">Ada Lovelace · Mar 1, 2025</p>',
        '<p class="lead">We walk.</p>',
        '<dl class="facts"><div class="fact"><dt>Comments</dt><dd>3</dd></div></dl>',
        '<p class="reason">matches safe</p>',
        `<ul class="links"><li>${link('https://github.com/a/b', 'Code')}</li></ul>`,
        '<div class="controls"><button type="button" data-action="run:show 2401.12345">Open</button></div>',
        '</article>',
      ].join(''),
    );
  });

  it('renders paper titles one level below the heading of the message', () => {
    expect(html(heading('Two papers'), paper)).toMatch(
      /^<h3 class="heading">Two papers<\/h3>.*<h4 class="paper-title">/,
    );
  });

  it('renders every kind of block', () => {
    const menu = { kind: 'menu', label: 'More', choices: [{ label: 'Save', action: 'run:save 1' }] } as const;
    expect(
      html(
        prose('Words ', emphasis('stressed'), ' and ', code('/papers <b>')),
        { kind: 'divider' },
        { kind: 'image', url: 'https://example.org/a.png', alt: 'A robot' },
        chart,
        { kind: 'actions', controls: [menu] },
        note('Page 1 of 2'),
      ),
    ).toBe(
      [
        '<p class="prose">Words <em>stressed</em> and <code>/papers &lt;b&gt;</code></p>',
        '<hr class="divider">',
        `<p class="picture">${link('https://example.org/a.png', 'Picture: A robot')}</p>`,
        '<figure class="chart"><a href="/charts/1.png" target="_blank" rel="noopener" aria-label="Open the chart: Papers per month: diffusion">',
        '<img src="/charts/1.png" width="1600" height="900" alt="It rises from 3 to 5." loading="lazy"></a>',
        '<figcaption>Papers per month: diffusion</figcaption></figure>',
        '<div class="controls"><details class="menu"><summary>More</summary>',
        '<ul><li><button type="button" data-action="run:save 1">Save</button></li></ul></details></div>',
        '<p class="note">Page 1 of 2</p>',
      ].join(''),
    );
  });

  it('renders instants in UTC, as elements that the page can convert', () => {
    expect(html(prose('Since ', time('2026-11-21T09:00:00Z')))).toBe(
      '<p class="prose">Since <time datetime="2026-11-21T09:00:00Z">Nov 21, 2026, 09:00 UTC</time></p>',
    );
  });

  it('links to images on other hosts instead of loading them', () => {
    const thumbnail = { url: 'https://cdn-thumbnails.huggingface.co/x.png', alt: 'Safe Walking' };
    const drawn = html({ ...paper, thumbnail }, { kind: 'image', url: thumbnail.url, alt: '' });
    expect(drawn).not.toContain('<img');
    expect(drawn.split(link(thumbnail.url, 'Picture'))).toHaveLength(3);
  });

  it.each([
    [
      'https://example.org/a?b=1&c=2.',
      `${link('https://example.org/a?b=1&amp;c=2', 'https://example.org/a?b=1&amp;c=2')}.`,
    ],
    ['(see http://a.example)', `(see ${link('http://a.example/', 'http://a.example')})`],
    ['javascript:alert(1)', 'javascript:alert(1)'],
    ['https://', 'https://'],
  ])('links the URLs in %j', (text, written) => {
    expect(html(prose(text))).toBe(`<p class="prose">${written}</p>`);
  });

  it('links to http and https URLs only', () => {
    const url = 'javascript:alert(1)';
    const drawn = html({ ...paper, url, links: [{ label: 'Code', url }] }, prose({ kind: 'link', text: 'x', url }));
    expect(drawn).not.toContain('href');
    expect(drawn).toContain('Code');
  });

  it('does not nest links', () => {
    const title = [{ kind: 'link', text: 'https://a.example', url: 'https://a.example' }] as const;
    expect(html({ ...paper, title })).toContain(link(paper.url, 'https://a.example'));
  });

  it('renders a note if the document has no visible content', () => {
    const nothing = '<p class="note">Nothing to show.</p>';
    expect([html(), html(prose('')), html(prose(' \u200b'), { kind: 'actions', controls: [] })]).toEqual(
      Array(3).fill(nothing),
    );
  });

  it('escapes the text of any document', () => {
    fc.assert(
      fc.property(anyDocument, (document: Document) => {
        expect(findMarkupErrors(html(...document.blocks))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('keeps every action of any document unchanged', () => {
    fc.assert(
      fc.property(anyDocument, (document: Document) => {
        const pressed = [...html(...document.blocks).matchAll(/data-action="([^"]*)"/g)];
        const controls = document.blocks.flatMap((block) =>
          block.kind === 'paper' || block.kind === 'actions' ? block.controls : [],
        );
        const actions = controls
          .flatMap((one) => (one.kind === 'menu' ? one.choices : [one]))
          .map(({ action }) => action);
        expect(pressed.map(([, action = '']) => decodeHTMLAttribute(action))).toEqual(actions);
      }),
      { numRuns: 100 },
    );
  });

  it.each(['a\nb\tc', 'a\rb', '"><img src=x>', '&amp;', "'"])('keeps the action %j unchanged', (action) => {
    const drawn = html({ kind: 'actions', controls: [{ kind: 'button', label: 'Press', action }] });
    expect(findMarkupErrors(drawn)).toEqual([]);
    expect(decodeHTMLAttribute(/data-action="([^"]*)"/.exec(drawn)?.[1] ?? '')).toBe(action);
  });

  it.each(HOSTILE)('escapes the title %j', (title) => {
    expect(findMarkupErrors(html({ ...paper, title: [{ kind: 'text', text: title }] }))).toEqual([]);
  });
});
