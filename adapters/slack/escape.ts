import type { types } from '@slack/bolt';
import { sanitizeLine, truncate } from '../../src/text/format.ts';

/** Slack escapes `&<>` in the values it sends back (bolt-python#513); `%` marks our own escapes. */
const ACTION_ESCAPED_CHARACTERS = /[%&<>]/g;
const MRKDWN_ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Text for `rich_text` and `plain_text`, where Slack decodes three entities. A word joiner keeps literal ones. */
export function escapeRichText(text: string): string {
  return sanitizeLine(text).replace(/&(?=(?:amp|lt|gt);)/g, '&\u2060');
}

/** A `plain_text` object without emoji codes. Never empty, which Slack rejects. */
export function plainTextObject(text: string, maxLength: number): types.PlainTextElement {
  return { type: 'plain_text', text: plainTextString(text, maxLength), emoji: false };
}

/** Text for properties that take a bare string, such as `alt_text`. Never empty. */
export function plainTextString(text: string, maxLength: number): string {
  return truncate(escapeRichText(text).trim(), maxLength) || '…';
}

/** Text for a message's `text`, where Slack parses markup. `*` and `_` can't be escaped. */
export function escapeMrkdwn(text: string): string {
  return sanitizeLine(text)
    .replace(/@(?=everyone|channel|here)/gi, '@\u2060')
    .replace(/[&<>]/g, (character) => MRKDWN_ENTITIES[character] ?? '');
}

/** An action as a value or id that Slack returns unchanged. */
export function escapeAction(action: string): string {
  return action.replace(
    ACTION_ESCAPED_CHARACTERS,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Reverses `escapeAction`. */
export function unescapeAction(escaped: string): string {
  return escaped.replace(/%(25|26|3C|3E)/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}
