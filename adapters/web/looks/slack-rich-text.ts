import { escapeText, escapeValue } from '../escape.ts';
import { type Json, listOf, recordOf, textOf, unknownPart } from './json.ts';
import { instant, lines, link } from './parts.ts';

/** A section, list, quote or preformatted text of a `rich_text` block (https://docs.slack.dev/reference/block-kit/blocks/rich-text-block). */
export function drawRichText(element: unknown): string {
  const part = recordOf(element);
  const inner = listOf(part['elements']);
  switch (part['type']) {
    case 'rich_text_section':
      return `<div>${inner.map(drawInline).join('')}</div>`;
    case 'rich_text_quote':
      return `<blockquote>${inner.map(drawInline).join('')}</blockquote>`;
    case 'rich_text_preformatted':
      return `<pre>${inner.map((one) => escapeValue(textOf(recordOf(one)['text']))).join('')}</pre>`;
    case 'rich_text_list':
      return drawList(part, inner);
    default:
      return unknownPart(element);
  }
}

function drawList({ style, indent, offset }: Json, items: readonly unknown[]): string {
  const html = items.map((item) => `<li>${listOf(recordOf(item)['elements']).map(drawInline).join('')}</li>`).join('');
  const depth = ` class="slack-indent-${indentOf(indent)}"`;
  if (style !== 'ordered') return `<ul${depth}>${html}</ul>`;
  return `<ol${depth}${Number.isInteger(offset) ? ` start="${Number(offset) + 1}"` : ''}>${html}</ol>`;
}

/** Slack indents up to eight times. */
function indentOf(indent: unknown): number {
  return Number.isInteger(indent) ? Math.min(Math.max(Number(indent), 0), 8) : 0;
}

function drawInline(element: unknown): string {
  const part = recordOf(element);
  const html = drawWords(part);
  return html === undefined ? unknownPart(element) : styled(html, recordOf(part['style']));
}

/** Who is named by an id stays an id: the page knows nobody of Slack's. */
function drawWords(part: Json): string | undefined {
  const text = textOf(part['text']);
  switch (part['type']) {
    case 'text':
      return lines(text, escapeText);
    case 'link':
      return link(lines(text || textOf(part['url']), escapeText), textOf(part['url']));
    case 'date':
      return instant(part['timestamp'], textOf(part['fallback']) || String(part['timestamp']));
    case 'emoji':
      return escapeText(`:${textOf(part['name'])}:`);
    case 'user':
      return mention(`@${textOf(part['user_id'])}`);
    case 'usergroup':
      return mention(`@${textOf(part['usergroup_id'])}`);
    case 'channel':
      return mention(`#${textOf(part['channel_id'])}`);
    case 'broadcast':
      return mention(`@${textOf(part['range'])}`);
    default:
      return undefined;
  }
}

function mention(name: string): string {
  return `<span class="look-mention">${escapeText(name)}</span>`;
}

const ELEMENTS = { bold: 'b', italic: 'i', strike: 's', underline: 'u', code: 'code' } as const;

function styled(html: string, style: Json): string {
  const names = Object.entries(ELEMENTS).flatMap(([name, element]) => (style[name] === true ? [element] : []));
  return names.reduce((inner, element) => `<${element}>${inner}</${element}>`, html);
}
