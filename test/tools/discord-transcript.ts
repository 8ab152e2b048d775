import wrapAnsi from 'wrap-ansi';
import type { DiscordMessage } from '../../adapters/discord/render.ts';

interface Component {
  readonly type: number;
  readonly content?: string;
  readonly label?: string;
  readonly placeholder?: string;
  readonly url?: string;
  readonly components?: readonly Component[];
}

/** A Discord message as text: what a person reads, with buttons in brackets and menus with their arrow, beside the card's coloured bar. */
export function discordTranscript({ components }: DiscordMessage): string {
  return (components as readonly Component[])
    .flatMap(linesOf)
    .map((line) => `  ┃ ${line}`.trimEnd())
    .join('\n');
}

function linesOf({ type, content, components = [] }: Component): string[] {
  if (content !== undefined) return [...content.split('\n').flatMap(readable), ''];
  if (type === 1) return [...wrapAnsi(components.map(control).join('  '), 72).split('\n'), ''];
  return components.flatMap(linesOf);
}

/** A line without its Markdown: the text of links, no marks, no backslashes. */
function readable(line: string): string[] {
  const text = line
    .replace(/^(###?|-#) /, '')
    .replace(
      /<t:(\d+):\w>/g,
      (_, seconds) => `${new Date(seconds * 1000).toISOString().slice(0, 16).replace('T', ' ')} UTC`,
    )
    .replaceAll('`', '')
    .replace(/(?<!\\)\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/(?<!\\)(\*\*|__|\*|\u200b)/g, '')
    .replace(/\\(?=[^A-Za-z0-9\s])/g, '');
  return wrapAnsi(text, 72).split('\n');
}

function control({ type, label, placeholder, url }: Component): string {
  if (type === 3) return `[ ${placeholder} ▾ ]`;
  return url === undefined ? `[ ${label} ]` : `[ ${label} ↗ ]`;
}
