import type { types } from '@slack/bolt';
import { afterLimit } from './after-limit.ts';
import type { AnswerDependencies } from './answer-dependencies.ts';
import { refusalOf } from './outcome.ts';
import { sendIllustrated } from './pictures.ts';
import { renderBlocks } from './render.ts';
import { placeIn } from './translate.ts';

/** Slack's words for a message that is gone, or whose cards somebody took away. */
const TOO_LATE: ReadonlySet<string> = new Set([
  'cannot_find_message',
  'message_not_found',
  'cannot_unfurl_message',
  'invalid_unfurl_id',
]);

/** Turns links that somebody posted, or is about to post, into cards. */
export function createUnfurling({ dispatch, tenant, web, log }: AnswerDependencies) {
  return async (event: types.LinkSharedEvent): Promise<void> => {
    const { channel, user, links, message_ts: ts, unfurl_id: unfurlId, source } = event;
    const answer = await dispatch({
      place: placeIn(tenant, { channel, thread: event.thread_ts }),
      person: { id: user, name: '' },
      kind: 'link shared',
      urls: links.map(({ url }) => url),
      isDraft: source === 'composer',
    });
    if (answer.kind !== 'cards' || answer.cards.length === 0) return;
    const unfurls = Object.fromEntries(
      answer.cards.map(({ url, document }) => [url, { blocks: renderBlocks(document, 'message') }]),
    );
    const about = unfurlId !== undefined && isSource(source) ? { unfurl_id: unfurlId, source } : { channel, ts };
    try {
      await sendIllustrated(unfurls, (cards) => afterLimit(() => web.chat.unfurl({ ...about, unfurls: cards })));
    } catch (error) {
      if (!TOO_LATE.has(refusalOf(error) ?? '')) throw error;
      log.info({ reason: refusalOf(error) }, 'too late for a card in Slack');
    }
  };
}

function isSource(source: string | undefined): source is 'composer' | 'conversations_history' {
  return source === 'composer' || source === 'conversations_history';
}
