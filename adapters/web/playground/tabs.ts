import { randomUUID } from 'node:crypto';
import { LIMITS } from '../limits.ts';
import { canSee, type Message, toMessageView } from './message.ts';
import type { MessageStore } from './message-store.ts';
import type { ServerMessage } from './protocol.ts';
import { listChannels, type PlaygroundUser } from './workspace.ts';

/** A tab at which somebody sits. */
export interface Tab {
  readonly user: PlaygroundUser;
  /** Sends what was written as JSON. */
  send(text: string): void;
}

/** The tabs that are open, who sits at them, and what they are told unasked. */
export interface Tabs {
  /** Tells a tab all that its person may see, and the others who is here. */
  join(tab: Tab): void;
  /** Somebody under a name that nobody else here has by now, nor the bot: browsers that know nothing of each other propose the same. */
  withUniqueName(user: PlaygroundUser): PlaygroundUser;
  leave(tab: Tab): void;
  /** Tells whoever sees it of a message that is new or has changed. */
  broadcast(message: Message): void;
}

const BOT_NAME = 'Paperboy';

/** @param getMessages what was said, once that is asked for */
export function createTabs(getMessages: () => MessageStore): Tabs {
  const openTabs = new Set<Tab>();
  const instanceId = randomUUID();

  const viewOf = (message: Message) => toMessageView(message, getMessages().replies(message.id).length);

  const broadcastPeople = (): void => {
    // Of somebody at two tabs the later name counts.
    const names = [...new Map([...openTabs].map(({ user }) => [user.id, user.name])).values()];
    const text = serialize({ kind: 'people', names });
    for (const tab of openTabs) tab.send(text);
  };

  return {
    join(tab) {
      const { id, name, manages } = tab.user;
      const messages = getMessages()
        .all()
        .filter((message) => canSee(id, message))
        .map(viewOf);
      tab.send(
        serialize({
          ...{ kind: 'welcome', person: { id, name, manages }, channels: listChannels(id) },
          ...{ longest: LIMITS.inputCharacters, life: instanceId, messages },
        }),
      );
      openTabs.add(tab);
      broadcastPeople();
    },
    withUniqueName(user) {
      const others = [...openTabs].filter((tab) => tab.user.id !== user.id);
      const taken = new Set([BOT_NAME, ...others.map((tab) => tab.user.name)].map((name) => name.toLowerCase()));
      let name = user.name;
      for (let nth = 2; taken.has(name.toLowerCase()); nth += 1) name = `${user.name} ${nth}`;
      return { ...user, name };
    },
    leave(tab) {
      if (openTabs.delete(tab)) broadcastPeople();
    },
    broadcast(message) {
      const text = serialize({ kind: 'message', message: viewOf(message) });
      for (const { user, send } of openTabs) if (canSee(user.id, message)) send(text);
    },
  };
}

function serialize(message: ServerMessage): string {
  return JSON.stringify(message);
}
