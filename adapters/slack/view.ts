import type { types, ViewSubmitAction } from '@slack/bolt';
import { type Document, note } from '../../src/chat/document.ts';
import type { ChatResponse, OptionValues } from '../../src/chat/invocation.ts';
import type { ChartFileIds } from './chart-file.ts';
import { plainTextObject } from './escape.ts';
import { LIMITS } from './limits.ts';
import { renderBlocks } from './render.ts';

/** A view as Slack tells of it. */
export type SlackView = ViewSubmitAction['view'];

/** What a view remembers: where it was opened from, and how many it makes with those below it. */
export interface ViewMetadata {
  readonly channel?: string | undefined;
  readonly thread?: string | undefined;
  readonly depth: number;
  /** The command that it is the form of, and what the call said of options that have no field. */
  readonly form?: { readonly command: string; readonly carried: OptionValues };
}

/** A stack has three modals at most (https://docs.slack.dev/surfaces/modals). */
export const MAX_MODAL_DEPTH = 3;

export const LOADING_DOCUMENT: Document = { blocks: [note('One moment …')] };

/** A document as a modal that has nothing to submit. */
export function documentModal(
  document: Document,
  { channel, thread, depth }: ViewMetadata,
  files?: ChartFileIds,
): types.ModalView {
  return {
    type: 'modal',
    title: plainTextObject('Paperboy', LIMITS.viewTitle),
    close: plainTextObject('Close', LIMITS.viewTitle),
    private_metadata: serializeViewMetadata({ channel, thread, depth }),
    blocks: renderBlocks(document, 'view', files),
  };
}

/** A document as somebody's home tab. */
export function homeView(document: Document): types.HomeView {
  return { type: 'home', blocks: renderBlocks(document, 'view') };
}

/** What a view shall remember as its `private_metadata`; `noteIn` reads it. */
export function serializeViewMetadata(metadata: ViewMetadata): string {
  return JSON.stringify(metadata);
}

/** What a view of ours remembers. The home tab remembers nothing, and nothing lies below it. */
export function parseViewMetadata(view: { readonly private_metadata?: string }): ViewMetadata {
  return { depth: 0, ...(JSON.parse(view.private_metadata || '{}') as Partial<ViewMetadata>) };
}

/** What an answer says; nothing where it is no reply. */
export function replyDocument(answer: ChatResponse): Document {
  return answer.kind === 'reply' ? answer.document : { blocks: [] };
}
