import { describe, expect, it } from 'vitest';
import type { Message } from '../../../../adapters/web/playground/message.ts';
import { createMessageStore } from '../../../../adapters/web/playground/message-store.ts';

function roomFor(limits: { messages: number; htmlCharacters: number }) {
  let ids = 0;
  const changes: string[] = [];
  const room = createMessageStore({
    newId: () => String(++ids),
    now: () => new Date('2025-03-05T09:00:00Z'),
    render: (said) => String(said),
    onChange: ({ id }: Message) => void changes.push(id),
    limits,
  });
  const say = (content: string, where: { thread?: string; onlyFor?: string } = {}): Message =>
    room.add({ channel: 'C0GENERAL', author: { kind: 'paperboy' }, content, ...where });
  const said = () => room.all().map((message) => message.content);
  return { room, say, said, changes };
}

describe('a room', () => {
  it('forgets the oldest message with all of its thread', () => {
    const { say, said, room } = roomFor({ messages: 4, htmlCharacters: 1000 });
    const first = say('first');
    say('second');
    say('below first', { thread: first.id });
    say('third');
    say('fourth');
    expect(said()).toEqual(['second', 'third', 'fourth']);
    expect(room.get(first.id)).toBeUndefined();
    expect(room.replies(first.id)).toEqual([]);
  });

  it('forgets by length too', () => {
    const { say, said, room } = roomFor({ messages: 10, htmlCharacters: 10 });
    say('12345');
    const { id } = say('12345');
    say('1');
    expect(said()).toEqual(['12345', '1']);
    room.update(id, { content: '1234567890' });
    expect(said()).toEqual(['1234567890']);
  });

  it('keeps the thread in which somebody writes just now, and forgets its oldest replies where nothing else is left', () => {
    const { say, said } = roomFor({ messages: 3, htmlCharacters: 1000 });
    const { id: thread } = say('start');
    for (const reply of ['a', 'b', 'c', 'd']) say(reply, { thread });
    expect(said()).toEqual(['start', 'c', 'd']);
    say('alone');
    say('again alone');
    expect(said()).toEqual(['alone', 'again alone']);
  });

  it('keeps what was said just now, however long it is', () => {
    const { say, said } = roomFor({ messages: 3, htmlCharacters: 5 });
    say('short');
    say('much too long');
    expect(said()).toEqual(['much too long']);
  });

  it('tells that a message changes by what stands below it, but for what one alone sees', () => {
    const { say, room, changes } = roomFor({ messages: 9, htmlCharacters: 1000 });
    const { id: thread } = say('start');
    say('a', { thread });
    say('b', { thread, onlyFor: 'U1' });
    expect(changes).toEqual(['1', '2', '1', '3']);
    expect(room.replies(thread).map(({ id }) => id)).toEqual(['2']);
    expect(room.update('9', { threadTitle: 'x' })).toBeUndefined();
  });
});
