import type { Document } from '../../../src/chat/document.ts';
import type { Answer, Reply } from '../../../src/chat/invocation.ts';
import type { Place } from '../../../src/chat/place.ts';
import type { Asking } from './asking.ts';
import { ownerOf } from './channels.ts';
import { DONE, type Outcome } from './deed.ts';
import { formShown } from './form-shown.ts';
import type { Forms } from './forms.ts';
import type { Message } from './message.ts';
import type { Sitter } from './people.ts';
import type { Room } from './room.ts';

/** Puts what the core answers where it belongs. */
export interface Answers {
  give(answer: Answer, asking: Asking): Outcome;
  /** Says something as Paperboy to everybody in a place. */
  say(document: Document, place: Place): void;
}

const PAPERBOY = { kind: 'paperboy' } as const;

/** @param forms where a form that is answered with stays open until it is filled in */
export function createAnswers({ room, forms }: { room: Room; forms: Forms }): Answers {
  /** In a thread, unless that is forgotten by now. */
  const spotOf = ({ channel, thread }: Place): Pick<Message, 'channel' | 'thread'> =>
    thread === undefined || room.get(thread) === undefined ? { channel } : { channel, thread };

  const reply = ({ document, private: isPrivate, replaces, outcome }: Reply, asking: Asking): void => {
    const { who, place, typed, pressed } = asking;
    const turns = replaces && outcome === 'answered' && pressed !== undefined && isOwn(pressed, who);
    if (turns && room.change(pressed.id, { said: document }) !== undefined) return;
    // A list that everybody sees is turned by the one who asked for it; anybody else gets a copy of their own.
    const isForOne = (isPrivate || replaces) && ownerOf(place.channel) === undefined;
    const spot = { ...spotOf(place), ...(isForOne && { onlyFor: who.id }) };
    const person = { kind: 'person', id: who.id, name: who.name } as const;
    if (typed !== undefined) room.add({ ...spot, author: person, said: typed });
    room.add({ ...spot, author: PAPERBOY, said: document, asker: who.id });
  };

  return {
    give(answer, asking) {
      if (answer.kind === 'reply') reply(answer, asking);
      if (answer.kind !== 'form') return DONE;
      return { kind: 'form', form: formShown(forms.open({ form: answer.form, asking }), answer.form) };
    },
    say: (document, place) => void room.add({ ...spotOf(place), author: PAPERBOY, said: document }),
  };
}

/** Whether a message is for this person alone, or they asked for it. */
function isOwn({ onlyFor, asker, channel }: Message, { id }: Sitter): boolean {
  return [onlyFor, asker, ownerOf(channel)].includes(id);
}
