import type { types, webApi } from '@slack/bolt';
import type { Starter } from '../../src/chat/invocation.ts';
import { callFrom } from '../../src/chat/read-call.ts';
import { lacksPaper } from '../../src/chat/thread-subject.ts';
import { inTime } from '../../src/in-time.ts';
import { afterLimit } from './after-limit.ts';
import type { AnswerDependencies } from './answer-dependencies.ts';
import { ownedBy } from './own-message.ts';
import { sendIllustrated } from './pictures.ts';
import { readMessage, readText } from './read-text.ts';
import { render } from './render.ts';
import { actionsIn, placeIn } from './translate.ts';

/** What somebody wrote to Paperboy. */
interface Written {
  readonly user: string;
  readonly text?: string | undefined;
  readonly channel: string;
  readonly ts: string;
  readonly thread_ts?: string | undefined;
}

interface Dependencies extends AnswerDependencies {
  readonly reads: webApi.WebClient;
}

/** An answer can do without what is not read by then. */
const PATIENCE_MS = 2000;

/** Answers people who write to Paperboy: with a mention, where slash commands do not work, or directly. */
export function createConversation({ dispatch, tenant, commands, web, reads, log, illustrate }: Dependencies) {
  /** The message that a thread starts from, which says what the thread is about. */
  const readStarter = async (channel: string, ts: string): Promise<Starter | undefined> => {
    try {
      const { messages: [first = {}] = [] } = await reads.conversations.replies({ channel, ts, limit: 1 });
      return { text: readMessage({ ...first }), actions: actionsIn((first.blocks ?? []) as types.KnownBlock[]) };
    } catch (error) {
      log.warn({ err: error }, 'the start of a thread in Slack can not be read');
      return undefined;
    }
  };

  const starterFor = async (text: string, { channel, thread_ts: thread }: Written): Promise<Starter | undefined> => {
    if (thread === undefined || !lacksPaper(callFrom(text, commands), { commands })) return undefined;
    return inTime(readStarter(channel, thread), PATIENCE_MS);
  };

  return async (written: Written, isDirect: boolean): Promise<void> => {
    const { user, channel, ts, thread_ts: thread } = written;
    const text = readText(written.text ?? '');
    const starter = await starterFor(text, written);
    const reply = await dispatch({
      place: placeIn(tenant, { channel, thread }),
      person: { id: user, name: '' },
      kind: 'thread message',
      text,
      ...(starter && { starter }),
    });
    if (reply.kind !== 'reply') return;
    const { document, files } = await illustrate(reply.document);
    const message = { channel, ...ownedBy(user, render(document, files), ts) };
    if (reply.private && !isDirect) {
      // Slack shows what is for one alone in a thread only once that has begun (https://docs.slack.dev/reference/methods/chat.postEphemeral).
      const { unfurl_links: _, unfurl_media: __, ...said } = message;
      const call = { ...said, user, ...(thread !== undefined && { thread_ts: thread }) };
      await sendIllustrated(call, (one) => afterLimit(() => web.chat.postEphemeral(one)));
    } else {
      // An answer to a message in a channel stands below it, so that the channel stays readable.
      const below = thread ?? (isDirect ? undefined : ts);
      const call = { ...message, ...(below !== undefined && { thread_ts: below }) };
      await sendIllustrated(call, (one) => afterLimit(() => web.chat.postMessage(one)));
    }
  };
}
