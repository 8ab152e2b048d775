import { describe, expect, it } from 'vitest';
import { MessageStore } from '../../../../adapters/web/playground/message-store.ts';
import { Tabs } from '../../../../adapters/web/playground/tabs.ts';

const createPerson = (id: string, name: string) => ({ id, name, canManage: true });
const ADA = createPerson('U1', 'Ada');
const OTHER_ADA = createPerson('U2', 'Ada');

function createTabs() {
  let now = new Date('2025-03-05T09:00:00Z');
  const messages = new MessageStore({
    ...{ newId: () => '1', now: () => now, render: String },
    limits: { messages: 9, htmlCharacters: 1000 },
  });
  const tabs = new Tabs({ messages, previews: [], now: () => now });
  const join = (user: typeof ADA) => {
    const tab = { user: tabs.withUniqueName(user), send: () => {} };
    tabs.join(tab);
    return tab;
  };
  const passSeconds = (seconds: number): void => {
    now = new Date(now.getTime() + seconds * 1000);
  };
  return { tabs, join, passSeconds };
}

describe('Tabs.withUniqueName', () => {
  it('adds a number to a name that another person has', () => {
    const { join } = createTabs();
    expect([join(ADA), join(OTHER_ADA), join(createPerson('U3', 'ada'))].map(({ user }) => user.name)).toEqual([
      'Ada',
      'Ada 2',
      'ada 3',
    ]);
  });

  it('gives a person the same name in all their tabs', () => {
    const { join } = createTabs();
    expect([join(ADA), join(ADA)].map(({ user }) => user.name)).toEqual(['Ada', 'Ada']);
  });

  it('keeps the name of a person whose connection broke, until they reconnect', () => {
    const { tabs, join, passSeconds } = createTabs();
    tabs.leave(join(ADA), true);
    passSeconds(59);
    expect(join(OTHER_ADA).user.name).toBe('Ada 2');
    expect(join(ADA).user.name).toBe('Ada');
  });

  it('gives the name to another person when the first one does not reconnect within a minute', () => {
    const { tabs, join, passSeconds } = createTabs();
    tabs.leave(join(ADA), true);
    passSeconds(61);
    expect(join(OTHER_ADA).user.name).toBe('Ada');
  });

  it('gives the name to another person as soon as the first one closes the tab', () => {
    const { tabs, join } = createTabs();
    tabs.leave(join(ADA));
    expect(join(OTHER_ADA).user.name).toBe('Ada');
  });

  it('gives up the reserved name of a person who reconnects under another name', () => {
    const { tabs, join } = createTabs();
    tabs.leave(join(ADA), true);
    join({ ...ADA, name: 'Alan' });
    expect(join(OTHER_ADA).user.name).toBe('Ada');
  });
});
