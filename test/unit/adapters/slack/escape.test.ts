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

/** Escaped text as Slack shows it. */
function unescapeMrkdwn(escaped: string): string {
  return escaped.replace(/&(amp|lt|gt);/g, (_, name: string) => ({ amp: '&', lt: '<', gt: '>' })[name] ?? '');
}

describe('escapeRichText and plainTextObject', () => {
  it('leave text unchanged that has no entities', () => {
    const plain = 'f(x)_1 * g[2] <b> #1 & C++ ~ `code` | 100% :smile: <!channel>';
    expect(escapeRichText(plain)).toBe(plain);
    expect(plainTextObject(plain, 100)).toEqual({ type: 'plain_text', text: plain, emoji: false });
  });

  it('preserve literal entities', () => {
    expect(escapeRichText('&lt;b&gt; &amp; AT&T')).toBe('&\u2060lt;b&\u2060gt; &\u2060amp; AT&T');
  });

  it('remove invisible and stacked characters', () => {
    expect(escapeRichText('\u202eabc\u2066\u200b\u0007')).toBe('abc');
    expect(escapeRichText(`e${'\u0301'.repeat(50)}`).length).toBeLessThan(6);
  });

  it('return text that is never empty or too long', () => {
    expect(plainTextObject('', 75).text).toBe('…');
    fc.assert(
      fc.property(hostile, fc.integer({ min: 5, max: 75 }), (text, maxLength) => {
        const { length } = plainTextObject(text, maxLength).text;
        expect(length > 0 && length <= maxLength).toBe(true);
      }),
    );
  });
});

describe('escapeMrkdwn', () => {
  it.each(HOSTILE.filter((text) => text.length < 100))('leaves no mentions or links in %j', (text) => {
    expect(escapeMrkdwn(text)).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)|@(?:channel|here|everyone)/);
  });

  it('escapes reserved characters', () => {
    expect(escapeMrkdwn('a < b & c > d')).toBe('a &lt; b &amp; c &gt; d');
    expect(unescapeMrkdwn(escapeMrkdwn('&lt;b&gt; & <b>'))).toBe('&lt;b&gt; & <b>');
  });
});

describe('escapeAction', () => {
  it('leaves no characters that Slack alters, and is reversible', () => {
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

describe('writeSpans', () => {
  it('writes each span in its style', () => {
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
        fallback: 'Nov 21, 2026 at 09:00 UTC',
      },
    ]);
  });

  it('links URLs without the punctuation after them', () => {
    expect(writeSpans([{ kind: 'text', text: 'Code (https://github.com/a_b/c), see https://x.org/d_(e).' }])).toEqual([
      { type: 'text', text: 'Code (' },
      { type: 'link', text: 'https://github.com/a_b/c', url: 'https://github.com/a_b/c' },
      { type: 'text', text: '), see ' },
      { type: 'link', text: 'https://x.org/d_(e)', url: 'https://x.org/d_(e)' },
      { type: 'text', text: '.' },
    ]);
  });

  it('writes plain text for unusable URLs', () => {
    for (const url of ['javascript:alert(1)', 'no url', `https://example.org/${'a'.repeat(3000)}`]) {
      const title = [{ kind: 'text', text: 'title' }] as const;
      expect(writeLink(title, url)).toEqual([{ type: 'text', text: 'title', style: { bold: true } }]);
      expect(writeSpans([{ kind: 'link', text: 'title', url }])).toEqual([{ type: 'text', text: 'title' }]);
    }
  });

  it('results in no block for blank lines', () => {
    expect(richText([[], writeSpans([{ kind: 'text', text: ' \u200b' }])])).toEqual([]);
  });
});
