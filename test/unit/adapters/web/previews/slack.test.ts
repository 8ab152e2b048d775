import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { render } from '../../../../../adapters/slack/render.ts';
import { renderSlackPreview } from '../../../../../adapters/web/previews/slack-preview.ts';
import { anyDocument, HOSTILE } from '../../../../fixtures/documents.ts';
import { addressesIn, readIn, tagsIn } from './markup.ts';

const look = (...blocks: readonly object[]) => renderSlackPreview({ blocks });
const richText = (...elements: readonly object[]) => look({ type: 'rich_text', elements });
const section = (...elements: readonly object[]) => richText({ type: 'rich_text_section', elements });
const mrkdwn = (text: string) => look({ type: 'section', text: { type: 'mrkdwn', text } });

describe('a message as Slack draws it', () => {
  it('says who speaks, and that it is an app', () => {
    expect(readIn(look({ type: 'header', text: { type: 'plain_text', text: 'Papers' } }))).toMatch(
      /Paperboy APP\s+Papers/,
    );
  });

  it('draws styles, one in another', () => {
    const html = section({ type: 'text', text: 'a', style: { bold: true, italic: true, strike: true } });
    expect(html).toContain('<s><i><b>a</b></i></s>');
    expect(section({ type: 'text', text: 'x < y', style: { code: true } })).toContain('<code>x &lt; y</code>');
  });

  it('draws lists, quotes and what is preformatted', () => {
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
    expect(readIn(richText({ type: 'rich_text_preformatted', elements: text }))).toContain('a\n  b');
  });

  it('draws mentions, emoji and dates', () => {
    const html = section(
      { type: 'user', user_id: 'U1' },
      { type: 'channel', channel_id: 'C1' },
      { type: 'broadcast', range: 'here' },
      { type: 'emoji', name: 'wave' },
      { type: 'date', timestamp: 1782286200, format: '{date}', fallback: 'Jun 24' },
    );
    expect(readIn(html)).toContain('@U1#C1@here:wave:Jun 24');
    expect(html).toContain('<time datetime="2026-06-24T07:30:00.000Z">Jun 24</time>');
  });

  it('leads nowhere but to pages', () => {
    const html = section(
      { type: 'link', url: 'https://example.org/?a=1&b="2"', text: 'there' },
      { type: 'link', url: 'javascript:alert(1)', text: 'nowhere' },
      { type: 'link', url: 'https://example.org/bare' },
    );
    expect(addressesIn(html)).toEqual(['https://example.org/?a=1&amp;b=%222%22', 'https://example.org/bare']);
    expect(readIn(html)).toContain('therenowherehttps://example.org/bare');
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
      '<span class="look-mention">@U1</span> <span class="look-mention">@here</span> <span class="look-mention">general</span>',
    ],
    ['<javascript:alert(1)|x>', 'x'],
    ['&gt; quoted\n&gt; too\nafter', '<blockquote>quoted<br>too</blockquote>after'],
    ['```\n  x &lt; 1\n```', '<pre>  x &lt; 1</pre>'],
    ['open ```', 'open ```'],
    ['<!date^1782286200^{date}|Jun 24>', '<time datetime="2026-06-24T07:30:00.000Z">Jun 24</time>'],
  ])('reads the markup of %j', (text, html) => {
    expect(mrkdwn(text)).toContain(`<div class="slack-text"><div>${html}</div></div>`);
  });

  it('does not read markup where Slack does not', () => {
    expect(readIn(look({ type: 'section', text: { type: 'plain_text', text: '*a* <@U1>' } }))).toContain('*a* <@U1>');
  });

  it('shows fields, and what stands beside a text', () => {
    const text = { type: 'plain_text', text: 'Open' };
    const html = look({
      type: 'section',
      fields: [{ type: 'mrkdwn', text: '*A*' }],
      accessory: { type: 'overflow', options: [{ text, value: '1' }] },
    });
    expect(html).toContain('<div class="slack-fields"><div><b>A</b></div></div>');
    expect(html).toContain('<summary>⋯</summary><ul><li>Open</li></ul>');
  });

  it('shows buttons that do nothing, and those that lead to a page', () => {
    const text = { type: 'plain_text', text: 'Go' };
    const html = look({
      type: 'actions',
      elements: [
        { type: 'button', text, value: 'x', style: 'danger' },
        { type: 'button', text, url: 'https://example.org/' },
        { type: 'static_select', placeholder: text, options: [{ text, value: '1' }] },
      ],
    });
    expect(html).toContain('<button type="button" class="look-button look-button-danger" disabled>Go</button>');
    expect(html).toContain('<a class="look-button look-button-default" href="https://example.org/"');
    expect(html).toContain('<summary>Go</summary><ul><li>Go</li></ul>');
  });

  it('asks no other host for a picture, and shows those that the page has', () => {
    const uploaded = { type: 'image', slack_file: { id: 'F1' }, alt_text: 'a chart' };
    const remote = { type: 'image', image_url: 'https://example.org/a.png', alt_text: 'a "cat"' };
    expect(look(remote)).not.toContain('<img');
    expect(look(remote)).toContain('href="https://example.org/a.png"');
    expect(readIn(look(uploaded))).toContain('Picture: a chart');
    const resolveImage = (reference: string) => (reference === 'F1' ? '/charts/1.png' : undefined);
    expect(renderSlackPreview({ blocks: [uploaded] }, { resolveImage })).toContain(
      '<img class="look-image" src="/charts/1.png" alt="a chart">',
    );
  });

  it('shows the JSON of what it does not know', () => {
    expect(readIn(look({ type: 'video', title: '<b>' }))).toContain('"title": "<b>"');
    expect(readIn(section({ type: 'hologram' }))).toContain('"type": "hologram"');
    expect(readIn(renderSlackPreview({ text: 'only *text*' }))).toContain('only text');
  });

  it.each([undefined, null, 3, 'text', [], { blocks: 'x' }, { blocks: [null, 3, [], {}] }])(
    'takes %j for what it is',
    (payload) => {
      expect(() => tagsIn(renderSlackPreview(payload))).not.toThrow();
    },
  );

  it('lets no markup of a text through, whatever it is', () => {
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
        expect(addressesIn(html).filter((address) => !/^https?:/.test(address))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('knows all that Paperboy says', () => {
    fc.assert(
      fc.property(anyDocument, (document) => {
        const html = renderSlackPreview(render(document));
        expect(addressesIn(html).filter((address) => !/^https?:/.test(address))).toEqual([]);
        expect(html).not.toContain('look-unknown');
      }),
      { numRuns: 100 },
    );
  });
});
