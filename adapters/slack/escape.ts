import type { types } from '@slack/bolt';
import { sanitizeLine, truncate } from '../../src/text/format.ts';

/** What Slack escapes in what it sends back (bolt-python#513), and the sign of our own escapes. */
const ACTION_ESCAPED_CHARACTERS = /[%&<>]/g;
const MRKDWN_ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Text for `rich_text` and `plain_text`, where Slack reads no markup. It undoes three escapes there, so a joiner breaks those that are meant as text. */
export function escapeRichText(text: string): string {
  return sanitizeLine(text).replace(/&(?=(?:amp|lt|gt);)/g, '&\u2060');
}

/** A `plain_text` object: no markup, no mention, no `:emoji:`, and never empty, which Slack refuses. */
export function plainTextObject(text: string, maxLength: number): types.PlainTextElement {
  return { type: 'plain_text', text: plainTextString(text, maxLength), emoji: false };
}

/** Text for what is a bare string in Slack's objects: alternative texts. */
export function plainTextString(text: string, maxLength: number): string {
  return truncate(escapeRichText(text).trim(), maxLength) || '…';
}

/** Text for the one place where Slack reads markup, the text of a message. It can't be told not to read `*`, but mentions are gone. */
export function escapeMrkdwn(text: string): string {
  return sanitizeLine(text)
    .replace(/@(?=everyone|channel|here)/gi, '@\u2060')
    .replace(/[&<>]/g, (character) => MRKDWN_ENTITIES[character] ?? '');
}

/** An action for a value or an id, so written that Slack gives it back letter by letter. */
export function escapeAction(action: string): string {
  return action.replace(
    ACTION_ESCAPED_CHARACTERS,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** The action that `escapeAction` wrote. */
export function unescapeAction(escaped: string): string {
  return escaped.replace(/%(25|26|3C|3E)/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}
