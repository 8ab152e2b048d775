import type { types, ViewSubmitAction, webApi } from '@slack/bolt';
import { z } from 'zod';
import { type Document, note } from '../../src/chat/document.ts';
import type { ChatResponse } from '../../src/chat/interaction.ts';
import type { Log } from '../../src/runtime/log.ts';
import { plainTextObject } from './escape.ts';
import { LIMITS } from './limits.ts';
import { slackErrorCode } from './outcome.ts';
import { type ChartFileIds, renderBlocks } from './render.ts';
import { sendReply, sendWithImageFallback } from './requests.ts';

/** A view in one of Slack's payloads. */
export type SlackView = ViewSubmitAction['view'];

/** What a modal stores in its `private_metadata`. Open modals of an older version have it in its form. */
const ViewMetadata = z.object({
  /** Where the modal was opened. */
  channel: z.string().optional(),
  thread: z.string().optional(),
  /** The number of modals in the stack, including this one. 0 on the home tab. */
  depth: z.number().default(0),
  /** Of a form: its command, and the values of options that have no field. */
  form: z
    .object({ command: z.string(), carried: z.record(z.string(), z.union([z.string(), z.number()]).optional()) })
    .optional(),
});
export type ViewMetadata = z.infer<typeof ViewMetadata>;

/** Slack allows three modals in a stack (https://docs.slack.dev/surfaces/modals). */
export const MAX_MODAL_DEPTH = 3;

export const LOADING_DOCUMENT: Document = { blocks: [note('Loading…')] };

/** A document as a modal without a form. */
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

export function homeView(document: Document): types.HomeView {
  return { type: 'home', blocks: renderBlocks(document, 'view') };
}

export function serializeViewMetadata(metadata: ViewMetadata): string {
  return JSON.stringify(metadata);
}

export function parseViewMetadata(view: { readonly private_metadata?: string }): ViewMetadata {
  return ViewMetadata.parse(JSON.parse(view.private_metadata || '{}'));
}

/** The document of a reply; an empty one for other responses. */
export function replyDocument(response: ChatResponse): Document {
  return response.kind === 'reply' ? response.document : { blocks: [] };
}

/** Errors for a trigger that expired or a view that was closed or changed. */
// biome-ignore format: a list of codes.
const EXPIRED_VIEW_ERRORS: ReadonlySet<string> = new Set([
  'expired_trigger_id', 'exchanged_trigger_id', 'invalid_trigger_id', 'hash_conflict', 'not_found', 'view_not_found',
]);

/** Opens modals on top of one another. */
export interface ViewStack {
  /** Opens a view on `sourceView`, or in its place on a full stack. Returns `undefined` if the trigger expired. */
  show(view: types.ModalView, triggerId: string, sourceView?: SlackView): Promise<ShownView | undefined>;
  /** Replaces a view. Returns `undefined` if it was closed, or changed since (`hash`). */
  replace(old: ShownView, view: types.ModalView): Promise<ShownView | undefined>;
}

/** An open view. Each update changes its hash. */
interface ShownView {
  readonly id: string;
  readonly hash?: string;
}

export function createViewStack(web: webApi.WebClient, log: Log): ViewStack {
  const ignoreExpired = async <T>(work: Promise<T>): Promise<T | undefined> => {
    try {
      return await work;
    } catch (error) {
      const reason = slackErrorCode(error) ?? '';
      if (!EXPIRED_VIEW_ERRORS.has(reason)) throw error;
      log.info({ reason }, 'skipping Slack view: trigger expired, or view closed or changed');
      return undefined;
    }
  };

  const replace: ViewStack['replace'] = async ({ id, hash }, modal) => {
    const old = { view_id: id, ...(hash !== undefined && { hash }) };
    return toShownView(await ignoreExpired(sendReply(modal, (view) => web.views.update({ ...old, view }))));
  };

  return {
    replace,
    async show(modal, triggerId, sourceView) {
      const isOnModal = sourceView?.type === 'modal';
      if (isOnModal && parseViewMetadata(sourceView).depth >= MAX_MODAL_DEPTH) {
        return replace(sourceView, modal);
      }
      const send = (view: types.ModalView) => {
        const request = { trigger_id: triggerId, view };
        return isOnModal ? web.views.push(request) : web.views.open(request);
      };
      return toShownView(await ignoreExpired(sendWithImageFallback(modal, send)));
    },
  };
}

function toShownView(result: { readonly view?: { id?: string; hash?: string } } | undefined): ShownView | undefined {
  const { id, hash } = result?.view ?? {};
  return id === undefined ? undefined : { id, ...(hash !== undefined && { hash }) };
}
