import type { types } from '@slack/bolt';
import { type Document, note } from '../../src/chat/document.ts';
import { plainText } from './escape.ts';
import { LIMITS } from './limits.ts';
import { renderBlocks } from './render.ts';

/** What a view remembers: where it was opened from, how many views lie below it, and which command it is the form of. */
export interface ViewNote {
  readonly channel?: string | undefined;
  readonly thread?: string | undefined;
  readonly depth: number;
  readonly command?: string;
}

/** A stack has three modals at most (https://docs.slack.dev/surfaces/modals). */
export const DEEPEST = 3;

export const LOADING: Document = { blocks: [note('One moment …')] };

/** A document as a modal that has nothing to submit. */
export function answerView(document: Document, remembered: ViewNote): types.ModalView {
  return {
    type: 'modal',
    title: plainText('Paperboy', LIMITS.viewTitle),
    close: plainText('Close', LIMITS.viewTitle),
    private_metadata: noteText(remembered),
    blocks: renderBlocks(document, 'view'),
  };
}

/** A document as somebody's home tab. */
export function homeView(document: Document): types.HomeView {
  return { type: 'home', blocks: renderBlocks(document, 'view') };
}

export function noteText(remembered: ViewNote): string {
  return JSON.stringify(remembered);
}

/** What a view of ours remembers. The home tab remembers nothing, and nothing lies below it. */
export function noteIn(view: { readonly private_metadata?: string }): ViewNote {
  return { depth: 0, ...(JSON.parse(view.private_metadata || '{}') as Partial<ViewNote>) };
}

/** Where a view was opened from. */
export function placeIn(view: { readonly private_metadata?: string }): Pick<ViewNote, 'channel' | 'thread'> {
  const { channel, thread } = noteIn(view);
  return { channel, thread };
}
