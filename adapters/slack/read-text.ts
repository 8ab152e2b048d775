const ENTITIES: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };

/** What somebody typed after a slash command: Slack escapes three characters in it. */
export function unescapeEntities(text: string): string {
  return text.replace(/&(?:amp|lt|gt);/g, (entity) => ENTITIES[entity] ?? entity);
}

/**
 * What a text of a message says, with addresses in place of links, and names in place of what Slack writes for channels and dates. People
 * who are called in it are left out (https://docs.slack.dev/messaging/formatting-message-text#retrieving-messages).
 */
export function mrkdwnToText(text: string): string {
  const plain = text.replace(/<([^<>]*)>/g, (_, inside: string) => {
    const [target = '', label] = inside.split('|', 2);
    if (/^(?:@|!subteam)/.test(target)) return '';
    if (/^[#!]/.test(target)) return label ?? '';
    return target;
  });
  return unescapeEntities(plain).trim();
}

/** What holds text in blocks and attachments. An app often says little in the text of a message, and the rest in these. */
const TEXT_PROPERTIES: ReadonlySet<string> = new Set(['text', 'url', 'title', 'title_link', 'from_url', 'fallback']);

/** All that a message of anybody says, each text once: its own, and those in its blocks and cards. */
export function messageToText(message: Readonly<Record<string, unknown>>): string {
  const { text, blocks, attachments } = message;
  return [...new Set(collectTexts({ text, blocks, attachments }).map(mrkdwnToText))].join('\n');
}

function collectTexts(part: unknown): string[] {
  if (Array.isArray(part)) return part.flatMap(collectTexts);
  if (typeof part !== 'object' || part === null) return [];
  // What a button says is no part of the message, but where it leads is.
  if ('action_id' in part) return 'url' in part ? collectTexts({ url: part.url }) : [];
  return Object.entries(part).flatMap(([key, value]) =>
    typeof value === 'string' ? (TEXT_PROPERTIES.has(key) ? [value] : []) : collectTexts(value),
  );
}
