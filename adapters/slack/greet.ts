import { afterLimit } from './after-limit.ts';
import type { AnswerDependencies } from './answer-dependencies.ts';
import { sendIllustrated } from './pictures.ts';
import { render } from './render.ts';
import { placeIn } from './translate.ts';

/** Greets a channel that Paperboy was added to, once: nothing else is ever said there unasked. */
export function createGreeting({ dispatch, tenant, web }: AnswerDependencies) {
  return async (channel: string): Promise<void> => {
    const place = placeIn(tenant, { channel });
    const answer = await dispatch({ place, person: { id: '', name: '' }, kind: 'installed' });
    if (answer.kind !== 'reply') return;
    await sendIllustrated({ channel, ...render(answer.document) }, (message) =>
      afterLimit(() => web.chat.postMessage(message)),
    );
  };
}
