import type { Document } from '../../../src/chat/document.ts';
import type { ChatResponse, Reply } from '../../../src/chat/interaction.ts';
import type { Place } from '../../../src/chat/place.ts';
import { type OpenForms, toFormView } from './form.ts';
import type { Message, RequestContext } from './message.ts';
import type { MessageStore } from './message-store.ts';
import { DONE, type TabResponse } from './protocol.ts';
import { directChannelOwner, type PlaygroundUser } from './workspace.ts';

/** Puts what the core answers where it belongs. */
export interface ReplySender {
  deliver(answer: ChatResponse, context: RequestContext): TabResponse;
  /** Says something as Paperboy to everybody in a place. */
  post(document: Document, place: Place): void;
}

const PAPERBOY_AUTHOR = { kind: 'paperboy' } as const;

/** @param forms where a form that is answered with stays open until it is filled in */
export function createReplySender({
  messages,
  openForms,
}: {
  messages: MessageStore;
  openForms: OpenForms;
}): ReplySender {
  /** In a thread, unless that is forgotten by now. */
  const resolveLocation = ({ channel, thread }: Place): Pick<Message, 'channel' | 'thread'> =>
    thread === undefined || messages.get(thread) === undefined ? { channel } : { channel, thread };

  const sendReply = (
    { document, ephemeral: isPrivate, replacesOriginal, outcome }: Reply,
    context: RequestContext,
  ): void => {
    const { user, place, commandText, sourceMessage } = context;
    const shouldReplace =
      replacesOriginal && outcome === 'answered' && sourceMessage !== undefined && isMessageOwner(sourceMessage, user);
    if (shouldReplace && messages.update(sourceMessage.id, { content: document }) !== undefined) return;
    // A list that everybody sees is turned by the one who asked for it; anybody else gets a copy of their own.
    const isEphemeral = (isPrivate || replacesOriginal) && directChannelOwner(place.channel) === undefined;
    const location = { ...resolveLocation(place), ...(isEphemeral && { visibleTo: user.id }) };
    const author = { kind: 'person', id: user.id, name: user.name } as const;
    if (commandText !== undefined) messages.add({ ...location, author, content: commandText });
    messages.add({ ...location, author: PAPERBOY_AUTHOR, content: document, requestedBy: user.id });
  };

  return {
    deliver(answer, context) {
      if (answer.kind === 'reply') sendReply(answer, context);
      if (answer.kind !== 'form') return DONE;
      return { kind: 'form', form: toFormView(openForms.open({ form: answer.form, context }), answer.form) };
    },
    post: (document, place) =>
      void messages.add({ ...resolveLocation(place), author: PAPERBOY_AUTHOR, content: document }),
  };
}

/** Whether a message is for this person alone, or they asked for it. */
function isMessageOwner({ visibleTo, requestedBy, channel }: Message, { id }: PlaygroundUser): boolean {
  return [visibleTo, requestedBy, directChannelOwner(channel)].includes(id);
}
