import { UserError } from '../../../src/runtime/errors.ts';
import { canSee, type Message } from './message.ts';
import { listChannels, type PlaygroundUser } from './workspace.ts';

type NewMessage = Omit<Message, 'id' | 'at' | 'html' | 'isEdited' | 'threadTitle'>;
type MessageUpdate = { readonly content: Message['content'] } | { readonly threadTitle: string };

interface MessageStoreDeps {
  readonly newId: () => string;
  readonly now: () => Date;
  readonly render: (content: Message['content']) => string;
  readonly limits: { readonly messages: number; readonly htmlCharacters: number };
}

/** All messages, in memory. Beyond the limits the oldest are deleted: a message together with its thread. */
export class MessageStore {
  readonly #deps: MessageStoreDeps;
  readonly #messages = new Map<string, Message>();
  readonly #replyIdsByThread = new Map<string, Set<string>>();
  readonly #listeners: ((message: Message) => void)[] = [];
  #htmlCharacters = 0;

  constructor(deps: MessageStoreDeps) {
    this.#deps = deps;
  }

  /** @param listener called for every message that is new or has changed */
  onChange(listener: (message: Message) => void): void {
    this.#listeners.push(listener);
  }

  add(newMessage: NewMessage): Message {
    const { newId, now, render } = this.#deps;
    const html = render(newMessage.content);
    const message: Message = { ...newMessage, id: newId(), at: now().toISOString(), html, isEdited: false };
    this.#put(message);
    if (message.thread !== undefined) {
      const replyIds = this.#replyIdsByThread.get(message.thread) ?? new Set();
      this.#replyIdsByThread.set(message.thread, replyIds.add(message.id));
    }
    this.#evict(message);
    this.#notify(message);
    // The number of replies has changed.
    const threadStart = message.thread === undefined ? undefined : this.get(message.thread);
    if (threadStart !== undefined && isVisibleToAll(message)) this.#notify(threadStart);
    return message;
  }

  /** Returns `undefined` if the message no longer exists. */
  update(id: string, change: MessageUpdate): Message | undefined {
    const previous = this.get(id);
    if (previous === undefined) return undefined;
    const rendered = 'content' in change && { html: this.#deps.render(change.content), isEdited: true };
    const updated = { ...previous, ...change, ...rendered };
    this.#put(updated);
    this.#evict(updated);
    this.#notify(updated);
    return updated;
  }

  get(id: string): Message | undefined {
    return this.#messages.get(id);
  }

  /** Oldest first. */
  all(): readonly Message[] {
    return [...this.#messages.values()];
  }

  /** The replies in a thread that everybody can see. */
  replies(thread: string): readonly Message[] {
    const replyIds = [...(this.#replyIdsByThread.get(thread) ?? [])];
    return replyIds.flatMap((id) => this.get(id) ?? []).filter(isVisibleToAll);
  }

  #notify(message: Message): void {
    for (const listener of this.#listeners) listener(message);
  }

  #put(message: Message): void {
    this.#htmlCharacters += message.html.length - (this.get(message.id)?.html.length ?? 0);
    this.#messages.set(message.id, message);
  }

  #remove(id: string): void {
    const message = this.get(id);
    this.#htmlCharacters -= message?.html.length ?? 0;
    this.#messages.delete(id);
    for (const replyId of this.#replyIdsByThread.get(id) ?? []) this.#remove(replyId);
    this.#replyIdsByThread.delete(id);
    if (message?.thread !== undefined) this.#replyIdsByThread.get(message.thread)?.delete(id);
  }

  #evict(latest: Message): void {
    const { limits } = this.#deps;
    while (this.#messages.size > limits.messages || this.#htmlCharacters > limits.htmlCharacters) {
      const oldestId = this.#oldestEvictable(latest);
      if (oldestId === undefined) return;
      this.#remove(oldestId);
    }
  }

  /** Never the latest message or the thread it is in. */
  #oldestEvictable({ id, thread = id }: Message): string | undefined {
    for (const message of this.#messages.values())
      if (message.thread === undefined && message.id !== thread) return message.id;
    const [oldestReplyId] = this.#replyIdsByThread.get(thread) ?? [];
    return oldestReplyId === id ? undefined : oldestReplyId;
  }
}

function isVisibleToAll({ visibleTo }: Message): boolean {
  return visibleTo === undefined;
}

/** Also for messages that exist but aren't visible to the person. */
const MESSAGE_NOT_FOUND = 'This message no longer exists. Messages are lost when Paperboy restarts.';

/** @throws UserError if this person can't see the message */
export function requireVisibleMessage(id: string, user: PlaygroundUser, messages: MessageStore): Message {
  const message = messages.get(id);
  if (message === undefined || !canSee(user.id, message)) throw new UserError(MESSAGE_NOT_FOUND);
  return message;
}

/** @throws UserError if the person has no such channel */
export function requireOwnChannel(channel: string, user: PlaygroundUser): void {
  if (!listChannels(user.id).some(({ id }) => id === channel)) throw new UserError("This channel doesn't exist.");
}

/** @throws UserError if the person may not write in the channel, or in the thread */
export function requireWritable(
  channel: string,
  thread: string | undefined,
  user: PlaygroundUser,
  messages: MessageStore,
): void {
  requireOwnChannel(channel, user);
  if (thread === undefined) return;
  const threadStart = requireVisibleMessage(thread, user, messages);
  if (threadStart.channel !== channel) throw new UserError('This thread is in another channel.');
  if (threadStart.thread !== undefined)
    throw new UserError("You can't start a thread within a thread. Reply in the thread instead.");
  if (threadStart.visibleTo !== undefined)
    throw new UserError("Only you can see this message, so you can't start a thread on it.");
}
