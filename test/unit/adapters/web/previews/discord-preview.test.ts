import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { render } from '../../../../../adapters/discord/render.ts';
import { renderDiscordPreview } from '../../../../../adapters/web/previews/discord-preview.ts';
import { anyDocument, HOSTILE } from '../../../../fixtures/documents.ts';
import { parseTags, textIn, urlsIn } from './markup.ts';

const preview = (...components: readonly object[]) => renderDiscordPreview({ components });
const text = (content: string) => preview({ type: 10, content });

describe('renderDiscordPreview', () => {
  it.each([
    ['## Papers\nmore', '<h3 class="discord-heading discord-heading-2">Papers</h3>more'],
    ['-# small', '<div class="discord-subtext">small</div>'],
    ['**b** *i* __u__ ~~s~~ `c`', '<b>b</b> <i>i</i> <u>u</u> <s>s</s> <code>c</code>'],
    ['||hidden||', '<span class="discord-spoiler">hidden</span>'],
    ['\\*plain\\*', '*plain*'],
    ['- a\n- **b**\n  - c\nafter', '<ul><li>a</li><li><b>b</b></li><li class="discord-nested">c</li></ul>after'],
    ['3. a\n4. b', '<ol start="3"><li>a</li><li>b</li></ol>'],
    ['> quoted\nafter', '<blockquote>quoted<br></blockquote>after'],
    ['```js\n- x < 1\n```', '<pre data-language="js">- x &lt; 1</pre>'],
    ['<t:1782286200:f>', '<time datetime="2026-06-24T07:30:00.000Z">2026-06-24 07:30 UTC</time>'],
    ['<@123456789012345678>', '<span class="preview-mention">@123456789012345678</span>'],
    ['</papers search:123456789012345678>', '<span class="preview-mention">/papers search</span>'],
    ['@everyone', '<span class="preview-mention">@everyone</span>'],
    ['<:smile:123456789012345678>', ':smile:'],
  ])('renders the Markdown %j', (content, html) => {
    expect(text(content)).toContain(`<div class="discord-text">${html}</div>`);
  });

  it('links to http and https URLs only', () => {
    const html = text('[a](https://example.org/?x=1&y="2") [b](javascript:alert(1)) https://example.org/c');
    expect(urlsIn(html)).toEqual(['https://example.org/?x=1&amp;y=%222%22', 'https://example.org/c']);
    expect(textIn(html)).toContain('a b https://example.org/c');
  });

  it('renders the accent color of a container', () => {
    expect(preview({ type: 17, accent_color: 0xffb000, components: [] })).toContain('fill="#ffb000"');
    expect(preview({ type: 17, accent_color: '"><script>', components: [] })).not.toContain('svg');
  });

  it('renders link buttons as links, disables other buttons, and lists the options of menus', () => {
    const html = preview({
      type: 1,
      components: [
        { type: 2, style: 3, label: 'Save', custom_id: 'x' },
        { type: 2, style: 5, label: 'Open', url: 'https://example.org/' },
        { type: 3, placeholder: 'Which', options: [{ label: 'This', value: '1' }] },
      ],
    });
    expect(html).toContain(
      '<button type="button" class="preview-button preview-button-success" disabled>Save</button>',
    );
    expect(html).toContain('<a class="preview-button preview-button-link" href="https://example.org/"');
    expect(html).toContain('<summary>Which</summary><ul><li>This</li></ul>');
  });

  it('shows images of this server and links to others', () => {
    const gallery = { type: 12, items: [{ media: { url: 'attachment://chart.png' }, description: 'a chart' }] };
    const section = {
      type: 9,
      components: [{ type: 10, content: 'Beside' }],
      accessory: { type: 11, media: { url: 'https://example.org/a.png' }, description: 'a cat' },
    };
    expect(preview(gallery, section)).not.toContain('<img');
    expect(preview(section)).toContain('href="https://example.org/a.png"');
    expect(textIn(preview(gallery))).toContain('Picture: a chart');
    const resolveImage = (reference: string) => (reference === 'attachment://chart.png' ? '/charts/1.png' : undefined);
    expect(renderDiscordPreview({ components: [gallery] }, { resolveImage })).toContain(
      'src="/charts/1.png" alt="a chart"',
    );
  });

  it('renders accessories and separators', () => {
    const button = { type: 2, style: 2, label: 'Change', custom_id: 'x' };
    const html = preview(
      { type: 9, components: [{ type: 10, content: 'Daily' }], accessory: button },
      { type: 14, divider: false, spacing: 2 },
      { type: 14 },
    );
    expect(html).toContain('<div class="discord-text">Daily</div></div><button');
    expect(html).toContain('<div class="discord-space discord-large"></div><hr class="preview-divider">');
  });

  it('shows unknown components as JSON', () => {
    expect(textIn(preview({ type: 99, label: '<b>' }))).toContain('"label": "<b>"');
    expect(textIn(preview({ type: 1, components: [{ type: 5 }] }))).toContain('"type": 5');
    expect(textIn(renderDiscordPreview({ content: 'only **text**' }))).toContain('only text');
  });

  it.each([undefined, null, 3, 'text', [], { components: 'x' }, { components: [null, 3, [], {}] }])(
    'accepts the malformed payload %j',
    (payload) => {
      expect(() => parseTags(renderDiscordPreview(payload))).not.toThrow();
    },
  );

  it('escapes any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'grapheme' })), (content) => {
        const html = preview(
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
        expect(urlsIn(html).filter((address) => !/^https?:/.test(address))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('knows every component that Paperboy sends', () => {
    fc.assert(
      fc.property(anyDocument, (document) => {
        const html = renderDiscordPreview(render(document));
        expect(urlsIn(html).filter((address) => !/^https?:/.test(address))).toEqual([]);
        expect(html).not.toContain('preview-unknown');
      }),
      { numRuns: 100 },
    );
  });
});
