import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { render } from '../../../../../adapters/slack/render.ts';
import { renderSlackPreview } from '../../../../../adapters/web/previews/slack-preview.ts';
import { anyDocument, HOSTILE } from '../../../../fixtures/documents.ts';
import { parseTags, textIn, urlsIn } from './markup.ts';

const preview = (...blocks: readonly object[]) => renderSlackPreview({ blocks });
const richText = (...elements: readonly object[]) => preview({ type: 'rich_text', elements });
const section = (...elements: readonly object[]) => richText({ type: 'rich_text_section', elements });
const mrkdwn = (text: string) => preview({ type: 'section', text: { type: 'mrkdwn', text } });

describe('renderSlackPreview', () => {
  it('shows the author and the app badge', () => {
    expect(textIn(preview({ type: 'header', text: { type: 'plain_text', text: 'Papers' } }))).toMatch(
      /Paperboy APP\s+Papers/,
    );
  });

  it('nests text styles', () => {
    const html = section({ type: 'text', text: 'a', style: { bold: true, italic: true, strike: true } });
    expect(html).toContain('<s><i><b>a</b></i></s>');
    expect(section({ type: 'text', text: 'x < y', style: { code: true } })).toContain('<code>x &lt; y</code>');
  });

  it('renders lists, quotes and preformatted text', () => {
    const item = { type: 'rich_text_section', elements: [{ type: 'text', text: 'one' }] };
    const list = { type: 'rich_text_list', elements: [item] };
    expect(richText({ ...list, style: 'ordered', offset: 2, indent: 1 })).toContain(
      '<ol class="slack-indent-1" start="3"><li>one</li></ol>',
    );
    expect(richText({ ...list, style: 'bullet', indent: 99 })).toContain(
      '<ul class="slack-indent-8"><li>one</li></ul>',
    );
    const text = [{ type: 'text', text: 'a\n  b' }];
    expect(richText({ type: 'rich_text_quote', elements: text })).toContain('<blockquote>a<br> b</blockquote>');
    expect(textIn(richText({ type: 'rich_text_preformatted', elements: text }))).toContain('a\n  b');
  });

  it('renders mentions, emoji and dates', () => {
    const html = section(
      { type: 'user', user_id: 'U1' },
      { type: 'channel', channel_id: 'C1' },
      { type: 'broadcast', range: 'here' },
      { type: 'emoji', name: 'wave' },
      { type: 'date', timestamp: 1782286200, format: '{date}', fallback: 'Jun 24' },
    );
    expect(textIn(html)).toContain('@U1#C1@here:wave:Jun 24');
    expect(html).toContain('<time datetime="2026-06-24T07:30:00.000Z">Jun 24</time>');
  });

  it('links to http and https URLs only', () => {
    const html = section(
      { type: 'link', url: 'https://example.org/?a=1&b="2"', text: 'there' },
      { type: 'link', url: 'javascript:alert(1)', text: 'nowhere' },
      { type: 'link', url: 'https://example.org/bare' },
    );
    expect(urlsIn(html)).toEqual(['https://example.org/?a=1&amp;b=%222%22', 'https://example.org/bare']);
    expect(textIn(html)).toContain('therenowherehttps://example.org/bare');
  });

  it.each([
    ['*bold* and _italic_ and ~gone~', '<b>bold</b> and <i>italic</i> and <s>gone</s>'],
    [
      '*a _b_ <https://x.org|c>*',
      '<b>a <i>b</i> <a href="https://x.org/" target="_blank" rel="noopener noreferrer">c</a></b>',
    ],
    ['snake_case_name 2*3*4', 'snake_case_name 2*3*4'],
    ['`a *b*`', '<code>a *b*</code>'],
    ['&lt;b&gt; &amp;amp;', '&lt;b&gt; &amp;amp;'],
    [
      '<@U1> <!here> <#C1|general>',
      '<span class="preview-mention">@U1</span> <span class="preview-mention">@here</span> <span class="preview-mention">general</span>',
    ],
    ['<javascript:alert(1)|x>', 'x'],
    ['&gt; quoted\n&gt; too\nafter', '<blockquote>quoted<br>too</blockquote>after'],
    ['```\n  x &lt; 1\n```', '<pre>  x &lt; 1</pre>'],
    ['open ```', 'open ```'],
    ['<!date^1782286200^{date}|Jun 24>', '<time datetime="2026-06-24T07:30:00.000Z">Jun 24</time>'],
  ])('renders the mrkdwn %j', (text, html) => {
    expect(mrkdwn(text)).toContain(`<div class="slack-text"><div>${html}</div></div>`);
  });

  it('does not interpret mrkdwn in plain text', () => {
    expect(textIn(preview({ type: 'section', text: { type: 'plain_text', text: '*a* <@U1>' } }))).toContain(
      '*a* <@U1>',
    );
  });

  it('renders fields and accessories of sections', () => {
    const text = { type: 'plain_text', text: 'Open' };
    const html = preview({
      type: 'section',
      fields: [{ type: 'mrkdwn', text: '*A*' }],
      accessory: { type: 'overflow', options: [{ text, value: '1' }] },
    });
    expect(html).toContain('<div class="slack-fields"><div><b>A</b></div></div>');
    expect(html).toContain('<summary>⋯</summary><ul><li>Open</li></ul>');
  });

  it('renders link buttons as links and disables other buttons', () => {
    const text = { type: 'plain_text', text: 'Go' };
    const html = preview({
      type: 'actions',
      elements: [
        { type: 'button', text, value: 'x', style: 'danger' },
        { type: 'button', text, url: 'https://example.org/' },
        { type: 'static_select', placeholder: text, options: [{ text, value: '1' }] },
      ],
    });
    expect(html).toContain('<button type="button" class="preview-button preview-button-danger" disabled>Go</button>');
    expect(html).toContain('<a class="preview-button preview-button-default" href="https://example.org/"');
    expect(html).toContain('<summary>Go</summary><ul><li>Go</li></ul>');
  });

  it('shows images of this server and links to others', () => {
    const uploaded = { type: 'image', slack_file: { id: 'F1' }, alt_text: 'a chart' };
    const remote = { type: 'image', image_url: 'https://example.org/a.png', alt_text: 'a "cat"' };
    expect(preview(remote)).not.toContain('<img');
    expect(preview(remote)).toContain('href="https://example.org/a.png"');
    expect(textIn(preview(uploaded))).toContain('Picture: a chart');
    const resolveImage = (reference: string) => (reference === 'F1' ? '/charts/1.png' : undefined);
    expect(renderSlackPreview({ blocks: [uploaded] }, { resolveImage })).toContain(
      '<img class="preview-image" src="/charts/1.png" alt="a chart">',
    );
  });

  it('shows unknown blocks and elements as JSON', () => {
    expect(textIn(preview({ type: 'video', title: '<b>' }))).toContain('"title": "<b>"');
    expect(textIn(section({ type: 'hologram' }))).toContain('"type": "hologram"');
    expect(textIn(renderSlackPreview({ text: 'only *text*' }))).toContain('only text');
  });

  it.each([undefined, null, 3, 'text', [], { blocks: 'x' }, { blocks: [null, 3, [], {}] }])(
    'accepts the malformed payload %j',
    (payload) => {
      expect(() => parseTags(renderSlackPreview(payload))).not.toThrow();
    },
  );

  it('escapes any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'grapheme' })), (text) => {
        const elements = [
          { type: 'text', text },
          { type: 'link', url: text, text },
          { type: 'user', user_id: text },
          { type: text },
        ];
        const html = renderSlackPreview({
          blocks: [
            { type: 'header', text: { type: 'plain_text', text } },
            {
              type: 'section',
              text: { type: 'mrkdwn', text },
              accessory: { type: 'image', image_url: text, alt_text: text },
            },
            {
              type: 'rich_text',
              elements: [
                { type: 'rich_text_section', elements },
                { type: 'rich_text_preformatted', elements },
              ],
            },
            { type: 'actions', elements: [{ type: 'button', text: { text }, url: text }] },
            { type: text, text },
          ],
        });
        expect(urlsIn(html).filter((address) => !/^https?:/.test(address))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('knows every block that Paperboy sends', () => {
    fc.assert(
      fc.property(anyDocument, (document) => {
        const html = renderSlackPreview(render(document));
        expect(urlsIn(html).filter((address) => !/^https?:/.test(address))).toEqual([]);
        expect(html).not.toContain('preview-unknown');
      }),
      { numRuns: 100 },
    );
  });
});
