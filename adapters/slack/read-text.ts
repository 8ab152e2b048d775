const ENTITIES: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };

/** What somebody typed after a slash command: Slack escapes three characters in it. */
export function readTyped(text: string): string {
  return text.replace(/&(?:amp|lt|gt);/g, (entity) => ENTITIES[entity] ?? entity);
}

/**
 * What a message says, with addresses in place of links, and names in place of what Slack writes for channels and dates. People who are
 * called in it are left out (https://docs.slack.dev/messaging/formatting-message-text#retrieving-messages).
 */
export function readMessage(text: string): string {
  const plain = text.replace(/<([^<>]*)>/g, (_, inside: string) => {
    const [target = '', label] = inside.split('|', 2);
    if (/^(?:@|!subteam)/.test(target)) return '';
    if (/^[#!]/.test(target)) return label ?? '';
    return target;
  });
  return readTyped(plain).trim();
}
