/** Slack's numbers (https://docs.slack.dev/reference/block-kit/blocks, …/block-elements, …/composition-objects). */
export const LIMITS = {
  /** Of a message, and of a modal or App Home. */
  blocks: { message: 50, view: 100 },
  /**
   * All that stands in the blocks together, names of types and addresses included. For a message the limit is documented nowhere:
   * 11,341 characters of text alone were refused as `msg_blocks_too_long` (bolt-js#2867). A view may be 250 kB.
   */
  characters: { message: 10_000, view: 60_000 },
  /** Of the text that stands for the blocks in notifications; Slack asks for 4,000 at most, escapes included. */
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
  /** 150 in the reference, 75 in Slack's own types: the smaller holds for both. */
  optionValue: 75,
  placeholder: 150,
  url: 3000,
  viewTitle: 24,
  fieldLabel: 2000,
  /** Not documented; a longer one would not fit below a field either. */
  fieldError: 500,
  altText: 2000,
} as const;
