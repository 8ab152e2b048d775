import { sanitizeLine } from '../../src/text/format.ts';

/** A URL in text. Discord links it up to the next whitespace, including escaping backslashes. */
export const BARE_URL = /(https?:\/\/[^\s<>`|\\]+)/i;

/** Replaces markup in masked links, where Discord shows escaping backslashes (discord-api-docs#6185). */
const LOOKALIKES: Readonly<Record<string, string>> = {
  '\\': '∖',
  '*': '∗',
  _: '＿',
  '~': '∼',
  '`': 'ˋ',
  '|': '∣',
  '[': '［',
  ']': '］',
  '<': '‹',
  '>': '›',
};

/** Escapes text so that Discord shows it literally: no markup, mentions, emoji or invisible characters. */
export function escapeText(text: string): string {
  return sanitizeLine(text)
    .split(BARE_URL)
    .map((part, index) => {
      if (index % 2 === 1) return part;
      // Without a space, the URL would swallow the backslash that escapes the next character.
      return index > 0 && /^\S/.test(part) ? ` ${escapeMarkdown(part)}` : escapeMarkdown(part);
    })
    .join('');
}

/** Escapes the text of a masked link. Discord doesn't render one with a URL in its text, so `://` is replaced too. */
export function escapeLinkText(text: string): string {
  return neutralizeMassMentions(sanitizeLine(text))
    .replace(/[\\*_~`|[\]<>]/g, (character) => LOOKALIKES[character] ?? '')
    .replace(/:\/\//g, '∶⁄⁄');
}

/** Escapes the text of a code span. */
export function escapeCode(text: string): string {
  return sanitizeLine(text).replaceAll('`', 'ˋ');
}

/** Text for labels that Discord shows without Markdown: buttons, menus, alt texts, thread names. */
export function plainLabel(text: string): string {
  return sanitizeLine(text).trim();
}

/** Escapes Markdown, including the characters that only matter at the start of a line. */
function escapeMarkdown(text: string): string {
  return neutralizeMassMentions(text)
    .replace(/[\\*_~`|[\]<]/g, '\\$&')
    .replace(/^(\s*)([-+#>])/, '$1\\$2')
    .replace(/^(\s*\d+)([.)])/, '$1\\$2');
}

/** Even if `allowed_mentions` is empty, Discord highlights "@everyone". A word joiner prevents that. */
function neutralizeMassMentions(text: string): string {
  return text.replace(/@(?=everyone|here)/gi, '@\u2060');
}
