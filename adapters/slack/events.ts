import { createHash } from 'node:crypto';
import type { types, webApi } from '@slack/bolt';
import type { ThreadStarter } from '../../src/chat/interaction.ts';
import { parseFreeText } from '../../src/chat/parse-command.ts';
import { isMissingPaper } from '../../src/chat/router.ts';
import { withTimeout } from '../../src/runtime/retry.ts';
import { withMessageOwner } from './controls.ts';
import { collectActions, messageToText, mrkdwnToText, type SlackHandlerDeps, toPlace } from './interaction.ts';
import { slackErrorCode } from './outcome.ts';
import { render, renderBlocks } from './render.ts';
import { sendWithImageFallback, withRateLimitRetry } from './requests.ts';
import { homeView, replyDocument } from './views.ts';

/** What somebody wrote to Paperboy. */
interface UserMessage {
  readonly user: string;
  readonly text?: string | undefined;
  readonly channel: string;
  readonly ts: string;
  readonly thread_ts?: string | undefined;
}

interface ConversationDeps extends SlackHandlerDeps {
  readonly readClient: webApi.WebClient;
}

/** An answer can do without what is not read by then. */
const THREAD_STARTER_TIMEOUT_MS = 2000;

/** Answers people who write to Paperboy: with a mention, where slash commands do not work, or directly. */
export function createMessageHandler({
  dispatch,
  tenant,
  commands,
  web,
  readClient,
  log,
  attachCharts,
}: ConversationDeps) {
  /** The message that a thread starts from, which says what the thread is about. */
  const fetchThreadStarter = async (channel: string, ts: string): Promise<ThreadStarter | undefined> => {
    try {
      const { messages: [parentMessage = {}] = [] } = await readClient.conversations.replies({ channel, ts, limit: 1 });
      return {
        text: messageToText({ ...parentMessage }),
        actions: collectActions((parentMessage.blocks ?? []) as types.KnownBlock[]),
      };
    } catch (error) {
      log.warn({ err: error }, 'the start of a thread in Slack can not be read');
      return undefined;
    }
  };

  const findThreadStarter = async (
    text: string,
    { channel, thread_ts: thread }: UserMessage,
  ): Promise<ThreadStarter | undefined> => {
    if (thread === undefined || !isMissingPaper(parseFreeText(text, commands), { commands })) return undefined;
    return withTimeout(fetchThreadStarter(channel, thread), THREAD_STARTER_TIMEOUT_MS);
  };

  return async (incoming: UserMessage, isDirect: boolean): Promise<void> => {
    const { user, channel, ts, thread_ts: thread } = incoming;
    const text = mrkdwnToText(incoming.text ?? '');
    const starter = await findThreadStarter(text, incoming);
    const reply = await dispatch({
      place: toPlace(tenant, { channel, thread }),
      person: { id: user, name: '' },
      kind: 'mention',
      text,
      ...(starter && { starter }),
    });
    if (reply.kind !== 'reply') return;
    const { document, files } = await attachCharts(reply.document);
    const message = { channel, ...withMessageOwner(user, render(document, files), ts) };
    if (reply.ephemeral && !isDirect) {
      // Slack shows what is for one alone in a thread only once that has begun (https://docs.slack.dev/reference/methods/chat.postEphemeral).
      const { unfurl_links: _, unfurl_media: __, ...ephemeral } = message;
      const call = { ...ephemeral, user, ...(thread !== undefined && { thread_ts: thread }) };
      await sendWithImageFallback(call, (request) => withRateLimitRetry(() => web.chat.postEphemeral(request)));
    } else {
      // An answer to a message in a channel stands below it, so that the channel stays readable.
      const threadTs = thread ?? (isDirect ? undefined : ts);
      const call = { ...message, ...(threadTs !== undefined && { thread_ts: threadTs }) };
      await sendWithImageFallback(call, (request) => withRateLimitRetry(() => web.chat.postMessage(request)));
    }
  };
}

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
