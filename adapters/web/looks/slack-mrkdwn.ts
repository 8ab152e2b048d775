import { escapeHtml, escapeText } from '../escape.ts';
import { renderLines, renderPreviewLink, renderTime } from './parts.ts';

/** What means something within a line. Marks hold only around something, and not within a word. */
const INLINE_MARKUP =
  /<([^<>\n]+)>|`([^`\n]+)`|(?<![\w*])\*(?=[^\s*])([^*\n]*[^\s*])\*(?![\w*])|(?<!\w)_(?=[^\s_])([^_\n]*[^\s_])_(?!\w)|(?<![\w~])~(?=[^\s~])([^~\n]*[^\s~])~(?![\w~])/g;

const SLACK_ENTITIES: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };

/** Text with Slack's markup (https://docs.slack.dev/messaging/formatting-message-text) as HTML. */
export function renderMrkdwn(text: string): string {
  return text
    .split(/```/)
    .map((segment, index, all) => {
      // The last fence may have no other: it is then only three marks.
      const isClosed = index < all.length - 1;
      if (index % 2 === 1 && isClosed)
        return `<pre>${escapeHtml(unescapeEntities(segment).replace(/^\n|\n$/g, ''))}</pre>`;
      return index % 2 === 1 ? `\`\`\`${renderQuotesAndLines(segment)}` : renderQuotesAndLines(segment);
    })
    .join('');
}

function renderQuotesAndLines(text: string): string {
  return text
    .split(/((?:^|(?<=\n))&gt;.*(?:\n&gt;.*)*\n?)/)
    .map((segment, index) =>
      index % 2 === 1
        ? `<blockquote>${renderLines(segment.replace(/^&gt; ?/gm, '').replace(/\n$/, ''), renderInlineMarkup)}</blockquote>`
        : renderLines(segment, renderInlineMarkup),
    )
    .join('');
}

function renderInlineMarkup(text: string): string {
  let html = '';
  let consumed = 0;
  for (const match of text.matchAll(INLINE_MARKUP)) {
    const [whole, token, code, bold, italic, strike] = match;
    html += renderLiteral(text.slice(consumed, match.index)) + renderMarked({ token, code, bold, italic, strike });
    consumed = match.index + whole.length;
  }
  return html + renderLiteral(text.slice(consumed));
}

function renderMarked({
  token,
  code,
  bold,
  italic,
  strike = '',
}: Readonly<Record<string, string | undefined>>): string {
  if (token !== undefined) return renderToken(token);
  if (code !== undefined) return `<code>${renderLiteral(code)}</code>`;
  if (bold !== undefined) return `<b>${renderInlineMarkup(bold)}</b>`;
  if (italic !== undefined) return `<i>${renderInlineMarkup(italic)}</i>`;
  return `<s>${renderInlineMarkup(strike)}</s>`;
}

/** What stands in angle brackets: a date, somebody or something that is named, or a link. */
function renderToken(token: string): string {
  const [, seconds, fallback] = /^!date\^(\d+)\^[^|]*\|(.*)$/.exec(token) ?? [];
  if (seconds !== undefined) return renderTime(seconds, unescapeEntities(fallback ?? ''));
  const [target = '', label] = token.split('|', 2);
  if (/^[@#!]/.test(target)) {
    const mentionName = target.startsWith('!') ? `@${target.slice(1)}` : target;
    return `<span class="look-mention">${renderLiteral(label ?? mentionName)}</span>`;
  }
  return renderPreviewLink(renderLiteral(label ?? target), unescapeEntities(target));
}

function renderLiteral(text: string): string {
  return escapeText(unescapeEntities(text));
}

function unescapeEntities(text: string): string {
  return text.replace(/&(?:amp|lt|gt);/g, (reference) => SLACK_ENTITIES[reference] ?? reference);
}
