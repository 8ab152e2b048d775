import type { types, webApi } from '@slack/bolt';
import type { Log } from '../../src/log.ts';
import { afterLimit } from './after-limit.ts';
import { refusalOf } from './outcome.ts';
import { sendIllustrated } from './pictures.ts';
import { DEEPEST, noteIn, type SlackView } from './view.ts';

/** Slack's words for a trigger that can't open anything any more, and for a view that is not there any more as it was. */
const TOO_LATE: ReadonlySet<string> = new Set([
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
  show(view: types.ModalView, trigger: string, pressedIn?: SlackView): Promise<ShownView | undefined>;
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
  const unlessTooLate = async <T>(work: Promise<T>): Promise<T | undefined> => {
    try {
      return await work;
    } catch (error) {
      const reason = refusalOf(error) ?? '';
      if (!TOO_LATE.has(reason)) throw error;
      log.info({ reason }, 'too late for a view in Slack');
      return undefined;
    }
  };

  const replace: ViewStack['replace'] = async ({ id, hash }, shown) => {
    const old = { view_id: id, ...(hash !== undefined && { hash }) };
    const put = (view: types.ModalView) => afterLimit(() => web.views.update({ ...old, view }));
    return shownIn(await unlessTooLate(sendIllustrated(shown, put)));
  };

  return {
    replace,
    async show(shown, trigger, pressedIn) {
      const isOnModal = pressedIn?.type === 'modal';
      if (isOnModal && noteIn(pressedIn).depth >= DEEPEST) {
        return replace(pressedIn, shown);
      }
      const put = (view: types.ModalView) => {
        const call = { trigger_id: trigger, view };
        return isOnModal ? web.views.push(call) : web.views.open(call);
      };
      return shownIn(await unlessTooLate(sendIllustrated(shown, put)));
    },
  };
}

function shownIn(result: { readonly view?: { id?: string; hash?: string } } | undefined): ShownView | undefined {
  const { id, hash } = result?.view ?? {};
  return id === undefined ? undefined : { id, ...(hash !== undefined && { hash }) };
}
