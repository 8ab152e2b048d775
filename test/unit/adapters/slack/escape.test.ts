import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  escapeAction,
  escapeMrkdwn,
  escapeRichText,
  plainTextObject,
  unescapeAction,
} from '../../../../adapters/slack/escape.ts';
import { richText, writeLink, writeSpans } from '../../../../adapters/slack/spans.ts';
import { HOSTILE } from '../../../fixtures/documents.ts';

const hostile = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 80 }),
  fc.array(fc.constantFrom(...HOSTILE), { minLength: 1, maxLength: 3 }).map((parts) => parts.join(' ')),
  fc.array(fc.constantFrom(...'&<>;!@|%#amplt '), { maxLength: 30 }).map((parts) => parts.join('')),
);

/** What Slack shows of an escaped text. */
function shown(escaped: string): string {
  return escaped.replace(/&(amp|lt|gt);/g, (_, name: string) => ({ amp: '&', lt: '<', gt: '>' })[name] ?? '');
}

describe('text in a Slack message', () => {
  it('stays what it is where Slack reads no markup', () => {
    const plain = 'f(x)_1 * g[2] <b> #1 & C++ ~ `code` | 100% :smile: <!channel>';
    expect(escapeRichText(plain)).toBe(plain);
    expect(plainTextObject(plain, 100)).toEqual({ type: 'plain_text', text: plain, emoji: false });
  });

  it('shows an escape that is meant as text', () => {
    expect(escapeRichText('&lt;b&gt; &amp; AT&T')).toBe('&\u2060lt;b&\u2060gt; &\u2060amp; AT&T');
  });

  it('hides nothing', () => {
    expect(escapeRichText('\u202eabc\u2066\u200b\u0007')).toBe('abc');
    expect(escapeRichText(`e${'\u0301'.repeat(50)}`).length).toBeLessThan(6);
  });

  it('is never empty and never too long where Slack counts', () => {
    expect(plainTextObject('', 75).text).toBe('…');
    fc.assert(
      fc.property(hostile, fc.integer({ min: 5, max: 75 }), (text, most) => {
        const { length } = plainTextObject(text, most).text;
        expect(length > 0 && length <= most).toBe(true);
      }),
    );
  });
});

describe('the text that stands for the blocks', () => {
  it.each(HOSTILE.filter((text) => text.length < 100))('calls nobody and links nothing: %j', (text) => {
    expect(escapeMrkdwn(text)).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)|@(?:channel|here|everyone)/);
  });

  it('reads as it was meant', () => {
    expect(escapeMrkdwn('a < b & c > d')).toBe('a &lt; b &amp; c &gt; d');
    expect(shown(escapeMrkdwn('&lt;b&gt; & <b>'))).toBe('&lt;b&gt; & <b>');
  });
});

describe('an action in an id or a value', () => {
  it('holds nothing that Slack alters, and comes back as it was', () => {
    fc.assert(
      fc.property(hostile, (action) => {
        const escaped = escapeAction(action);
        expect(escaped).not.toMatch(/[&<>]/);
        expect(unescapeAction(escaped)).toBe(action);
      }),
      { numRuns: 500 },
    );
  });
});

describe('spans in rich text', () => {
  it('show each in its style', () => {
    expect(
      writeSpans([
        { kind: 'text', text: 'a ' },
        { kind: 'strong', text: 'b*' },
        { kind: 'emphasis', text: 'c' },
        { kind: 'code', text: 'd`e' },
        { kind: 'link', text: '[g]', url: 'https://example.org/(h)' },
        { kind: 'time', at: '2026-11-21T09:00:00Z' },
      ]),
    ).toEqual([
      { type: 'text', text: 'a ' },
      { type: 'text', text: 'b*', style: { bold: true } },
      { type: 'text', text: 'c', style: { italic: true } },
      { type: 'text', text: 'd`e', style: { code: true } },
      { type: 'link', text: '[g]', url: 'https://example.org/(h)' },
      {
        type: 'date',
        timestamp: 1795251600,
        format: '{date_short_pretty} at {time}',
        fallback: '2026-11-21 09:00 UTC',
      },
    ]);
  });

  it('link an address without what ends its sentence', () => {
    expect(writeSpans([{ kind: 'text', text: 'Code (https://github.com/a_b/c), see https://x.org/d_(e).' }])).toEqual([
      { type: 'text', text: 'Code (' },
      { type: 'link', text: 'https://github.com/a_b/c', url: 'https://github.com/a_b/c' },
      { type: 'text', text: '), see ' },
      { type: 'link', text: 'https://x.org/d_(e)', url: 'https://x.org/d_(e)' },
      { type: 'text', text: '.' },
    ]);
  });

  it('are only text when the address can not be opened', () => {
    for (const url of ['javascript:alert(1)', 'no url', `https://example.org/${'a'.repeat(3000)}`]) {
      const title = [{ kind: 'text', text: 'title' }] as const;
      expect(writeLink(title, url)).toEqual([{ type: 'text', text: 'title', style: { bold: true } }]);
      expect(writeSpans([{ kind: 'link', text: 'title', url }])).toEqual([{ type: 'text', text: 'title' }]);
    }
  });

  it('make no block where they say nothing', () => {
    expect(richText([[], writeSpans([{ kind: 'text', text: ' \u200b' }])])).toEqual([]);
  });
});
