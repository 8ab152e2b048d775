/** Discord's numbers (https://discord.com/developers/docs/components/reference, …/interactions/application-commands, …/resources/message). */
export const LIMITS = {
  /** Components in a message, nested ones included. */
  components: 40,
  /** Text of all text displays of a message together; that the limit is on the sum stands in an open change of the documentation (discord-api-docs#8562). */
  text: 4000,
  buttonsInRow: 5,
  buttonLabel: 80,
  linkUrl: 512,
  customId: 100,
  selectOptions: 25,
  /** Of a select's option: its label, value and description. */
  selectText: 100,
  placeholder: 150,
  altText: 1024,
  modalTitle: 45,
  /** Fields of a modal; a text between them would count as one. */
  modalFields: 5,
  fieldLabel: 45,
  /** Of a field's description, and of a text input's placeholder. */
  fieldHint: 100,
  textInput: 4000,
  choices: 25,
  choiceText: 100,
  threadName: 100,
  /** Of a post in a forum. */
  forumTags: 5,
  nonce: 25,
  /** Private conversations whose channel is remembered; another one is asked for again. */
  cachedDirectChannels: 10_000,
  /** Failed requests (401, 403, 429) in ten minutes after which sending stops; Discord bans an address at 10,000. */
  invalidRequests: 5000,
} as const;

/** Clocks differ a little between us and Discord. */
export const MAX_CLOCK_SKEW_MS = 5000;
