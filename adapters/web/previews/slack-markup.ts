import { escapeHtml, escapeText } from '../escape.ts';
import {
  asArray,
  asObject,
  asString,
  type JsonObject,
  renderLines,
  renderPreviewLink,
  renderTime,
  renderUnknown,
} from './preview-elements.ts';

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

/** A section, list, quote or preformatted text of a `rich_text` block (https://docs.slack.dev/reference/block-kit/blocks/rich-text-block). */
export function renderRichText(element: unknown): string {
  const part = asObject(element);
  const children = asArray(part['elements']);
  switch (part['type']) {
    case 'rich_text_section':
      return `<div>${children.map(renderRichTextElement).join('')}</div>`;
    case 'rich_text_quote':
      return `<blockquote>${children.map(renderRichTextElement).join('')}</blockquote>`;
    case 'rich_text_preformatted':
      return `<pre>${children.map((one) => escapeHtml(asString(asObject(one)['text']))).join('')}</pre>`;
    case 'rich_text_list':
      return renderList(part, children);
    default:
      return renderUnknown(element);
  }
}

function renderList({ style, indent, offset }: JsonObject, items: readonly unknown[]): string {
  const html = items
    .map((item) => `<li>${asArray(asObject(item)['elements']).map(renderRichTextElement).join('')}</li>`)
    .join('');
  const indentClass = ` class="slack-indent-${clampIndent(indent)}"`;
  if (style !== 'ordered') return `<ul${indentClass}>${html}</ul>`;
  return `<ol${indentClass}${Number.isInteger(offset) ? ` start="${Number(offset) + 1}"` : ''}>${html}</ol>`;
}

/** Slack indents up to eight times. */
function clampIndent(indent: unknown): number {
  return Number.isInteger(indent) ? Math.min(Math.max(Number(indent), 0), 8) : 0;
}

function renderRichTextElement(element: unknown): string {
  const part = asObject(element);
  const html = renderElementText(part);
  return html === undefined ? renderUnknown(element) : applyStyles(html, asObject(part['style']));
}

/** Who is named by an id stays an id: the page knows nobody of Slack's. */
function renderElementText(part: JsonObject): string | undefined {
  const text = asString(part['text']);
  switch (part['type']) {
    case 'text':
      return renderLines(text, escapeText);
    case 'link':
      return renderPreviewLink(renderLines(text || asString(part['url']), escapeText), asString(part['url']));
    case 'date':
      return renderTime(part['timestamp'], asString(part['fallback']) || String(part['timestamp']));
    case 'emoji':
      return escapeText(`:${asString(part['name'])}:`);
    case 'user':
      return renderMention(`@${asString(part['user_id'])}`);
    case 'usergroup':
      return renderMention(`@${asString(part['usergroup_id'])}`);
    case 'channel':
      return renderMention(`#${asString(part['channel_id'])}`);
    case 'broadcast':
      return renderMention(`@${asString(part['range'])}`);
    default:
      return undefined;
  }
}

function renderMention(name: string): string {
  return `<span class="look-mention">${escapeText(name)}</span>`;
}

const STYLE_ELEMENTS = { bold: 'b', italic: 'i', strike: 's', underline: 'u', code: 'code' } as const;

function applyStyles(html: string, style: JsonObject): string {
  const styleElements = Object.entries(STYLE_ELEMENTS).flatMap(([styleName, element]) =>
    style[styleName] === true ? [element] : [],
  );
  return styleElements.reduce((inner, element) => `<${element}>${inner}</${element}>`, html);
}
