import type { types, webApi } from '@slack/bolt';
import type { ThreadStarter } from '../../src/chat/invocation.ts';
import { parseFreeText } from '../../src/chat/read-call.ts';
import { isMissingPaper } from '../../src/chat/thread-subject.ts';
import { withTimeout } from '../../src/in-time.ts';
import { withRateLimitRetry } from './after-limit.ts';
import type { SlackHandlerDeps } from './answer-dependencies.ts';
import { withMessageOwner } from './own-message.ts';
import { sendWithImageFallback } from './pictures.ts';
import { messageToText, mrkdwnToText } from './read-text.ts';
import { render } from './render.ts';
import { collectActions, toPlace } from './translate.ts';

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
