import type { types, webApi } from '@slack/bolt';
import type { Invocation, Starter } from '../../src/chat/invocation.ts';
import { callFrom } from '../../src/chat/read-call.ts';
import { lacksPaper } from '../../src/chat/thread-subject.ts';
import type { AnswerDependencies } from './answer.ts';
import { ownedBy } from './own-message.ts';
import type { PeopleNames } from './people.ts';
import { withoutPictures } from './pictures.ts';
import { readMessage } from './read-text.ts';
import { render } from './render.ts';
import { actionsIn } from './translate.ts';

/** What somebody wrote to Paperboy. */
interface Written {
  readonly user?: string | undefined;
  readonly text?: string | undefined;
  readonly channel: string;
  readonly ts: string;
  readonly thread_ts?: string | undefined;
}

interface Dependencies extends AnswerDependencies {
  readonly reads: webApi.WebClient;
  readonly names: PeopleNames;
}

/** Answers people who write to Paperboy: with a mention, where slash commands do not work, or directly. */
export interface Conversation {
  mentioned(event: types.AppMentionEvent, tenant: string): Promise<void>;
  writtenTo(event: types.AllMessageEvents, tenant: string): Promise<void>;
}

export function createConversation({ dispatch, commands, web, reads, names, log }: Dependencies): Conversation {
  /** The message that a thread starts from, which says what the thread is about. */
  const starterOf = async ({ channel, thread_ts: ts }: Written): Promise<Starter | undefined> => {
    if (ts === undefined) return undefined;
    try {
      const { messages: [first] = [] } = await reads.conversations.replies({ channel, ts, limit: 1 });
      const blocks = (first?.blocks ?? []) as types.KnownBlock[];
      return { text: readMessage(first?.text ?? ''), actions: actionsIn(blocks) };
    } catch (error) {
      log.warn({ err: error }, 'the start of a thread in Slack can not be read');
      return undefined;
    }
  };

  const answer = async (
    written: Written & { readonly user: string },
    tenant: string,
    isDirect: boolean,
  ): Promise<void> => {
    const { user, channel, ts, thread_ts: thread } = written;
    const text = readMessage(written.text ?? '');
    const starter = lacksPaper(callFrom(text, commands), { commands }) ? await starterOf(written) : undefined;
    const place = { platform: 'slack', tenant, channel, ...(thread !== undefined && { thread }) };
    const person = { id: user, name: await names.of(user) };
    const invocation: Invocation = { place, person, kind: 'thread message', text, ...(starter && { starter }) };
    const reply = await dispatch(invocation);
    if (reply.kind !== 'reply') return;
    // An answer to a message in a channel stands below it, so that the channel stays readable.
    const where = {
      channel,
      ...((thread ?? (isDirect ? undefined : ts)) !== undefined && { thread_ts: thread ?? ts }),
    };
    const message = { ...ownedBy(user, render(reply.document), ts), ...where };
    if (reply.private && !isDirect) {
      const { unfurl_links: _, unfurl_media: __, ...said } = message;
      await withoutPictures({ ...said, user }, (one) => web.chat.postEphemeral(one));
    } else await withoutPictures(message, (one) => web.chat.postMessage(one));
  };

  return {
    async mentioned(event, tenant) {
      if (event.user !== undefined && event.bot_id === undefined)
        await answer({ ...event, user: event.user }, tenant, false);
    },
    async writtenTo(event, tenant) {
      // Edits, joins and files have a subtype; what bots write has a bot.
      if (event.subtype !== undefined || event.channel_type !== 'im' || event.bot_id !== undefined) return;
      await answer(event, tenant, true);
    },
  };
}
