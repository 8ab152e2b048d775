import { parse } from 'discord-markdown-parser';
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

/** An item of a list. discord-markdown-parser 1.3 doesn't parse lists. */
const LIST_ITEM = /^( *)(?:[-*]|(\d+)\.) +(.*)$/;

/** Discord's Markdown (https://support.discord.com/hc/en-us/articles/210298617) as HTML. */
export function renderMarkdown(text: string): Html {
  const segments = text.split(/(```[\s\S]+?```)/);
  return html`${segments.map((segment, index) => (index % 2 === 1 ? renderText(segment) : renderTextWithLists(segment)))}`;
}

function renderTextWithLists(text: string): Html {
  const groups: { isList: boolean; lines: string[] }[] = [];
  for (const line of text.split('\n')) {
    const isList = LIST_ITEM.test(line);
    const current = groups.at(-1);
    if (current?.isList === isList) current.lines.push(line);
    else groups.push({ isList, lines: [line] });
  }
  return html`${groups.map((group) => (group.isList ? renderList(group.lines) : renderText(group.lines.join('\n'))))}`;
}

/** An indented item is nested under the item above it. */
function renderList(listLines: readonly string[]): Html {
  const parsed = listLines.map((line) => LIST_ITEM.exec(line) ?? []);
  const items = parsed.map(([, indent = '', , content = '']) =>
    indent.length > 1
      ? html`<li class="discord-nested">${renderText(content)}</li>`
      : html`<li>${renderText(content)}</li>`,
  );
  const start = parsed[0]?.[2];
  return start === undefined ? html`<ul>${items}</ul>` : html`<ol start="${Number(start)}">${items}</ol>`;
}

function renderText(text: string): Html {
  return renderNodes(parse(text, 'extended'));
}

function renderNodes(nodes: unknown): Html {
  return typeof nodes === 'string' ? lines(nodes) : html`${asArray(nodes).map(renderNode)}`;
}

/** Nodes that are one element around their content. */
const WRAPPERS: Readonly<Record<string, (content: Html) => Html>> = {
  strong: (content) => html`<b>${content}</b>`,
  em: (content) => html`<i>${content}</i>`,
  underline: (content) => html`<u>${content}</u>`,
  strikethrough: (content) => html`<s>${content}</s>`,
  spoiler: (content) => html`<span class="discord-spoiler">${content}</span>`,
  inlineCode: (content) => html`<code>${content}</code>`,
  blockQuote: (content) => html`<blockquote>${content}</blockquote>`,
  subtext: (content) => html`<div class="discord-subtext">${content}</div>`,
};

function renderNode(value: unknown): Html {
  const node = asObject(value);
  const { type, content, target, lang } = node;
  const wrap = WRAPPERS[asString(type)];
  if (wrap !== undefined) return wrap(renderNodes(content));
  switch (type) {
    case 'text':
      return lines(asString(content));
    case 'br':
    case 'newline':
      return html`<br>`;
    case 'heading':
      return html`<h3 class="discord-heading discord-heading-${Number(node['level'])}">${renderNodes(content)}</h3>`;
    case 'link':
    case 'url':
    case 'autolink':
      return renderPreviewLink(renderNodes(content), asString(target));
    case 'codeBlock':
      return html`<pre${asString(lang) !== '' && html` data-language="${asString(lang)}"`}>${verbatim(asString(content))}</pre>`;
    case 'timestamp':
      return renderTime(node['timestamp'], formatUtcMinute(Number(node['timestamp']) * 1000));
    default:
      return renderReference(node) ?? renderUnknown(value);
  }
}

function renderReference({ type, id, name, fullName }: JsonObject): Html | undefined {
  switch (type) {
    case 'twemoji':
      return html`${asString(name)}`;
    case 'emoji':
      return html`:${asString(name)}:`;
    case 'user':
    case 'role':
      return renderMention(`@${asString(id)}`);
    case 'channel':
    case 'guildNavigation':
      return renderMention(`#${asString(id)}`);
    case 'everyone':
    case 'here':
      return renderMention(`@${type}`);
    case 'slashCommand':
      return renderMention(`/${asString(fullName)}`);
    default:
      return undefined;
  }
}

/** "2026-06-24 07:30 UTC" */
function formatUtcMinute(ms: number): string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? '' : date.toISOString().slice(0, 16).replace('T', ' ').concat(' UTC');
}
