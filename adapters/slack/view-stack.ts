import type { types, webApi } from '@slack/bolt';
import type { Log } from '../../src/log.ts';
import { withRateLimitRetry } from './after-limit.ts';
import { slackErrorCode } from './outcome.ts';
import { sendWithImageFallback } from './pictures.ts';
import { MAX_MODAL_DEPTH, parseViewMetadata, type SlackView } from './view.ts';

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
