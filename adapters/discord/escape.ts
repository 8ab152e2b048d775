import { sanitizeLine } from '../../src/text/format.ts';

/** An address as it stands in a text. Discord links it by itself, up to the next space, and a backslash would be part of it. */
export const BARE_URL = /(https?:\/\/[^\s<>`|\\]+)/i;

/** What a masked link's text can't hold: a backslash before it would be shown (discord-api-docs#6185), so each becomes its look-alike. */
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

/** Text as Discord shows it letter by letter: no markup, no mention, no emoji, nothing invisible. */
export function escapeText(text: string): string {
  return sanitizeLine(text)
    .split(BARE_URL)
    .map((part, index) => {
      if (index % 2 === 1) return part;
      // It would swallow the backslash in front of what follows it.
      return index > 0 && /^\S/.test(part) ? ` ${escapeMarkdown(part)}` : escapeMarkdown(part);
    })
    .join('');
}

/** Text for the part of a masked link that is shown. It may hold no address either: Discord refuses to mask one with another. */
export function escapeLinkText(text: string): string {
  return neutralizeMassMentions(sanitizeLine(text))
    .replace(/[\\*_~`|[\]<>]/g, (character) => LOOKALIKES[character] ?? '')
    .replace(/:\/\//g, '∶⁄⁄');
}

/** Text for a code span. */
export function escapeCode(text: string): string {
  return sanitizeLine(text).replaceAll('`', 'ˋ');
}

/** Text for labels, which Discord shows as they are: buttons, menus, alternative texts, thread names. */
export function plainLabel(text: string): string {
  return sanitizeLine(text).trim();
}

/** A backslash before each mark that Discord reads anywhere in a line, and before those that it reads at the start of one. */
function escapeMarkdown(text: string): string {
  return neutralizeMassMentions(text)
    .replace(/[\\*_~`|[\]<]/g, '\\$&')
    .replace(/^(\s*)([-+#>])/, '$1\\$2')
    .replace(/^(\s*\d+)([.)])/, '$1\\$2');
}

/** "@everyone" is only text in a message that may mention nobody, but Discord still paints it; a joiner keeps it plain. */
function neutralizeMassMentions(text: string): string {
  return text.replace(/@(?=everyone|here)/gi, '@\u2060');
}
