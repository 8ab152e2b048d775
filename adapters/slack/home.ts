import { createHash } from 'node:crypto';
import { withRateLimitRetry } from './after-limit.ts';
import type { SlackHandlerDeps } from './answer-dependencies.ts';
import { sendWithImageFallback } from './pictures.ts';
import { toPlace } from './translate.ts';
import { homeView, replyDocument } from './view.ts';

const MAX_CACHED_HOME_TABS = 5000;

/** Fills somebody's home tab. Slack tells every time that it is opened: what stands there already is not sent again. */
export function createHomeTab({ dispatch, tenant, web }: SlackHandlerDeps) {
  const publishedVersions = new Map<string, string>();
  return async (user: string): Promise<void> => {
    const place = toPlace(tenant, {});
    const answer = await dispatch({ place, person: { id: user, name: '' }, kind: 'home-opened' });
    const view = homeView(replyDocument(answer));
    const version = createHash('sha256').update(JSON.stringify(view)).digest('base64url');
    if (publishedVersions.get(user) === version) return;
    if (publishedVersions.size >= MAX_CACHED_HOME_TABS) publishedVersions.clear();
    publishedVersions.set(user, version);
    try {
      await sendWithImageFallback(view, (one) =>
        withRateLimitRetry(() => web.views.publish({ user_id: user, view: one })),
      );
    } catch (error) {
      publishedVersions.delete(user);
      throw error;
    }
  };
}
