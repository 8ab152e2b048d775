import { createHash } from 'node:crypto';
import { afterLimit } from './after-limit.ts';
import type { AnswerDependencies } from './answer-dependencies.ts';
import { sendIllustrated } from './pictures.ts';
import { placeIn } from './translate.ts';
import { documentOf, homeView } from './view.ts';

const MOST = 5000;

/** Fills somebody's home tab. Slack tells every time that it is opened: what stands there already is not sent again. */
export function createHome({ dispatch, tenant, web }: AnswerDependencies) {
  const shown = new Map<string, string>();
  return async (user: string): Promise<void> => {
    const place = placeIn(tenant, {});
    const answer = await dispatch({ place, person: { id: user, name: '' }, kind: 'home opened' });
    const view = homeView(documentOf(answer));
    const version = createHash('sha256').update(JSON.stringify(view)).digest('base64url');
    if (shown.get(user) === version) return;
    if (shown.size >= MOST) shown.clear();
    shown.set(user, version);
    try {
      await sendIllustrated(view, (one) => afterLimit(() => web.views.publish({ user_id: user, view: one })));
    } catch (error) {
      shown.delete(user);
      throw error;
    }
  };
}
