import { type Html, html, lines, verbatim } from '../escape.ts';
import {
  asArray,
  asObject,
  asString,
  type JsonObject,
  renderMention,
  renderPreviewLink,
  renderTime,
  renderUnknown,
} from './preview-elements.ts';

/** Markup within a line: `<…>`, `code`, *bold*, _italic_, ~strikethrough~. Marks don't work inside a word or next to a space. */
const INLINE_MARKUP =
  /<([^<>\n]+)>|`([^`\n]+)`|(?<![\w*])\*(?=[^\s*])([^*\n]*[^\s*])\*(?![\w*])|(?<!\w)_(?=[^\s_])([^_\n]*[^\s_])_(?!\w)|(?<![\w~])~(?=[^\s~])([^~\n]*[^\s~])~(?![\w~])/g;

const SLACK_ENTITIES: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };

/** Slack's mrkdwn (https://docs.slack.dev/messaging/formatting-message-text) as HTML. */
export function renderMrkdwn(text: string): Html {
  const segments = text.split(/```/).map((segment, index, all) => {
    if (index % 2 === 0) return renderQuotesAndLines(segment);
    const isClosed = index < all.length - 1;
    return isClosed
      ? html`<pre>${verbatim(unescapeEntities(segment).replace(/^\n|\n$/g, ''))}</pre>`
      : html`\`\`\`${renderQuotesAndLines(segment)}`;
  });
  return html`${segments}`;
}

function renderQuotesAndLines(text: string): Html {
  const segments = text
    .split(/((?:^|(?<=\n))&gt;.*(?:\n&gt;.*)*\n?)/)
    .map((segment, index) =>
      index % 2 === 1
        ? html`<blockquote>${lines(segment.replace(/^&gt; ?/gm, '').replace(/\n$/, ''), renderInlineMarkup)}</blockquote>`
        : lines(segment, renderInlineMarkup),
    );
  return html`${segments}`;
}

function renderInlineMarkup(text: string): Html {
  const parts: (string | Html)[] = [];
  let consumed = 0;
  for (const match of text.matchAll(INLINE_MARKUP)) {
    const [whole, token, code, bold, italic, strike] = match;
    parts.push(
      unescapeEntities(text.slice(consumed, match.index)),
      renderMarked({ token, code, bold, italic, strike }),
    );
    consumed = match.index + whole.length;
  }
  return html`${parts}${unescapeEntities(text.slice(consumed))}`;
}

function renderMarked({ token, code, bold, italic, strike = '' }: Readonly<Record<string, string | undefined>>): Html {
  if (token !== undefined) return renderToken(token);
  if (code !== undefined) return html`<code>${unescapeEntities(code)}</code>`;
  if (bold !== undefined) return html`<b>${renderInlineMarkup(bold)}</b>`;
  if (italic !== undefined) return html`<i>${renderInlineMarkup(italic)}</i>`;
  return html`<s>${renderInlineMarkup(strike)}</s>`;
}

/** The content of angle brackets: a date, a mention or a link. */
function renderToken(token: string): Html {
  const [, seconds, fallback] = /^!date\^(\d+)\^[^|]*\|(.*)$/.exec(token) ?? [];
  if (seconds !== undefined) return renderTime(seconds, unescapeEntities(fallback ?? ''));
  const [target = '', label] = token.split('|', 2);
  if (/^[@#!]/.test(target)) {
    const mentionName = target.startsWith('!') ? `@${target.slice(1)}` : target;
    return renderMention(unescapeEntities(label ?? mentionName));
  }
  return renderPreviewLink(html`${unescapeEntities(label ?? target)}`, unescapeEntities(target));
}

function unescapeEntities(text: string): string {
  return text.replace(/&(?:amp|lt|gt);/g, (reference) => SLACK_ENTITIES[reference] ?? reference);
}

/** An element of a `rich_text` block (https://docs.slack.dev/reference/block-kit/blocks/rich-text-block). */
export function renderRichText(element: unknown): Html {
  const part = asObject(element);
  const children = asArray(part['elements']);
  switch (part['type']) {
    case 'rich_text_section':
      return html`<div>${children.map(renderRichTextElement)}</div>`;
    case 'rich_text_quote':
      return html`<blockquote>${children.map(renderRichTextElement)}</blockquote>`;
    case 'rich_text_preformatted':
      return html`<pre>${children.map((child) => verbatim(asString(asObject(child)['text'])))}</pre>`;
    case 'rich_text_list':
      return renderList(part, children);
    default:
      return renderUnknown(element);
  }
}

function renderList({ style, indent, offset }: JsonObject, children: readonly unknown[]): Html {
  const items = children.map(
    (item) => html`<li>${asArray(asObject(item)['elements']).map(renderRichTextElement)}</li>`,
  );
  const className = `slack-indent-${clampIndent(indent)}`;
  if (style !== 'ordered') return html`<ul class="${className}">${items}</ul>`;
  const start = Number.isInteger(offset) && html` start="${Number(offset) + 1}"`;
  return html`<ol class="${className}"${start}>${items}</ol>`;
}

/** Slack indents at most eight levels. */
function clampIndent(indent: unknown): number {
  return Number.isInteger(indent) ? Math.min(Math.max(Number(indent), 0), 8) : 0;
}

function renderRichTextElement(element: unknown): Html {
  const part = asObject(element);
  const content = renderElementText(part);
  return content === undefined ? renderUnknown(element) : applyStyles(content, asObject(part['style']));
}

function renderElementText(part: JsonObject): Html | undefined {
  const text = asString(part['text']);
  switch (part['type']) {
    case 'text':
      return lines(text);
    case 'link':
      return renderPreviewLink(lines(text || asString(part['url'])), asString(part['url']));
    case 'date':
      return renderTime(part['timestamp'], asString(part['fallback']) || String(part['timestamp']));
    case 'emoji':
      return html`:${asString(part['name'])}:`;
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

const STYLE_ELEMENTS = { bold: 'b', italic: 'i', strike: 's', underline: 'u', code: 'code' } as const;

function applyStyles(content: Html, style: JsonObject): Html {
  const elements = Object.entries(STYLE_ELEMENTS).flatMap(([name, element]) => (style[name] === true ? [element] : []));
  return elements.reduce((inner, element) => html`<${element}>${inner}</${element}>`, content);
}
