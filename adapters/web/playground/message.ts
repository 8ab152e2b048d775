import type { Control, Document } from '../../../src/chat/document.ts';
import type { ThreadStarter } from '../../../src/chat/interaction.ts';
import type { Place } from '../../../src/chat/place.ts';
import type { Chart } from '../../../src/runtime/charts/chart.ts';
import { render } from '../render.ts';
import { linkify } from '../spans.ts';
import type { MessageView } from './protocol.ts';
import { createPlace, directChannelOwner, type PlaygroundUser } from './workspace.ts';

/** What was said in a channel, or below a message. */
export interface Message {
  readonly id: string;
  readonly channel: string;
  /** The message that its thread starts from, where it is in one. */
  readonly thread?: string;
  readonly author: MessageView['author'];
  /** ISO 8601 in UTC. */
  readonly at: string;
  /** What a person typed, or Paperboy's document. */
  readonly content: string | Document;
  /** The same as HTML. */
  readonly html: string;
  /** Nobody else sees it. */
  readonly visibleTo?: string;
  /** Who asked for it, and so may turn its pages. */
  readonly requestedBy?: string;
  readonly isEdited: boolean;
  /** By what name a thread was opened on it. */
  readonly threadTitle?: string;
}

/** Whether somebody sees a message. */
export function canSee(
  userId: string,
  { channel, visibleTo = userId }: Pick<Message, 'channel' | 'visibleTo'>,
): boolean {
  return visibleTo === userId && (directChannelOwner(channel) ?? userId) === userId;
}

/** Where a message stands: in a channel or, where it is in a thread, there. */
export function messagePlace({ channel, thread }: Pick<Message, 'channel' | 'thread'>): Place {
  return createPlace(channel, thread);
}

/** A message as a tab shows it. @param replies how many messages stand in the thread on it */
export function toMessageView(message: Message, replies: number): MessageView {
  const { id, channel, thread, author, at, html, visibleTo, isEdited, threadTitle } = message;
  const hasThread = threadTitle !== undefined || replies > 0;
  return {
    ...{ id, channel, author, at, html, isEdited },
    ...(thread !== undefined && { thread }),
    ...(hasThread && { opened: { title: threadTitle ?? '', replies } }),
    isPrivate: visibleTo !== undefined,
    hasLooks: typeof message.content !== 'string',
  };
}

/** Whether one of a message's controls does this. */
export function hasAction({ content }: Message, action: string): boolean {
  return typeof content !== 'string' && actionsIn(content).includes(action);
}

/** What a message says and does, for whoever asks what the thread on it is about. */
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

/** All texts and addresses of a part of a document, but for those of its controls. */
function textsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    if (name === 'controls') return [];
    return typeof member === 'string' ? (name === 'text' || name === 'url' ? [member] : []) : textsIn(member);
  });
}

/** What was said as HTML: Paperboy's documents, and what people typed, line by line in a `p.typed`. */
export function renderContent(content: Message['content'], chartUrl: (chart: Chart) => string): string {
  if (typeof content !== 'string') return render(content, { chartUrl });
  return `<p class="typed">${content.split(/\r?\n/).map(linkify).join('<br>')}</p>`;
}

/** Who asked for something, and how. */
export interface RequestContext {
  readonly user: PlaygroundUser;
  /** Where the answer belongs. */
  readonly place: Place;
  /** The call that was typed: it is shown with its answer, to those who see that. */
  readonly commandText?: string;
  /** The message whose control was pressed. */
  readonly sourceMessage?: Message;
}
