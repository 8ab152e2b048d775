import type { Control, Document } from '../../../src/chat/document.ts';
import type { Starter } from '../../../src/chat/invocation.ts';
import type { Place } from '../../../src/chat/place.ts';
import { ownerOf, placeIn } from './channels.ts';
import type { MessageShown } from './protocol.ts';

/** What was said in a channel, or below a message. */
export interface Message {
  readonly id: string;
  readonly channel: string;
  /** The message that its thread starts from, where it is in one. */
  readonly thread?: string;
  readonly author: MessageShown['author'];
  /** ISO 8601 in UTC. */
  readonly at: string;
  /** What a person typed, or Paperboy's document. */
  readonly said: string | Document;
  /** The same as HTML. */
  readonly html: string;
  /** Nobody else sees it. */
  readonly onlyFor?: string;
  /** Who asked for it, and so may turn its pages. */
  readonly asker?: string;
  readonly isEdited: boolean;
  /** By what name a thread was opened on it. */
  readonly opened?: string;
}

/** Whether somebody sees a message. */
export function sees(personId: string, { channel, onlyFor = personId }: Pick<Message, 'channel' | 'onlyFor'>): boolean {
  return onlyFor === personId && (ownerOf(channel) ?? personId) === personId;
}

/** Where a message stands: in a channel or, where it is in a thread, there. */
export function placeOf({ channel, thread }: Pick<Message, 'channel' | 'thread'>): Place {
  return placeIn(channel, thread);
}

/** A message as a tab shows it. @param replies how many messages stand in the thread on it */
export function shown(message: Message, replies: number): MessageShown {
  const { id, channel, thread, author, at, html, onlyFor, isEdited, opened } = message;
  const hasThread = opened !== undefined || replies > 0;
  return {
    ...{ id, channel, author, at, html, isEdited },
    ...(thread !== undefined && { thread }),
    ...(hasThread && { opened: { title: opened ?? '', replies } }),
    isPrivate: onlyFor !== undefined,
    hasLooks: typeof message.said !== 'string',
  };
}

/** Whether one of a message's controls does this. */
export function offers({ said }: Message, action: string): boolean {
  return typeof said !== 'string' && actionsIn(said).includes(action);
}

/** What a message says and does, for whoever asks what the thread on it is about. */
export function starterOf({ said }: Message): Starter {
  if (typeof said === 'string') return { text: said, actions: [] };
  return { text: textsIn(said.blocks).join('\n'), actions: actionsIn(said) };
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
function textsIn(part: unknown): string[] {
  if (Array.isArray(part)) return part.flatMap(textsIn);
  if (typeof part !== 'object' || part === null) return [];
  return Object.entries(part).flatMap(([name, value]) => {
    if (name === 'controls') return [];
    return typeof value === 'string' ? (name === 'text' || name === 'url' ? [value] : []) : textsIn(value);
  });
}
