/** @import { ChannelView, MessageView, ServerMessage } from '../protocol.ts' */

/** @typedef {Extract<ServerMessage, { kind: 'welcome' }>} Welcome */
/** @typedef {ReturnType<typeof createChatSession>} ChatSession */

/** What the server has sent to this tab: the person, the channels, and the messages in order. */
export function createChatSession() {
  /** @type {Welcome | undefined} */
  let current;
  /** @type {Map<string, MessageView>} */
  let messages = new Map();

  return {
    /**
     * @param {Welcome} welcome
     * @returns {boolean} whether Paperboy has restarted, so that earlier messages are gone
     */
    start: (welcome) => {
      const isNewInstance = current !== undefined && current.instanceId !== welcome.instanceId;
      current = welcome;
      messages = new Map(welcome.messages.map((message) => [message.id, message]));
      return isNewInstance;
    },
    /**
     * @param {MessageView} message
     * @returns {boolean} whether it is new
     */
    put: (message) => {
      const isNew = !messages.has(message.id);
      messages.set(message.id, message);
      return isNew;
    },
    person: () => current?.person,
    previews: () => current?.previews ?? [],
    /** In characters. */
    maxInputLength: () => current?.maxInputLength ?? Number.POSITIVE_INFINITY,
    /** @returns {readonly ChannelView[]} */
    channels: () => current?.channels ?? [],
    /** @param {string | undefined} id */
    channel: (id) => current?.channels.find((channel) => channel.id === id),
    /** @param {string | undefined} id */
    message: (id) => (id === undefined ? undefined : messages.get(id)),
    /** @param {string} channel */
    inChannel: (channel) => [...messages.values()].filter((one) => one.channel === channel && one.thread === undefined),
    /** @param {string} id the message that the thread is on */
    inThread: (id) => [...messages.values()].filter((one) => one.id === id || one.thread === id),
    /**
     * The number of replies that everybody can see.
     *
     * @param {MessageView} message
     */
    replies: ({ id, openedThread }) => {
      const received = [...messages.values()].filter(({ thread, isPrivate }) => thread === id && !isPrivate).length;
      return Math.max(received, openedThread?.replies ?? 0);
    },
    /** @param {MessageView} message */
    isMine: ({ author }) => author.kind === 'person' && author.id === current?.person.id,
  };
}
