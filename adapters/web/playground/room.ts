import type { Message } from './message.ts';

/** All that was said, for as long as the process lives and there is room for it. */
export interface Room {
  /** Adds a message to a channel, or to the thread that it names. */
  add(message: NewMessage): Message;
  /** Changes a message. Gives nothing where it is forgotten. */
  change(id: string, change: Change): Message | undefined;
  get(id: string): Message | undefined;
  /** In the order in which they were said. */
  all(): readonly Message[];
  /** What everybody sees in the thread on a message, without the message itself. */
  replies(id: string): readonly Message[];
}

type NewMessage = Omit<Message, 'id' | 'at' | 'html' | 'isEdited' | 'opened'>;
type Change = { readonly said: Message['said'] } | { readonly opened: string };

interface Dependencies {
  readonly newId: () => string;
  readonly now: () => Date;
  readonly draw: (said: Message['said']) => string;
  /** Called for each message that is new or has changed. */
  readonly onChange: (message: Message) => void;
  readonly most: { readonly messages: number; readonly characters: number };
}

/** An empty room. Where there is too much in it, the oldest is forgotten, a whole thread with the message that it starts from. */
export function createRoom({ newId, now, draw, onChange, most }: Dependencies): Room {
  const messages = new Map<string, Message>();
  /** The ids of what stands in the thread on a message. */
  const threads = new Map<string, Set<string>>();
  let characters = 0;

  const hold = (message: Message): void => {
    characters += message.html.length - (messages.get(message.id)?.html.length ?? 0);
    messages.set(message.id, message);
  };

  const drop = (id: string): void => {
    const message = messages.get(id);
    characters -= message?.html.length ?? 0;
    messages.delete(id);
    for (const reply of threads.get(id) ?? []) drop(reply);
    threads.delete(id);
    if (message?.thread !== undefined) threads.get(message.thread)?.delete(id);
  };

  const makeRoom = ({ id, thread = id }: Message): void => {
    while (messages.size > most.messages || characters > most.characters) {
      const oldest = oldestBut(id, thread);
      if (oldest === undefined) return;
      drop(oldest);
    }
  };

  /** What is forgotten first: never what was said just now, nor what it answers to. */
  const oldestBut = (id: string, thread: string): string | undefined => {
    for (const one of messages.values()) if (one.thread === undefined && one.id !== thread) return one.id;
    const [oldestReply] = threads.get(thread) ?? [];
    return oldestReply === id ? undefined : oldestReply;
  };

  const replies: Room['replies'] = (id) =>
    [...(threads.get(id) ?? [])].flatMap((reply) => messages.get(reply) ?? []).filter(isForAll);

  return {
    add(said) {
      const message = { ...said, id: newId(), at: now().toISOString(), html: draw(said.said), isEdited: false };
      hold(message);
      if (message.thread !== undefined) {
        const thread = threads.get(message.thread) ?? new Set();
        threads.set(message.thread, thread.add(message.id));
      }
      makeRoom(message);
      onChange(message);
      // It counts one more now.
      const start = message.thread === undefined ? undefined : messages.get(message.thread);
      if (start !== undefined && isForAll(message)) onChange(start);
      return message;
    },
    change(id, change) {
      const before = messages.get(id);
      if (before === undefined) return undefined;
      const after = {
        ...before,
        ...change,
        ...('said' in change && { html: draw(change.said), isEdited: true }),
      };
      hold(after);
      makeRoom(after);
      onChange(after);
      return after;
    },
    get: (id) => messages.get(id),
    all: () => [...messages.values()],
    replies,
  };
}

function isForAll({ onlyFor }: Message): boolean {
  return onlyFor === undefined;
}
