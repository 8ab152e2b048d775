import type { types } from '@slack/bolt';
import { withRateLimitRetry } from './after-limit.ts';
import type { SlackHandlerDeps } from './answer-dependencies.ts';
import { slackErrorCode } from './outcome.ts';
import { sendWithImageFallback } from './pictures.ts';
import { renderBlocks } from './render.ts';
import { toPlace } from './translate.ts';

/** Slack's words for a message that is gone, or whose cards somebody took away. */
const MESSAGE_GONE_ERRORS: ReadonlySet<string> = new Set([
  'cannot_find_message',
  'message_not_found',
  'cannot_unfurl_message',
  'invalid_unfurl_id',
]);

/** Turns links that somebody posted, or is about to post, into cards. */
export function createLinkUnfurler({ dispatch, tenant, web, log }: SlackHandlerDeps) {
  return async (event: types.LinkSharedEvent): Promise<void> => {
    const { channel, user, links, message_ts: ts, unfurl_id: unfurlId, source } = event;
    const answer = await dispatch({
      place: toPlace(tenant, { channel, thread: event.thread_ts }),
      person: { id: user, name: '' },
      kind: 'link-shared',
      urls: links.map(({ url }) => url),
      isDraft: source === 'composer',
    });
    if (answer.kind !== 'link-previews' || answer.previews.length === 0) return;
    const unfurls = Object.fromEntries(
      answer.previews.map(({ url, document }) => [url, { blocks: renderBlocks(document, 'message') }]),
    );
    const target = unfurlId !== undefined && isUnfurlSource(source) ? { unfurl_id: unfurlId, source } : { channel, ts };
    try {
      await sendWithImageFallback(unfurls, (cards) =>
        withRateLimitRetry(() => web.chat.unfurl({ ...target, unfurls: cards })),
      );
    } catch (error) {
      if (!MESSAGE_GONE_ERRORS.has(slackErrorCode(error) ?? '')) throw error;
      log.info({ reason: slackErrorCode(error) }, 'too late for a card in Slack');
    }
  };
}

function isUnfurlSource(source: string | undefined): source is 'composer' | 'conversations_history' {
  return source === 'composer' || source === 'conversations_history';
}
