import { visible } from '../../src/text/visible.ts';

/** An address as it stands in a text. Discord links it by itself, up to the next space, and a backslash would be part of it. */
export const ADDRESS = /(https?:\/\/[^\s<>`|\\]+)/i;

/** What a masked link's text can't hold: a backslash before it would be shown (discord-api-docs#6185), so each becomes its look-alike. */
const LOOK_ALIKES: Readonly<Record<string, string>> = {
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
  return visible(text)
    .split(ADDRESS)
    .map((part, index) => {
      if (index % 2 === 1) return part;
      // It would swallow the backslash in front of what follows it.
      return index > 0 && /^\S/.test(part) ? ` ${escapePart(part)}` : escapePart(part);
    })
    .join('');
}

/** Text for the part of a masked link that is shown. It may hold no address either: Discord refuses to mask one with another. */
export function escapeLinkText(text: string): string {
  return withoutCalls(visible(text))
    .replace(/[\\*_~`|[\]<>]/g, (character) => LOOK_ALIKES[character] ?? '')
    .replace(/:\/\//g, '∶⁄⁄');
}

/** Text for a code span. */
export function escapeCode(text: string): string {
  return visible(text).replaceAll('`', 'ˋ');
}

/** Text for labels, which Discord shows as they are: buttons, menus, alternative texts, thread names. */
export function plainText(text: string): string {
  return visible(text).trim();
}

/** A backslash before each mark that Discord reads anywhere in a line, and before those that it reads at the start of one. */
function escapePart(text: string): string {
  return withoutCalls(text)
    .replace(/[\\*_~`|[\]<]/g, '\\$&')
    .replace(/^(\s*)([-+#>])/, '$1\\$2')
    .replace(/^(\s*\d+)([.)])/, '$1\\$2');
}

/** "@everyone" is only text in a message that may mention nobody, but Discord still paints it; a joiner keeps it plain. */
function withoutCalls(text: string): string {
  return text.replace(/@(?=everyone|here)/gi, '@\u2060');
}
