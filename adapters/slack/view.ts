import type { types, ViewSubmitAction } from '@slack/bolt';
import { type Document, note } from '../../src/chat/document.ts';
import type { Answer, OptionValues } from '../../src/chat/invocation.ts';
import type { FileIds } from './chart-file.ts';
import { plainText } from './escape.ts';
import { LIMITS } from './limits.ts';
import { renderBlocks } from './render.ts';

/** A view as Slack tells of it. */
export type SlackView = ViewSubmitAction['view'];

/** What a view remembers: where it was opened from, and how many it makes with those below it. */
export interface ViewNote {
  readonly channel?: string | undefined;
  readonly thread?: string | undefined;
  readonly depth: number;
  /** The command that it is the form of, and what the call said of options that have no field. */
  readonly form?: { readonly command: string; readonly carried: OptionValues };
}

/** A stack has three modals at most (https://docs.slack.dev/surfaces/modals). */
export const DEEPEST = 3;

export const LOADING: Document = { blocks: [note('One moment …')] };

/** A document as a modal that has nothing to submit. */
export function answerView(document: Document, { channel, thread, depth }: ViewNote, files?: FileIds): types.ModalView {
  return {
    type: 'modal',
    title: plainText('Paperboy', LIMITS.viewTitle),
    close: plainText('Close', LIMITS.viewTitle),
    private_metadata: noteText({ channel, thread, depth }),
    blocks: renderBlocks(document, 'view', files),
  };
}

/** A document as somebody's home tab. */
export function homeView(document: Document): types.HomeView {
  return { type: 'home', blocks: renderBlocks(document, 'view') };
}

/** What a view shall remember as its `private_metadata`; `noteIn` reads it. */
export function noteText(remembered: ViewNote): string {
  return JSON.stringify(remembered);
}

/** What a view of ours remembers. The home tab remembers nothing, and nothing lies below it. */
export function noteIn(view: { readonly private_metadata?: string }): ViewNote {
  return { depth: 0, ...(JSON.parse(view.private_metadata || '{}') as Partial<ViewNote>) };
}

/** What an answer says; nothing where it is no reply. */
export function documentOf(answer: Answer): Document {
  return answer.kind === 'reply' ? answer.document : { blocks: [] };
}
