import type { MessageBody } from './bodies.ts';

/** All that people can read in a message or view, a line a text: without the fallback, where there are blocks. */
export function visibleText({ text = '', blocks, attachments = [] }: MessageBody): string {
  const own = blocks && blocks.length > 0 ? linesOf(blocks) : [rendered(text)];
  return [...own, ...attachments.flatMap((one) => linesOf(one.blocks))].filter((line) => line !== '').join('\n');
}

function linesOf(part: unknown): string[] {
  if (Array.isArray(part)) return part.flatMap(linesOf);
  if (typeof part !== 'object' || part === null) return [];
  const { type, text, elements, alt_text: alternative } = part as Readonly<Record<string, unknown>>;
  if (type === 'mrkdwn') return [rendered(`${text}`)];
  if (typeof text === 'string') return [text];
  // The parts of a paragraph of rich text stand on one line.
  if (type === 'rich_text_section' || type === 'rich_text_quote' || type === 'rich_text_preformatted')
    return [linesOfRich(elements)];
  const inner = Object.entries(part).flatMap(([key, value]) => (key === 'value' ? [] : linesOf(value)));
  return typeof alternative === 'string' ? [alternative, ...inner] : inner;
}

function linesOfRich(parts: unknown): string {
  if (!Array.isArray(parts)) return '';
  return parts.map(({ text, url = '' }: { text?: string; url?: string }) => text ?? url).join('');
}

/** Slack's markup as people see it: links by their names, and what was escaped as itself. */
function rendered(text: string): string {
  return text
    .replaceAll(/<([^<>|]+)(?:\|([^<>]+))?>/g, (_, target: string, name?: string) => name ?? target)
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
