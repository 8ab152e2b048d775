import { escapeHtml, escapeText } from '../escape.ts';
import { asArray, asObject, asString, type JsonObject, renderUnknown } from './json.ts';
import { renderLines, renderPreviewLink, renderTime } from './parts.ts';

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
