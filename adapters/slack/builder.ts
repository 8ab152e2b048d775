import type { types } from '@slack/bolt';

/**
 * A link that shows blocks in Slack's Block Kit Builder, in the form of the "View in Block Kit Builder" links of its reference
 * (https://docs.slack.dev/reference/block-kit/blocks).
 *
 * The blocks stand behind the `#`, which never reaches a server, so no server finds the address too long (yhatt/jsx-slack#172). Browsers
 * take far more than a message holds: Chromium 2,097,152 characters (`kMaxURLChars` in its `url/mojom/url.mojom`). So the link always has
 * all of them: half of a JSON text would show nothing, and fewer blocks would show something else than was rendered. Where a terminal or
 * a chat cuts such an address, paste the blocks into the builder instead.
 */
export function blockKitBuilderUrl(blocks: readonly types.KnownBlock[]): string {
  return `https://app.slack.com/block-kit-builder#${encodeURIComponent(JSON.stringify({ blocks }))}`;
}
