import { escapeText, escapeValue } from '../escape.ts';
import { instant, lines, link } from './parts.ts';

/** What means something within a line. Marks hold only around something, and not within a word. */
const INLINE =
  /<([^<>\n]+)>|`([^`\n]+)`|(?<![\w*])\*(?=[^\s*])([^*\n]*[^\s*])\*(?![\w*])|(?<!\w)_(?=[^\s_])([^_\n]*[^\s_])_(?!\w)|(?<![\w~])~(?=[^\s~])([^~\n]*[^\s~])~(?![\w~])/g;

const REFERENCES: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };

/** Text with Slack's markup (https://docs.slack.dev/messaging/formatting-message-text) as HTML. */
export function drawMrkdwn(text: string): string {
  return text
    .split(/```/)
    .map((part, at, all) => {
      // The last fence may have no other: it is then only three marks.
      const isClosed = at < all.length - 1;
      if (at % 2 === 1 && isClosed) return `<pre>${escapeValue(unescaped(part).replace(/^\n|\n$/g, ''))}</pre>`;
      return at % 2 === 1 ? `\`\`\`${drawLines(part)}` : drawLines(part);
    })
    .join('');
}

function drawLines(text: string): string {
  return text
    .split(/((?:^|(?<=\n))&gt;.*(?:\n&gt;.*)*\n?)/)
    .map((part, at) =>
      at % 2 === 1
        ? `<blockquote>${lines(part.replace(/^&gt; ?/gm, '').replace(/\n$/, ''), drawInline)}</blockquote>`
        : lines(part, drawInline),
    )
    .join('');
}

function drawInline(text: string): string {
  let html = '';
  let done = 0;
  for (const found of text.matchAll(INLINE)) {
    const [whole, token, code, bold, italic, strike] = found;
    html += literal(text.slice(done, found.index)) + drawMarked({ token, code, bold, italic, strike });
    done = found.index + whole.length;
  }
  return html + literal(text.slice(done));
}

function drawMarked({ token, code, bold, italic, strike = '' }: Readonly<Record<string, string | undefined>>): string {
  if (token !== undefined) return drawToken(token);
  if (code !== undefined) return `<code>${literal(code)}</code>`;
  if (bold !== undefined) return `<b>${drawInline(bold)}</b>`;
  if (italic !== undefined) return `<i>${drawInline(italic)}</i>`;
  return `<s>${drawInline(strike)}</s>`;
}

/** What stands in angle brackets: a date, somebody or something that is named, or a link. */
function drawToken(token: string): string {
  const [, seconds, words] = /^!date\^(\d+)\^[^|]*\|(.*)$/.exec(token) ?? [];
  if (seconds !== undefined) return instant(seconds, unescaped(words ?? ''));
  const [target = '', label] = token.split('|', 2);
  if (/^[@#!]/.test(target)) {
    const name = target.startsWith('!') ? `@${target.slice(1)}` : target;
    return `<span class="look-mention">${literal(label ?? name)}</span>`;
  }
  return link(literal(label ?? target), unescaped(target));
}

function literal(text: string): string {
  return escapeText(unescaped(text));
}

function unescaped(text: string): string {
  return text.replace(/&(?:amp|lt|gt);/g, (reference) => REFERENCES[reference] ?? reference);
}
