import { randomUUID } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { LIMITS } from '../limits.ts';
import { canSee, type Message, toMessageView } from './message.ts';
import type { MessageStore } from './message-store.ts';
import type { ServerMessage } from './protocol.ts';
import { listChannels, type PlaygroundUser } from './workspace.ts';

/** An open tab. */
export interface Tab {
  readonly user: PlaygroundUser;
  /** @param text a `ServerMessage` as JSON */
  send(text: string): void;
}

const BOT_NAME = 'Paperboy';

interface TabsDeps {
  readonly messages: MessageStore;
  readonly previews: Extract<ServerMessage, { kind: 'welcome' }>['previews'];
  readonly now: () => Date;
}

/** The open tabs. Sends them new messages, and who is online. */
export class Tabs {
  readonly #openTabs = new Set<Tab>();
  readonly #instanceId = randomUUID();
  readonly #messages: MessageStore;
  readonly #previews: TabsDeps['previews'];
  /** The names of people whose connection broke, by person, until they reconnect. */
  readonly #reservedNames: LRUCache<string, string>;

  constructor({ messages, previews, now }: TabsDeps) {
    this.#messages = messages;
    this.#previews = previews;
    this.#reservedNames = new LRUCache({
      max: LIMITS.reservedNames,
      ttl: LIMITS.nameReservationMs,
      perf: { now: () => now().getTime() },
    });
    messages.onChange((message) => this.#broadcast(message));
  }

  /** Sends the tab everything its person can see, and updates the list of people. */
  join(tab: Tab): void {
    const { id, name, canManage } = tab.user;
    const messages = this.#messages.all().filter((message) => canSee(id, message));
    tab.send(
      serialize({
        ...{ kind: 'welcome', person: { id, name, canManage }, channels: listChannels(id), previews: this.#previews },
        ...{ maxInputLength: LIMITS.inputCharacters, instanceId: this.#instanceId },
        messages: messages.map((message) => this.#toView(message)),
      }),
    );
    this.#openTabs.add(tab);
    this.#reservedNames.delete(id);
    this.#broadcastPeople();
  }

  /** @param connectionBroke reserves the name, because the page will reconnect */
  leave(tab: Tab, connectionBroke = false): void {
    if (!this.#openTabs.delete(tab)) return;
    if (connectionBroke) this.#reservedNames.set(tab.user.id, tab.user.name);
    this.#broadcastPeople();
  }

  /** The user with a number after their name if someone else has it: every browser proposes the same names. */
  withUniqueName(user: PlaygroundUser): PlaygroundUser {
    const online = [...this.#openTabs].map((tab): [string, string] => [tab.user.id, tab.user.name]);
    const others = [...online, ...this.#reservedNames.entries()].filter(([id]) => id !== user.id);
    const taken = new Set([BOT_NAME, ...others.map(([, name]) => name)].map((name) => name.toLowerCase()));
    let name = user.name;
    for (let suffix = 2; taken.has(name.toLowerCase()); suffix++) name = `${user.name} ${suffix}`;
    return { ...user, name };
  }

  #broadcast(message: Message): void {
    const text = serialize({ kind: 'message', message: this.#toView(message) });
    for (const { user, send } of this.#openTabs) if (canSee(user.id, message)) send(text);
  }

  #broadcastPeople(): void {
    // Of a person with two tabs, the name in the newer tab counts.
    const names = [...new Map([...this.#openTabs].map(({ user }) => [user.id, user.name])).values()];
    const text = serialize({ kind: 'people', names });
    for (const tab of this.#openTabs) tab.send(text);
  }

  #toView(message: Message) {
    return toMessageView(message, this.#messages.replies(message.id).length);
  }
}

function serialize(message: ServerMessage): string {
  return JSON.stringify(message);
}
