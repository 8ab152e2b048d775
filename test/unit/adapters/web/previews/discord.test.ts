import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { render } from '../../../../../adapters/discord/render.ts';
import { renderDiscordPreview } from '../../../../../adapters/web/previews/discord-preview.ts';
import { anyDocument, HOSTILE } from '../../../../fixtures/documents.ts';
import { addressesIn, readIn, tagsIn } from './markup.ts';

const look = (...components: readonly object[]) => renderDiscordPreview({ components });
const text = (content: string) => look({ type: 10, content });

describe('a message as Discord draws it', () => {
  it.each([
    ['## Papers\nmore', '<h3 class="discord-heading discord-heading-2">Papers</h3>more'],
    ['-# small', '<div class="discord-subtext">small</div>'],
    ['**b** *i* __u__ ~~s~~ `c`', '<b>b</b> <i>i</i> <u>u</u> <s>s</s> <code>c</code>'],
    ['||hidden||', '<span class="discord-spoiler">hidden</span>'],
    ['\\*plain\\*', '*plain*'],
    ['- a\n- **b**\n  - c\nafter', '<ul><li>a</li><li><b>b</b></li><li class="discord-deep">c</li></ul>after'],
    ['3. a\n4. b', '<ol start="3"><li>a</li><li>b</li></ol>'],
    ['> quoted\nafter', '<blockquote>quoted<br></blockquote>after'],
    ['```js\n- x < 1\n```', '<pre data-language="js">- x &lt; 1</pre>'],
    ['<t:1782286200:f>', '<time datetime="2026-06-24T07:30:00.000Z">2026-06-24 07:30 UTC</time>'],
    ['<@123456789012345678>', '<span class="look-mention">@123456789012345678</span>'],
    ['</papers search:123456789012345678>', '<span class="look-mention">/papers search</span>'],
    ['@everyone', '<span class="look-mention">@everyone</span>'],
    ['<:smile:123456789012345678>', ':smile:'],
  ])('reads the markup of %j', (content, html) => {
    expect(text(content)).toContain(`<div class="discord-text">${html}</div>`);
  });

  it('leads nowhere but to pages', () => {
    const html = text('[a](https://example.org/?x=1&y="2") [b](javascript:alert(1)) https://example.org/c');
    expect(addressesIn(html)).toEqual(['https://example.org/?x=1&amp;y=%222%22', 'https://example.org/c']);
    expect(readIn(html)).toContain('a b https://example.org/c');
  });

  it('draws a container in its colour', () => {
    expect(look({ type: 17, accent_color: 0xffb000, components: [] })).toContain('fill="#ffb000"');
    expect(look({ type: 17, accent_color: '"><script>', components: [] })).not.toContain('svg');
  });

  it('shows buttons that do nothing, those that lead to a page, and what is in a menu', () => {
    const html = look({
      type: 1,
      components: [
        { type: 2, style: 3, label: 'Save', custom_id: 'x' },
        { type: 2, style: 5, label: 'Open', url: 'https://example.org/' },
        { type: 3, placeholder: 'Which', options: [{ label: 'This', value: '1' }] },
      ],
    });
    expect(html).toContain('<button type="button" class="look-button look-button-success" disabled>Save</button>');
    expect(html).toContain('<a class="look-button look-button-link" href="https://example.org/"');
    expect(html).toContain('<summary>Which</summary><ul><li>This</li></ul>');
  });

  it('asks no other host for a picture, and shows those that the page has', () => {
    const gallery = { type: 12, items: [{ media: { url: 'attachment://chart.png' }, description: 'a chart' }] };
    const section = {
      type: 9,
      components: [{ type: 10, content: 'Beside' }],
      accessory: { type: 11, media: { url: 'https://example.org/a.png' }, description: 'a cat' },
    };
    expect(look(gallery, section)).not.toContain('<img');
    expect(look(section)).toContain('href="https://example.org/a.png"');
    expect(readIn(look(gallery))).toContain('Picture: a chart');
    const resolveImage = (reference: string) => (reference === 'attachment://chart.png' ? '/charts/1.png' : undefined);
    expect(renderDiscordPreview({ components: [gallery] }, { resolveImage })).toContain(
      'src="/charts/1.png" alt="a chart"',
    );
  });

  it('puts a button beside a text, and space between texts', () => {
    const button = { type: 2, style: 2, label: 'Change', custom_id: 'x' };
    const html = look(
      { type: 9, components: [{ type: 10, content: 'Daily' }], accessory: button },
      { type: 14, divider: false, spacing: 2 },
      { type: 14 },
    );
    expect(html).toContain('<div class="discord-text">Daily</div></div><button');
    expect(html).toContain('<div class="discord-space discord-large"></div><hr class="look-divider">');
  });

  it('shows the JSON of what it does not know', () => {
    expect(readIn(look({ type: 99, label: '<b>' }))).toContain('"label": "<b>"');
    expect(readIn(look({ type: 1, components: [{ type: 5 }] }))).toContain('"type": 5');
    expect(readIn(renderDiscordPreview({ content: 'only **text**' }))).toContain('only text');
  });

  it.each([undefined, null, 3, 'text', [], { components: 'x' }, { components: [null, 3, [], {}] }])(
    'takes %j for what it is',
    (payload) => {
      expect(() => tagsIn(renderDiscordPreview(payload))).not.toThrow();
    },
  );

  it('lets no markup of a text through, whatever it is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'grapheme' })), (content) => {
        const html = look(
          {
            type: 17,
            components: [
              { type: 10, content },
              { type: 12, items: [{ media: { url: content }, description: content }] },
            ],
          },
          {
            type: 1,
            components: [
              { type: 2, label: content, url: content },
              { type: 3, placeholder: content, options: [{ label: content }] },
            ],
          },
          { type: content, content },
        );
        expect(addressesIn(html).filter((address) => !/^https?:/.test(address))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('knows all that Paperboy says', () => {
    fc.assert(
      fc.property(anyDocument, (document) => {
        const html = renderDiscordPreview(render(document));
        expect(addressesIn(html).filter((address) => !/^https?:/.test(address))).toEqual([]);
        expect(html).not.toContain('look-unknown');
      }),
      { numRuns: 100 },
    );
  });
});
