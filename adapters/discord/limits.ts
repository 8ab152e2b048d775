/** https://discord.com/developers/docs: components/reference, interactions/application-commands, resources/message */
export const LIMITS = {
  /** Components of a message, nested ones included. */
  components: 40,
  /** Characters of all text displays of a message together (discord-api-docs#8562, not documented yet). */
  text: 4000,
  buttonsInRow: 5,
  buttonLabel: 80,
  linkUrl: 512,
  customId: 100,
  selectOptions: 25,
  /** Label, value and description of a select option. */
  selectText: 100,
  placeholder: 150,
  altText: 1024,
  modalTitle: 45,
  /** Components of a modal: text displays count as well. */
  modalFields: 5,
  fieldLabel: 45,
  /** Description of a field and placeholder of a text input. */
  fieldHint: 100,
  textInput: 4000,
  choices: 25,
  choiceText: 100,
  threadName: 100,
  /** Tags of a forum post. */
  forumTags: 5,
  nonce: 25,
  /** Ours: Discord allows 50 requests per second (topics/rate-limits#global-rate-limit), and replies need some. */
  postsPerSecond: 40,
  /** Ours: how many DM channel ids to cache. */
  cachedDirectChannels: 10_000,
  /** Ours: invalid requests (401, 403, 429) in 10 minutes that open the circuit. Discord bans IPs at 10,000. */
  invalidRequests: 5000,
} as const;

/** How far our clock may be ahead of Discord's. */
export const MAX_CLOCK_SKEW_MS = 5000;
