import type { Command } from '../../../src/chat/command.ts';
import type { Answer, Starter } from '../../../src/chat/invocation.ts';
import type { Stirs } from '../../../src/chat/stirs.ts';
import { lacksPaper } from '../../../src/chat/thread-subject.ts';
import type { Answers } from './answers.ts';
import { ownerOf, placeIn } from './channels.ts';
import { withChannelIds } from './channels-typed.ts';
import { type Ask, type AskedTo, DONE, type Outcome } from './deed.ts';
import { type Message, placeOf, starterOf } from './message.ts';
import type { Sitter } from './people.ts';
import type { Room } from './room.ts';
import { readTyped } from './typed.ts';
import { checkWhere } from './where.ts';

interface Dependencies {
  readonly ask: Ask;
  readonly commands: readonly Command[];
  readonly room: Room;
  readonly answers: Answers;
  readonly stirs: Stirs;
  /** Does work for which nobody waits. */
  readonly follow: (work: () => Promise<unknown>, what: string) => void;
}

/**
 * Takes what somebody typed. A call is shown with its answer. What is said to Paperboy is a message like any other, and its answer stands
 * below it. All else is talk, below which the cards of the papers that it links appear.
 */
export function createSay({ ask, commands, room, answers, stirs, follow }: Dependencies) {
  const starterIn = (thread: string | undefined): { starter?: Starter } => {
    const start = thread === undefined ? undefined : room.get(thread);
    return start === undefined ? {} : { starter: starterOf(start) };
  };

  const write = (said: string, { id, name }: Sitter, { channel, thread }: AskedTo<'say'>): Message =>
    room.add({ channel, ...(thread !== undefined && { thread }), author: { kind: 'person', id, name }, said });

  const stir = (message: Message): void => {
    if (message.thread !== undefined) stirs.happened(message.thread, async () => placeOf(message));
  };

  /** A call in a thread that lacks a paper is about the thread's. */
  const call = (typed: string, who: Sitter, { channel, thread }: AskedTo<'say'>): Promise<Answer> => {
    const text = withChannelIds(typed, commands);
    const isAboutThread = thread !== undefined && lacksPaper({ text }, { commands });
    return ask(
      who,
      placeIn(channel, thread),
      isAboutThread ? { kind: 'thread message', text, ...starterIn(thread) } : { kind: 'command', call: { text } },
    );
  };

  const toPaperboy = async (typed: string, who: Sitter, said: AskedTo<'say'>): Promise<Outcome> => {
    const { channel, thread } = said;
    const text = withChannelIds(typed, commands);
    const message = write(said.text.trim(), who, said);
    stir(message);
    const answer = await ask(who, placeIn(channel, thread), { kind: 'thread message', text, ...starterIn(thread) });
    // An answer to a message in a channel stands below it, so that the channel stays readable; there nothing is for one alone.
    const isBelow =
      thread === undefined && ownerOf(channel) === undefined && answer.kind === 'reply' && !answer.private;
    return answers.give(answer, { who, place: placeIn(channel, isBelow ? message.id : thread) });
  };

  const showCards = async (urls: readonly string[], who: Sitter, message: Message): Promise<void> => {
    const place = placeOf(message);
    const answer = await ask(who, place, { kind: 'link shared', urls, isDraft: false });
    if (answer.kind !== 'cards') return;
    for (const { document } of answer.cards) answers.say(document, place);
  };

  return async (who: Sitter, said: AskedTo<'say'>): Promise<Outcome> => {
    const { channel, thread } = said;
    checkWhere(channel, thread, who, room);
    const typed = readTyped(said.text);
    if (typed.kind === 'call') {
      return answers.give(await call(typed.text, who, said), {
        who,
        place: placeIn(channel, thread),
        typed: typed.text,
      });
    }
    // Alone with Paperboy, everything is said to it.
    if (typed.kind === 'to Paperboy' || ownerOf(channel) === who.id) return toPaperboy(typed.text, who, said);
    const message = write(typed.text, who, said);
    stir(message);
    if (typed.urls.length > 0) follow(() => showCards(typed.urls, who, message), 'cards for links');
    return DONE;
  };
}
