import type { types, ViewSubmitAction, webApi } from '@slack/bolt';
import { type Document, note } from '../../src/chat/document.ts';
import type { ChatResponse } from '../../src/chat/interaction.ts';
import type { OptionValues } from '../../src/chat/option.ts';
import type { Log } from '../../src/runtime/log.ts';
import { plainTextObject } from './escape.ts';
import { LIMITS } from './limits.ts';
import { slackErrorCode } from './outcome.ts';
import { type ChartFileIds, renderBlocks } from './render.ts';
import { sendWithImageFallback, withRateLimitRetry } from './requests.ts';

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

/** Slack's words for a trigger that can't open anything any more, and for a view that is not there any more as it was. */
const EXPIRED_VIEW_ERRORS: ReadonlySet<string> = new Set([
  'expired_trigger_id',
  'exchanged_trigger_id',
  'invalid_trigger_id',
  'hash_conflict',
  'not_found',
  'view_not_found',
]);

/** The modals that people see, one on top of the other. */
export interface ViewStack {
  /** Opens a view, on top of the one in which something was pressed, or in its place where no more fit. Gives it unless it was too late. */
  show(view: types.ModalView, triggerId: string, sourceView?: SlackView): Promise<ShownView | undefined>;
  /** Puts a view in the place of another, unless that has changed meanwhile (`hash`) or was closed. */
  replace(old: ShownView, view: types.ModalView): Promise<ShownView | undefined>;
}

/** A view as somebody sees it: whatever changes it gives it another hash. */
interface ShownView {
  readonly id: string;
  readonly hash?: string;
}

/** Being too late is logged, and no error: people close views, and triggers last three seconds. */
export function createViewStack(web: webApi.WebClient, log: Log): ViewStack {
  const ignoreExpired = async <T>(work: Promise<T>): Promise<T | undefined> => {
    try {
      return await work;
    } catch (error) {
      const errorCode = slackErrorCode(error) ?? '';
      if (!EXPIRED_VIEW_ERRORS.has(errorCode)) throw error;
      log.info({ reason: errorCode }, 'too late for a view in Slack');
      return undefined;
    }
  };

  const replace: ViewStack['replace'] = async ({ id, hash }, modal) => {
    const old = { view_id: id, ...(hash !== undefined && { hash }) };
    const send = (view: types.ModalView) => withRateLimitRetry(() => web.views.update({ ...old, view }));
    return toShownView(await ignoreExpired(sendWithImageFallback(modal, send)));
  };

  return {
    replace,
    async show(modal, triggerId, sourceView) {
      const isOnModal = sourceView?.type === 'modal';
      if (isOnModal && parseViewMetadata(sourceView).depth >= MAX_MODAL_DEPTH) {
        return replace(sourceView, modal);
      }
      const send = (view: types.ModalView) => {
        const call = { trigger_id: triggerId, view };
        return isOnModal ? web.views.push(call) : web.views.open(call);
      };
      return toShownView(await ignoreExpired(sendWithImageFallback(modal, send)));
    },
  };
}

function toShownView(result: { readonly view?: { id?: string; hash?: string } } | undefined): ShownView | undefined {
  const { id, hash } = result?.view ?? {};
  return id === undefined ? undefined : { id, ...(hash !== undefined && { hash }) };
}
