import type { BlockAction, MessageShortcut, RespondFn, SlashCommand } from '@slack/bolt';
import { prose } from '../../src/chat/document.ts';
import type { Invocation, Reply } from '../../src/chat/invocation.ts';
import { replyKind } from '../../src/chat/reply-kind.ts';
import { afterLimit } from './after-limit.ts';
import type { AnswerDependencies } from './answer-dependencies.ts';
import { fetchPressed } from './controls.ts';
import type { Modals } from './modal.ts';
import { refusalOf } from './outcome.ts';
import { isOwn, ownedBy } from './own-message.ts';
import { sendIllustrated } from './pictures.ts';
import { readMessage, readTyped } from './read-text.ts';
import { render } from './render.ts';
import { sayThrough } from './response-url.ts';
import { actorOf, callerOf, whereOf } from './translate.ts';

/** Answers what people do in channels, through the address that Slack gives with each deed: it works where the bot is no member too. */
export interface Answers {
  command(command: SlashCommand, respond: RespondFn): Promise<void>;
  pressed(body: BlockAction, respond: RespondFn): Promise<void>;
  messageChosen(shortcut: MessageShortcut, respond: RespondFn): Promise<void>;
}

const TOO_LATE: Reply = {
  kind: 'reply',
  document: { blocks: [prose('That took too long to open. Try it once more.')] },
  private: true,
  replaces: false,
  outcome: 'refused',
};

/** @param modals where an answer is a form, or comes in one */
export function createAnswers(
  { dispatch, tenant, commands, keepsakes, web, log, illustrate }: AnswerDependencies,
  modals: Modals,
): Answers {
  const say = async (
    { document, private: isPrivate }: Reply,
    respond: RespondFn,
    { replaces = false, thread }: { replaces?: boolean; thread?: string | undefined } = {},
  ): Promise<void> => {
    const { document: shown, files } = await illustrate(document);
    const message = {
      response_type: isPrivate ? ('ephemeral' as const) : ('in_channel' as const),
      replace_original: replaces,
      ...(thread !== undefined && { thread_ts: thread }),
      ...render(shown, files),
    };
    await sayThrough(respond, message, log);
  };

  /** Opens a form where something has to be filled in first. Else gives the reply. */
  const replyTo = async (invocation: Invocation, trigger: string): Promise<Reply | undefined> => {
    const { form } = replyKind(invocation, { commands, keepsakes });
    if (form === undefined) {
      const answer = await dispatch(invocation);
      return answer.kind === 'reply' ? answer : undefined;
    }
    const opened = await modals.ask(invocation, form, trigger);
    if (opened === 'opened') return undefined;
    return opened === 'too late' ? TOO_LATE : opened;
  };

  /** Turns the page of a list that everybody sees. */
  const turn = async ({ document }: Reply, { user, container, trigger_id: version }: BlockAction): Promise<void> => {
    const { document: shown, files } = await illustrate(document);
    const { unfurl_links: _, unfurl_media: __, ...changed } = ownedBy(user.id, render(shown, files), version);
    const { channel_id: channel, message_ts: ts } = container;
    try {
      await sendIllustrated(changed, (message) => afterLimit(() => web.chat.update({ channel, ts, ...message })));
    } catch (error) {
      if (refusalOf(error) !== 'message_not_found') throw error;
      log.info({}, 'too late to turn a page in Slack');
    }
  };

  return {
    async command(command, respond) {
      const call = { text: readTyped(command.text) };
      const reply = await replyTo({ ...callerOf(command, tenant), kind: 'command', call }, command.trigger_id);
      if (reply !== undefined) await say(reply, respond);
    },
    async pressed(body, respond) {
      const action = await fetchPressed(body, keepsakes);
      if (action === undefined) return;
      const where = whereOf(body);
      const invocation: Invocation = { ...actorOf(body, tenant, where), kind: 'action', action };
      const reply = await replyTo(invocation, body.trigger_id);
      if (reply === undefined) return;
      const turns = reply.replaces && reply.outcome === 'answered';
      const { thread } = where;
      if (!turns) await say(reply, respond, { thread });
      else if (body.container['is_ephemeral']) await say(reply, respond, { replaces: true, thread });
      else if (isOwn(body)) await turn(reply, body);
      // A list that everybody sees is turned by the one who asked for it; anybody else gets a copy of their own.
      else await say({ ...reply, private: true }, respond, { thread });
    },
    async messageChosen(shortcut, respond) {
      const who = actorOf(shortcut, tenant, { channel: shortcut.channel.id });
      const reply = await dispatch({ ...who, kind: 'message chosen', text: readMessage(shortcut.message) });
      if (reply.kind === 'reply') await say(reply, respond);
    },
  };
}
