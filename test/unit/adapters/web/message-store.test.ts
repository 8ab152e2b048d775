import { describe, expect, it } from 'vitest';
import type { Message } from '../../../../adapters/web/playground/message.ts';
import { MessageStore } from '../../../../adapters/web/playground/message-store.ts';

function createStore(limits: { messages: number; htmlCharacters: number }) {
  let ids = 0;
  const changedIds: string[] = [];
  const store = new MessageStore({
    newId: () => String(++ids),
    now: () => new Date('2025-03-05T09:00:00Z'),
    render: (content) => String(content),
    limits,
  });
  store.onChange(({ id }) => void changedIds.push(id));
  const add = (content: string, location: { thread?: string; visibleTo?: string } = {}): Message =>
    store.add({ channel: 'C0GENERAL', author: { kind: 'paperboy' }, content, ...location });
  const contents = () => store.all().map(({ content }) => content);
  return { store, add, contents, changedIds };
}

describe('MessageStore', () => {
  it('deletes the oldest message together with its thread', () => {
    const { add, contents, store } = createStore({ messages: 4, htmlCharacters: 1000 });
    const first = add('first');
    add('second');
    add('reply to first', { thread: first.id });
    add('third');
    add('fourth');
    expect(contents()).toEqual(['second', 'third', 'fourth']);
    expect(store.get(first.id)).toBeUndefined();
    expect(store.replies(first.id)).toEqual([]);
  });

  it('deletes messages when their HTML exceeds the limit', () => {
    const { add, contents, store } = createStore({ messages: 10, htmlCharacters: 10 });
    add('12345');
    const { id } = add('12345');
    add('1');
    expect(contents()).toEqual(['12345', '1']);
    store.update(id, { content: '1234567890' });
    expect(contents()).toEqual(['1234567890']);
  });

  it('keeps the thread of the latest message, and deletes its oldest replies if nothing else is left', () => {
    const { add, contents } = createStore({ messages: 3, htmlCharacters: 1000 });
    const { id: thread } = add('start');
    for (const reply of ['a', 'b', 'c', 'd']) add(reply, { thread });
    expect(contents()).toEqual(['start', 'c', 'd']);
    add('alone');
    add('alone again');
    expect(contents()).toEqual(['alone', 'alone again']);
  });

  it('keeps the latest message even if it exceeds the limit alone', () => {
    const { add, contents } = createStore({ messages: 3, htmlCharacters: 5 });
    add('short');
    add('much too long');
    expect(contents()).toEqual(['much too long']);
  });

  it('reports a change of a message when it gets a reply that everybody can see', () => {
    const { add, store, changedIds } = createStore({ messages: 9, htmlCharacters: 1000 });
    const { id: thread } = add('start');
    add('a', { thread });
    add('b', { thread, visibleTo: 'U1' });
    expect(changedIds).toEqual(['1', '2', '1', '3']);
    expect(store.replies(thread).map(({ id }) => id)).toEqual(['2']);
  });

  it('returns undefined when it updates a message that does not exist', () => {
    const { store } = createStore({ messages: 9, htmlCharacters: 1000 });
    expect(store.update('9', { threadTitle: 'x' })).toBeUndefined();
  });
});
