import { parse } from 'discord-markdown-parser';
import { escapeText, escapeValue } from '../escape.ts';
import { type Json, listOf, recordOf, textOf, unknownPart } from './json.ts';
import { instant, lines, link } from './parts.ts';

/** A line of a list. The parser knows none (discord-markdown-parser 1.3). */
const ITEM = /^( *)(?:[-*]|(\d+)\.) +(.*)$/;

/** Text with Discord's markup (https://support.discord.com/hc/en-us/articles/210298617) as HTML. */
export function drawMarkdown(text: string): string {
  return text
    .split(/(```[\s\S]+?```)/)
    .map((part, at) => (at % 2 === 1 ? drawText(part) : drawWithLists(part)))
    .join('');
}

function drawWithLists(text: string): string {
  const html: string[] = [];
  let prose: string[] = [];
  let items: string[] = [];
  const closeProse = (): void => {
    if (prose.length > 0) html.push(drawText(prose.join('\n')));
    prose = [];
  };
  const closeItems = (): void => {
    if (items.length > 0) html.push(drawList(items));
    items = [];
  };
  for (const line of text.split('\n')) {
    if (ITEM.test(line)) {
      closeProse();
      items.push(line);
    } else {
      closeItems();
      prose.push(line);
    }
  }
  closeProse();
  closeItems();
  return html.join('');
}

/** What is indented belongs to the list of the item above it. */
function drawList(items: readonly string[]): string {
  const read = items.map((item) => {
    const [, indent = '', number, words = ''] = ITEM.exec(item) ?? [];
    return { isDeep: indent.length > 1, number, words };
  });
  const [first] = read;
  const html = read
    .map(({ isDeep, words }) => `<li${isDeep ? ' class="discord-deep"' : ''}>${drawText(words)}</li>`)
    .join('');
  return first?.number === undefined ? `<ul>${html}</ul>` : `<ol start="${Number(first.number)}">${html}</ol>`;
}

function drawText(text: string): string {
  return drawNodes(parse(text, 'extended'));
}

function drawNodes(nodes: unknown): string {
  return typeof nodes === 'string' ? lines(nodes, escapeText) : listOf(nodes).map(drawNode).join('');
}

/** The kinds that are an element around what is in them. */
const AROUND: Readonly<Record<string, readonly [open: string, close: string]>> = {
  strong: ['<b>', '</b>'],
  em: ['<i>', '</i>'],
  underline: ['<u>', '</u>'],
  strikethrough: ['<s>', '</s>'],
  spoiler: ['<span class="discord-spoiler">', '</span>'],
  inlineCode: ['<code>', '</code>'],
  blockQuote: ['<blockquote>', '</blockquote>'],
  subtext: ['<div class="discord-subtext">', '</div>'],
};

function drawNode(value: unknown): string {
  const node = recordOf(value);
  const { type, content, target, lang } = node;
  const around = AROUND[textOf(type)];
  if (around !== undefined) return around[0] + drawNodes(content) + around[1];
  switch (type) {
    case 'text':
      return drawNodes(textOf(content));
    case 'br':
    case 'newline':
      return '<br>';
    case 'heading':
      return `<h3 class="discord-heading discord-heading-${Number(node['level'])}">${drawNodes(content)}</h3>`;
    case 'link':
    case 'url':
    case 'autolink':
      return link(drawNodes(content), textOf(target));
    case 'codeBlock':
      return `<pre${textOf(lang) === '' ? '' : ` data-language="${escapeText(textOf(lang))}"`}>${escapeValue(textOf(content))}</pre>`;
    case 'timestamp':
      return instant(node['timestamp'], inUtc(Number(node['timestamp']) * 1000));
    default:
      return drawMention(node) ?? unknownPart(value);
  }
}

/** Who is named by an id stays an id: the page knows nobody of Discord's. */
function drawMention({ type, id, name, fullName }: Json): string | undefined {
  switch (type) {
    case 'twemoji':
      return escapeText(textOf(name));
    case 'emoji':
      return escapeText(`:${textOf(name)}:`);
    case 'user':
    case 'role':
      return mention(`@${textOf(id)}`);
    case 'channel':
    case 'guildNavigation':
      return mention(`#${textOf(id)}`);
    case 'everyone':
    case 'here':
      return mention(`@${type}`);
    case 'slashCommand':
      return mention(`/${textOf(fullName)}`);
    default:
      return undefined;
  }
}

function mention(name: string): string {
  return `<span class="look-mention">${escapeText(name)}</span>`;
}

function inUtc(ms: number): string {
  const at = new Date(ms);
  return Number.isNaN(at.getTime()) ? '' : at.toISOString().slice(0, 16).replace('T', ' ').concat(' UTC');
}
