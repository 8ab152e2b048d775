/** Slack's limits (https://docs.slack.dev/reference/block-kit/blocks, …/block-elements, …/composition-objects). */
export const LIMITS = {
  /** Blocks in a message, and in a modal or App Home. */
  blocks: { message: 50, view: 100 },
  /**
   * All strings in the blocks, including type names and URLs. The limit of a message is undocumented: 11,341 characters
   * of text alone were rejected as `msg_blocks_too_long` (bolt-js#2867). A view can be 250 kB.
   */
  characters: { message: 10_000, view: 60_000 },
  /** Text for notifications. Slack recommends at most 4,000 characters, including escapes. */
  fallback: 3000,
  text: 3000,
  contextText: 2000,
  header: 150,
  actionElements: 25,
  buttonText: 75,
  actionId: 255,
  options: 100,
  overflowOptions: 5,
  optionText: 75,
  /** 150 in the reference, 75 in Slack's own types. */
  optionValue: 75,
  placeholder: 150,
  url: 3000,
  viewTitle: 24,
  fieldLabel: 2000,
  /** Undocumented. A longer error wouldn't fit below a field anyway. */
  fieldError: 500,
  altText: 2000,
} as const;
