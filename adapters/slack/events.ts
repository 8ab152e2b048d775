import { createHash } from 'node:crypto';
import type { types } from '@slack/bolt';
import { LRUCache } from 'lru-cache';
import type { ThreadStarter } from '../../src/chat/interaction.ts';
import { isMissingPaper, parseFreeText } from '../../src/chat/parse-command.ts';
import { withTimeout } from '../../src/runtime/retry.ts';
import { withMessageOwner } from './controls.ts';
import { collectActions, type HandlerDeps, messageToText, mrkdwnToText, toPlace } from './interaction.ts';
import { slackErrorCode } from './outcome.ts';
import { render, renderBlocks } from './render.ts';
import { sendReply } from './requests.ts';
import { homeView, replyDocument } from './views.ts';

/** A message to Paperboy. */
interface UserMessage {
  readonly user: string;
  readonly text?: string | undefined;
  readonly channel: string;
  readonly ts: string;
  readonly thread_ts?: string | undefined;
}

type MessageHandlerDeps = Pick<
  HandlerDeps,
  'dispatch' | 'tenant' | 'commands' | 'web' | 'readClient' | 'log' | 'attachCharts'
>;

const THREAD_STARTER_TIMEOUT_MS = 2000;

/** Replies to mentions, also in threads, where slash commands don't work, and to direct messages. */
export function createMessageHandler({ dispatch, tenant, commands, web, attachCharts, ...deps }: MessageHandlerDeps) {
  const loadThreadStarter = async (channel: string, ts: string): Promise<ThreadStarter | undefined> => {
    try {
      const { messages: [parent = {}] = [] } = await deps.readClient.conversations.replies({ channel, ts, limit: 1 });
      return {
        text: messageToText({ ...parent }),
        actions: collectActions((parent.blocks ?? []) as types.KnownBlock[]),
      };
    } catch (error) {
      deps.log.warn({ err: error }, 'failed to read the first message of a Slack thread');
      return undefined;
    }
  };

  return async (incoming: UserMessage, isDirect: boolean): Promise<void> => {
    const { user, channel, ts, thread_ts: thread } = incoming;
    const text = mrkdwnToText(incoming.text ?? '');
    const needsStarter = thread !== undefined && isMissingPaper(parseFreeText(text, commands), commands);
    const starter = needsStarter && (await withTimeout(loadThreadStarter(channel, thread), THREAD_STARTER_TIMEOUT_MS));
    const response = await dispatch({
      place: toPlace(tenant, { channel, thread }),
      person: { id: user, name: '' },
      kind: 'mention',
      text,
      ...(starter && { starter }),
    });
    if (response.kind !== 'reply') return;
    const { document, files } = await attachCharts(response.document);
    const message = { channel, ...withMessageOwner(user, render(document, files), ts) };
    if (response.ephemeral && !isDirect) {
      // An ephemeral message can't start a thread (https://docs.slack.dev/reference/methods/chat.postEphemeral).
      const { unfurl_links: _, unfurl_media: __, ...content } = message;
      const ephemeral = { ...content, user, ...(thread !== undefined && { thread_ts: thread }) };
      await sendReply(ephemeral, (attempted) => web.chat.postEphemeral(attempted));
    } else {
      // In a channel, the reply goes to a thread.
      const threadTs = thread ?? (isDirect ? undefined : ts);
      const reply = { ...message, ...(threadTs !== undefined && { thread_ts: threadTs }) };
      await sendReply(reply, (attempted) => web.chat.postMessage(attempted));
    }
  };
}

/** Errors for a message that was deleted, or whose previews were removed. */
const MESSAGE_GONE_ERRORS: ReadonlySet<string> = new Set([
  'cannot_find_message',
  'message_not_found',
  'cannot_unfurl_message',
  'invalid_unfurl_id',
]);

/** Adds previews to links in messages and drafts. */
export function createLinkUnfurler({
  dispatch,
  tenant,
  web,
  log,
}: Pick<HandlerDeps, 'dispatch' | 'tenant' | 'web' | 'log'>) {
  return async (event: types.LinkSharedEvent): Promise<void> => {
    const { channel, user, links, message_ts: ts, unfurl_id: unfurlId, source } = event;
    const response = await dispatch({
      place: toPlace(tenant, { channel, thread: event.thread_ts }),
      person: { id: user, name: '' },
      kind: 'link-shared',
      urls: links.map(({ url }) => url),
      isDraft: source === 'composer',
    });
    if (response.kind !== 'link-previews' || response.previews.length === 0) return;
    const previews = Object.fromEntries(
      response.previews.map(({ url, document }) => [url, { blocks: renderBlocks(document, 'message') }]),
    );
    const target = unfurlId !== undefined && isUnfurlSource(source) ? { unfurl_id: unfurlId, source } : { channel, ts };
    try {
      await sendReply(previews, (unfurls) => web.chat.unfurl({ ...target, unfurls }));
    } catch (error) {
      const reason = slackErrorCode(error) ?? '';
      if (!MESSAGE_GONE_ERRORS.has(reason)) throw error;
      log.info({ reason }, 'skipping link preview: message is gone');
    }
  };
}

function isUnfurlSource(source: string | undefined): source is 'composer' | 'conversations_history' {
  return source === 'composer' || source === 'conversations_history';
}

const MAX_CACHED_HOME_TABS = 5000;

type PublisherDeps = Pick<HandlerDeps, 'dispatch' | 'tenant' | 'web'>;

/** Publishes a user's home tab when they open it, unless it's unchanged. */
export function createHomeTab({ dispatch, tenant, web }: PublisherDeps) {
  const publishedVersions = new LRUCache<string, string>({ max: MAX_CACHED_HOME_TABS });
  return async (userId: string): Promise<void> => {
    const response = await dispatch({
      place: toPlace(tenant, {}),
      person: { id: userId, name: '' },
      kind: 'home-opened',
    });
    const homeTab = homeView(replyDocument(response));
    const version = createHash('sha256').update(JSON.stringify(homeTab)).digest('base64url');
    if (publishedVersions.get(userId) === version) return;
    publishedVersions.set(userId, version);
    try {
      await sendReply(homeTab, (view) => web.views.publish({ user_id: userId, view }));
    } catch (error) {
      publishedVersions.delete(userId);
      throw error;
    }
  };
}

/** Posts a welcome message to a channel that Paperboy was added to. */
export function createWelcome({ dispatch, tenant, web }: PublisherDeps) {
  return async (channel: string): Promise<void> => {
    const response = await dispatch({
      place: toPlace(tenant, { channel }),
      person: { id: '', name: '' },
      kind: 'installed',
    });
    if (response.kind !== 'reply') return;
    await sendReply({ channel, ...render(response.document) }, (message) => web.chat.postMessage(message));
  };
}
