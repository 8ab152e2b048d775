/** @import { ChannelView, MessageView, ServerMessage } from '../protocol.ts' */

/** @typedef {Extract<ServerMessage, { kind: 'welcome' }>} Welcome */
/** @typedef {ReturnType<typeof createRoom>} Room */

/** All that this tab has been told: who one is, the channels, and the messages in their order. */
export function createRoom() {
  /** @type {Welcome['person'] | undefined} */
  let person;
  let longest = Number.POSITIVE_INFINITY;
  /** @type {string | undefined} */
  let life;
  /** @type {readonly ChannelView[]} */
  let channels = [];
  /** @type {Map<string, MessageView>} */
  let messages = new Map();

  return {
    /**
     * @param {Welcome} welcome
     * @returns {boolean} whether all that one saw before is forgotten
     */
    enter: (welcome) => {
      const isAnother = life !== undefined && life !== welcome.life;
      ({ person, channels, longest, life } = welcome);
      messages = new Map(welcome.messages.map((message) => [message.id, message]));
      return isAnother;
    },
    /**
     * @param {MessageView} message
     * @returns {boolean} whether it was not there before
     */
    put: (message) => {
      const isNew = !messages.has(message.id);
      messages.set(message.id, message);
      return isNew;
    },
    person: () => person,
    /** How many characters may be typed at once. */
    longest: () => longest,
    channels: () => channels,
    /** @param {string | undefined} id */
    channel: (id) => channels.find((channel) => channel.id === id),
    /** @param {string | undefined} id */
    message: (id) => (id === undefined ? undefined : messages.get(id)),
    /** @param {string} channel */
    inChannel: (channel) => [...messages.values()].filter((one) => one.channel === channel && one.thread === undefined),
    /** @param {string} root the message that the thread starts from */
    inThread: (root) => [...messages.values()].filter((one) => one.id === root || one.thread === root),
    /**
     * How many replies everybody sees.
     *
     * @param {MessageView} message
     */
    replies: ({ id, opened }) => {
      const here = [...messages.values()].filter(({ thread, isPrivate }) => thread === id && !isPrivate).length;
      return Math.max(here, opened?.replies ?? 0);
    },
    /** @param {MessageView} message */
    isMine: ({ author }) => author.kind === 'person' && author.id === person?.id,
  };
}
