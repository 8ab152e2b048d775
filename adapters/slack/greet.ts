import { withRateLimitRetry } from './after-limit.ts';
import type { SlackHandlerDeps } from './answer-dependencies.ts';
import { sendWithImageFallback } from './pictures.ts';
import { render } from './render.ts';
import { toPlace } from './translate.ts';

/** Greets a channel that Paperboy was added to, once: nothing else is ever said there unasked. */
export function createWelcome({ dispatch, tenant, web }: SlackHandlerDeps) {
  return async (channel: string): Promise<void> => {
    const place = toPlace(tenant, { channel });
    const answer = await dispatch({ place, person: { id: '', name: '' }, kind: 'installed' });
    if (answer.kind !== 'reply') return;
    await sendWithImageFallback({ channel, ...render(answer.document) }, (message) =>
      withRateLimitRetry(() => web.chat.postMessage(message)),
    );
  };
}
