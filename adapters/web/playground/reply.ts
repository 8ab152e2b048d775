import type { Document } from '../../../src/chat/document.ts';
import type { ChatResponse, Reply } from '../../../src/chat/interaction.ts';
import type { Place } from '../../../src/chat/place.ts';
import { type OpenForms, toFormView } from './form.ts';
import { type Message, PAPERBOY_AUTHOR, type RequestContext } from './message.ts';
import type { MessageStore } from './message-store.ts';
import { DONE, type TabResponse } from './protocol.ts';
import { directChannelOwner, type PlaygroundUser } from './workspace.ts';

/** Delivers responses of the core as messages or forms. */
export interface ReplySender {
  deliver(response: ChatResponse, context: RequestContext): TabResponse;
  /** Posts as Paperboy, visible to everybody in the place. */
  post(document: Document, place: Place): void;
}

interface ReplySenderDeps {
  readonly messages: MessageStore;
  readonly openForms: OpenForms;
}

export function createReplySender({ messages, openForms }: ReplySenderDeps): ReplySender {
  /** The thread may have been deleted in the meantime. */
  const resolveLocation = ({ channel, thread }: Place): Pick<Message, 'channel' | 'thread'> =>
    thread === undefined || messages.get(thread) === undefined ? { channel } : { channel, thread };

  const sendReply = (reply: Reply, { user, place, commandText, sourceMessage }: RequestContext): void => {
    const { document, ephemeral, replacesOriginal, outcome } = reply;
    const shouldReplace =
      replacesOriginal && outcome === 'answered' && sourceMessage !== undefined && isMessageOwner(sourceMessage, user);
    if (shouldReplace && messages.update(sourceMessage.id, { content: document }) !== undefined) return;
    // Someone who pages through a list that another person requested gets a private copy.
    const isPrivate = (ephemeral || replacesOriginal) && directChannelOwner(place.channel) === undefined;
    const location = { ...resolveLocation(place), ...(isPrivate && { visibleTo: user.id }) };
    const author = { kind: 'person', id: user.id, name: user.name } as const;
    if (commandText !== undefined) messages.add({ ...location, author, content: commandText });
    messages.add({ ...location, author: PAPERBOY_AUTHOR, content: document, requestedBy: user.id });
  };

  return {
    deliver(response, context) {
      if (response.kind === 'reply') sendReply(response, context);
      if (response.kind !== 'form') return DONE;
      return { kind: 'form', form: toFormView(openForms.open({ form: response.form, context }), response.form) };
    },
    post: (document, place) =>
      void messages.add({ ...resolveLocation(place), author: PAPERBOY_AUTHOR, content: document }),
  };
}

function isMessageOwner({ visibleTo, requestedBy, channel }: Message, { id }: PlaygroundUser): boolean {
  return [visibleTo, requestedBy, directChannelOwner(channel)].includes(id);
}
