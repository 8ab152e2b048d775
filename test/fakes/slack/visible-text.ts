import type { MessageBody } from './bodies.ts';

/** The visible texts of a message or view, one per line. Blocks replace the message's text. */
export function visibleText({ text = '', blocks, attachments = [] }: MessageBody): string {
  const own = blocks && blocks.length > 0 ? linesOf(blocks) : [renderMrkdwn(text)];
  return [...own, ...attachments.flatMap((one) => linesOf(one.blocks))].filter((line) => line !== '').join('\n');
}

function linesOf(part: unknown): string[] {
  if (Array.isArray(part)) return part.flatMap(linesOf);
  if (typeof part !== 'object' || part === null) return [];
  const { type, text, elements, alt_text: alternative } = part as Readonly<Record<string, unknown>>;
  if (type === 'mrkdwn') return [renderMrkdwn(`${text}`)];
  if (typeof text === 'string') return [text];
  if (type === 'rich_text_section' || type === 'rich_text_quote' || type === 'rich_text_preformatted')
    return [richTextLine(elements)];
  const inner = Object.entries(part).flatMap(([key, value]) => (key === 'value' ? [] : linesOf(value)));
  return typeof alternative === 'string' ? [alternative, ...inner] : inner;
}

function richTextLine(parts: unknown): string {
  if (!Array.isArray(parts)) return '';
  return parts.map(({ text, url = '' }: { text?: string; url?: string }) => text ?? url).join('');
}

/** Text with link labels in place of links, and unescaped. */
function renderMrkdwn(text: string): string {
  return text
    .replaceAll(/<([^<>|]+)(?:\|([^<>]+))?>/g, (_, target: string, name?: string) => name ?? target)
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
