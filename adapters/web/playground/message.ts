import type { Control, Document } from '../../../src/chat/document.ts';
import type { ThreadStarter } from '../../../src/chat/interaction.ts';
import type { Place } from '../../../src/chat/place.ts';
import type { Chart } from '../../../src/runtime/charts/chart.ts';
import { html, lines } from '../escape.ts';
import { render } from '../render.ts';
import { linkify } from '../spans.ts';
import type { MessageView } from './protocol.ts';
import { createPlace, directChannelOwner, type PlaygroundUser } from './workspace.ts';

/** A message in a channel or thread. */
export interface Message {
  readonly id: string;
  readonly channel: string;
  /** The id of the message that the thread is on, for a reply. */
  readonly thread?: string;
  readonly author: MessageView['author'];
  /** ISO 8601 in UTC. */
  readonly at: string;
  /** A person's text, or Paperboy's document. */
  readonly content: string | Document;
  readonly html: string;
  /** The only person who can see it. */
  readonly visibleTo?: string;
  /** The person who requested it, and so may page through it. */
  readonly requestedBy?: string;
  readonly isEdited: boolean;
  /** The title of the thread that Paperboy opened on it. */
  readonly threadTitle?: string;
}

export const PAPERBOY_AUTHOR = { kind: 'paperboy' } as const;

/** Who made a request, and how. */
export interface RequestContext {
  readonly user: PlaygroundUser;
  /** Where the reply belongs. */
  readonly place: Place;
  /** The typed command. It is shown above the reply, to those who see the reply. */
  readonly commandText?: string;
  /** The message whose control was used. */
  readonly sourceMessage?: Message;
}

export function canSee(
  userId: string,
  { channel, visibleTo = userId }: Pick<Message, 'channel' | 'visibleTo'>,
): boolean {
  return visibleTo === userId && (directChannelOwner(channel) ?? userId) === userId;
}

export function messagePlace({ channel, thread }: Pick<Message, 'channel' | 'thread'>): Place {
  return createPlace(channel, thread);
}

/** @param replies the number of replies in the thread on the message */
export function toMessageView(message: Message, replies: number): MessageView {
  const { id, channel, thread, author, at, html, visibleTo, isEdited, threadTitle } = message;
  const hasThread = threadTitle !== undefined || replies > 0;
  return {
    ...{ id, channel, author, at, html, isEdited },
    ...(thread !== undefined && { thread }),
    ...(hasThread && { openedThread: { title: threadTitle ?? '', replies } }),
    isPrivate: visibleTo !== undefined,
    hasPreviews: typeof message.content !== 'string',
  };
}

export function hasAction({ content }: Message, action: string): boolean {
  return typeof content !== 'string' && actionsIn(content).includes(action);
}

export function toThreadStarter({ content }: Message): ThreadStarter {
  if (typeof content === 'string') return { text: content, actions: [] };
  return { text: textsIn(content.blocks).join('\n'), actions: actionsIn(content) };
}

function actionsIn({ blocks }: Document): string[] {
  return blocks.flatMap((block) =>
    block.kind === 'paper' || block.kind === 'actions' ? block.controls.flatMap(actionsOf) : [],
  );
}

function actionsOf(control: Control): string[] {
  return control.kind === 'button' ? [control.action] : control.choices.map(({ action }) => action);
}

/** All texts and URLs in a part of a document, except in its controls. */
function textsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    if (name === 'controls') return [];
    return typeof member === 'string' ? (name === 'text' || name === 'url' ? [member] : []) : textsIn(member);
  });
}

export function renderContent(content: Message['content'], chartUrl: (chart: Chart) => string): string {
  if (typeof content !== 'string') return render(content, { chartUrl });
  return html`<p class="typed">${lines(content, linkify)}</p>`.toString();
}
