import { randomUUID } from 'node:crypto';
import { LIMITS } from '../limits.ts';
import { channelsOf } from './channels.ts';
import { type Message, sees, shown } from './message.ts';
import type { Sitter } from './people.ts';
import type { ToTab } from './protocol.ts';
import type { Room } from './room.ts';

/** A tab at which somebody sits. */
export interface Tab {
  readonly who: Sitter;
  /** Sends what was written as JSON. */
  send(text: string): void;
}

/** The tabs that are open, who sits at them, and what they are told unasked. */
export interface Tabs {
  /** Tells a tab all that its person may see, and the others who is here. */
  enter(tab: Tab): void;
  /** Somebody under a name that nobody else here has by now, nor the bot: browsers that know nothing of each other propose the same. */
  named(who: Sitter): Sitter;
  leave(tab: Tab): void;
  /** Tells whoever sees it of a message that is new or has changed. */
  tell(message: Message): void;
}

const BOT = 'Paperboy';

/** @param room what was said, once that is asked for */
export function createTabs(room: () => Room): Tabs {
  const all = new Set<Tab>();
  const life = randomUUID();

  const shownNow = (message: Message) => shown(message, room().replies(message.id).length);

  const tellPeople = (): void => {
    // Of somebody at two tabs the later name counts.
    const names = [...new Map([...all].map(({ who }) => [who.id, who.name])).values()];
    const text = written({ kind: 'people', names });
    for (const tab of all) tab.send(text);
  };

  return {
    enter(tab) {
      const { id, name, manages } = tab.who;
      const messages = room()
        .all()
        .filter((message) => sees(id, message))
        .map(shownNow);
      tab.send(
        written({
          ...{ kind: 'welcome', person: { id, name, manages }, channels: channelsOf(id) },
          ...{ longest: LIMITS.typed, life, messages },
        }),
      );
      all.add(tab);
      tellPeople();
    },
    named(who) {
      const others = [...all].filter((tab) => tab.who.id !== who.id);
      const taken = new Set([BOT, ...others.map((tab) => tab.who.name)].map((name) => name.toLowerCase()));
      let name = who.name;
      for (let nth = 2; taken.has(name.toLowerCase()); nth += 1) name = `${who.name} ${nth}`;
      return { ...who, name };
    },
    leave(tab) {
      if (all.delete(tab)) tellPeople();
    },
    tell(message) {
      const text = written({ kind: 'message', message: shownNow(message) });
      for (const { who, send } of all) if (sees(who.id, message)) send(text);
    },
  };
}

function written(said: ToTab): string {
  return JSON.stringify(said);
}
