import { parse } from 'discord-markdown-parser';
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

/** A line of a list. The parser knows none (discord-markdown-parser 1.3). */
const LIST_ITEM = /^( *)(?:[-*]|(\d+)\.) +(.*)$/;

/** Text with Discord's markup (https://support.discord.com/hc/en-us/articles/210298617) as HTML. */
export function renderMarkdown(text: string): string {
  return text
    .split(/(```[\s\S]+?```)/)
    .map((segment, index) => (index % 2 === 1 ? renderText(segment) : renderTextWithLists(segment)))
    .join('');
}

function renderTextWithLists(text: string): string {
  const html: string[] = [];
  let prose: string[] = [];
  let items: string[] = [];
  const flushProse = (): void => {
    if (prose.length > 0) html.push(renderText(prose.join('\n')));
    prose = [];
  };
  const flushItems = (): void => {
    if (items.length > 0) html.push(renderList(items));
    items = [];
  };
  for (const line of text.split('\n')) {
    if (LIST_ITEM.test(line)) {
      flushProse();
      items.push(line);
    } else {
      flushItems();
      prose.push(line);
    }
  }
  flushProse();
  flushItems();
  return html.join('');
}

/** What is indented belongs to the list of the item above it. */
function renderList(items: readonly string[]): string {
  const parsed = items.map((item) => {
    const [, indent = '', number, content = ''] = LIST_ITEM.exec(item) ?? [];
    return { isDeep: indent.length > 1, number, words: content };
  });
  const [first] = parsed;
  const html = parsed
    .map(
      ({ isDeep: isNested, words: content }) =>
        `<li${isNested ? ' class="discord-deep"' : ''}>${renderText(content)}</li>`,
    )
    .join('');
  return first?.number === undefined ? `<ul>${html}</ul>` : `<ol start="${Number(first.number)}">${html}</ol>`;
}

function renderText(text: string): string {
  return renderNodes(parse(text, 'extended'));
}

function renderNodes(nodes: unknown): string {
  return typeof nodes === 'string' ? renderLines(nodes, escapeText) : asArray(nodes).map(renderNode).join('');
}

/** The kinds that are an element around what is in them. */
const WRAPPERS: Readonly<Record<string, readonly [open: string, close: string]>> = {
  strong: ['<b>', '</b>'],
  em: ['<i>', '</i>'],
  underline: ['<u>', '</u>'],
  strikethrough: ['<s>', '</s>'],
  spoiler: ['<span class="discord-spoiler">', '</span>'],
  inlineCode: ['<code>', '</code>'],
  blockQuote: ['<blockquote>', '</blockquote>'],
  subtext: ['<div class="discord-subtext">', '</div>'],
};

function renderNode(value: unknown): string {
  const node = asObject(value);
  const { type, content, target, lang } = node;
  const wrapper = WRAPPERS[asString(type)];
  if (wrapper !== undefined) return wrapper[0] + renderNodes(content) + wrapper[1];
  switch (type) {
    case 'text':
      return renderNodes(asString(content));
    case 'br':
    case 'newline':
      return '<br>';
    case 'heading':
      return `<h3 class="discord-heading discord-heading-${Number(node['level'])}">${renderNodes(content)}</h3>`;
    case 'link':
    case 'url':
    case 'autolink':
      return renderPreviewLink(renderNodes(content), asString(target));
    case 'codeBlock':
      return `<pre${asString(lang) === '' ? '' : ` data-language="${escapeText(asString(lang))}"`}>${escapeHtml(asString(content))}</pre>`;
    case 'timestamp':
      return renderTime(node['timestamp'], formatUtcMinute(Number(node['timestamp']) * 1000));
    default:
      return renderMention(node) ?? renderUnknown(value);
  }
}

/** Who is named by an id stays an id: the page knows nobody of Discord's. */
function renderMention({ type, id, name, fullName }: JsonObject): string | undefined {
  switch (type) {
    case 'twemoji':
      return escapeText(asString(name));
    case 'emoji':
      return escapeText(`:${asString(name)}:`);
    case 'user':
    case 'role':
      return renderMentionName(`@${asString(id)}`);
    case 'channel':
    case 'guildNavigation':
      return renderMentionName(`#${asString(id)}`);
    case 'everyone':
    case 'here':
      return renderMentionName(`@${type}`);
    case 'slashCommand':
      return renderMentionName(`/${asString(fullName)}`);
    default:
      return undefined;
  }
}

function renderMentionName(name: string): string {
  return `<span class="look-mention">${escapeText(name)}</span>`;
}

function formatUtcMinute(ms: number): string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? '' : date.toISOString().slice(0, 16).replace('T', ' ').concat(' UTC');
}
