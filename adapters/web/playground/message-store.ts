import { UserError } from '../../../src/runtime/errors.ts';
import { canSee, type Message } from './message.ts';
import { listChannels, type PlaygroundUser } from './workspace.ts';

/** All that was said, for as long as the process lives and there is room for it. */
export interface MessageStore {
  /** Adds a message to a channel, or to the thread that it names. */
  add(message: NewMessage): Message;
  /** Changes a message. Gives nothing where it is forgotten. */
  update(id: string, change: MessageUpdate): Message | undefined;
  get(id: string): Message | undefined;
  /** In the order in which they were said. */
  all(): readonly Message[];
  /** What everybody sees in the thread on a message, without the message itself. */
  replies(id: string): readonly Message[];
}

type NewMessage = Omit<Message, 'id' | 'at' | 'html' | 'isEdited' | 'threadTitle'>;
type MessageUpdate = { readonly content: Message['content'] } | { readonly threadTitle: string };

interface MessageStoreDeps {
  readonly newId: () => string;
  readonly now: () => Date;
  readonly render: (content: Message['content']) => string;
  /** Called for each message that is new or has changed. */
  readonly onChange: (message: Message) => void;
  readonly limits: { readonly messages: number; readonly htmlCharacters: number };
}

/** An empty room. Where there is too much in it, the oldest is forgotten, a whole thread with the message that it starts from. */
export function createMessageStore({ newId, now, render, onChange, limits }: MessageStoreDeps): MessageStore {
  const messagesById = new Map<string, Message>();
  /** The ids of what stands in the thread on a message. */
  const repliesByThread = new Map<string, Set<string>>();
  let htmlCharacters = 0;

  const put = (message: Message): void => {
    htmlCharacters += message.html.length - (messagesById.get(message.id)?.html.length ?? 0);
    messagesById.set(message.id, message);
  };

  const remove = (id: string): void => {
    const message = messagesById.get(id);
    htmlCharacters -= message?.html.length ?? 0;
    messagesById.delete(id);
    for (const reply of repliesByThread.get(id) ?? []) remove(reply);
    repliesByThread.delete(id);
    if (message?.thread !== undefined) repliesByThread.get(message.thread)?.delete(id);
  };

  const evict = ({ id, thread = id }: Message): void => {
    while (messagesById.size > limits.messages || htmlCharacters > limits.htmlCharacters) {
      const oldest = oldestEvictable(id, thread);
      if (oldest === undefined) return;
      remove(oldest);
    }
  };

  /** What is forgotten first: never what was said just now, nor what it answers to. */
  const oldestEvictable = (id: string, thread: string): string | undefined => {
    for (const message of messagesById.values())
      if (message.thread === undefined && message.id !== thread) return message.id;
    const [oldestReply] = repliesByThread.get(thread) ?? [];
    return oldestReply === id ? undefined : oldestReply;
  };

  const replies: MessageStore['replies'] = (id) =>
    [...(repliesByThread.get(id) ?? [])].flatMap((reply) => messagesById.get(reply) ?? []).filter(isVisibleToAll);

  return {
    add(newMessage) {
      const message = {
        ...newMessage,
        id: newId(),
        at: now().toISOString(),
        html: render(newMessage.content),
        isEdited: false,
      };
      put(message);
      if (message.thread !== undefined) {
        const thread = repliesByThread.get(message.thread) ?? new Set();
        repliesByThread.set(message.thread, thread.add(message.id));
      }
      evict(message);
      onChange(message);
      // It counts one more now.
      const threadStart = message.thread === undefined ? undefined : messagesById.get(message.thread);
      if (threadStart !== undefined && isVisibleToAll(message)) onChange(threadStart);
      return message;
    },
    update(id, change) {
      const previous = messagesById.get(id);
      if (previous === undefined) return undefined;
      const updated = {
        ...previous,
        ...change,
        ...('content' in change && { html: render(change.content), isEdited: true }),
      };
      put(updated);
      evict(updated);
      onChange(updated);
      return updated;
    },
    get: (id) => messagesById.get(id),
    all: () => [...messagesById.values()],
    replies,
  };
}

function isVisibleToAll({ visibleTo }: Message): boolean {
  return visibleTo === undefined;
}

/** Nobody learns whether a message that is not theirs to see is there. */
const MESSAGE_NOT_FOUND = 'That message is not here any more: what was said is forgotten when Paperboy starts again.';

/** A message that somebody sees. @throws UserError where they see none */
export function requireVisibleMessage(id: string, user: PlaygroundUser, messages: MessageStore): Message {
  const message = messages.get(id);
  if (message === undefined || !canSee(user.id, message)) throw new UserError(MESSAGE_NOT_FOUND);
  return message;
}

/** Makes sure that a channel is one of somebody's. @throws UserError where it is not */
export function requireOwnChannel(channel: string, user: PlaygroundUser): void {
  if (!listChannels(user.id).some(({ id }) => id === channel)) throw new UserError('That channel is not here.');
}

/**
 * Makes sure that somebody may write in a channel and, where a thread is named, below its message.
 *
 * @throws UserError where they may not
 */
export function requireWritable(
  channel: string,
  thread: string | undefined,
  user: PlaygroundUser,
  messages: MessageStore,
): void {
  requireOwnChannel(channel, user);
  if (thread === undefined) return;
  const threadStart = requireVisibleMessage(thread, user, messages);
  if (threadStart.channel !== channel) throw new UserError('That thread is in another channel.');
  if (threadStart.thread !== undefined)
    throw new UserError('There is no thread within a thread: answer in the one it is in.');
  if (threadStart.visibleTo !== undefined)
    throw new UserError('Nobody else sees that message, so nobody could answer below it.');
}
