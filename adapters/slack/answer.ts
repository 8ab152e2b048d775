import {
  type BlockAction,
  type MessageShortcut,
  RespondError,
  type RespondFn,
  type SlashCommand,
  type webApi,
} from '@slack/bolt';
import type { Command } from '../../src/chat/command.ts';
import type { Dispatch } from '../../src/chat/dispatch.ts';
import { prose } from '../../src/chat/document.ts';
import type { Answer, Invocation } from '../../src/chat/invocation.ts';
import type { Keepsakes } from '../../src/chat/keepsakes.ts';
import { replyKind } from '../../src/chat/reply-kind.ts';
import type { Log } from '../../src/log.ts';
import { actionOf, type Pressed } from './controls.ts';
import type { Modals } from './modal.ts';
import { refusalOf } from './outcome.ts';
import { isOwn, ownedBy } from './own-message.ts';
import { withoutPictures } from './pictures.ts';
import { readMessage, readTyped } from './read-text.ts';
import { render } from './render.ts';
import { actorOf, callerOf, whereOf } from './translate.ts';

/** What every answer needs. */
export interface AnswerDependencies {
  readonly dispatch: Dispatch;
  readonly commands: readonly Command[];
  readonly keepsakes: Keepsakes;
  /** Without retries: an answer said twice is worse than one that is missing. */
  readonly web: webApi.WebClient;
  readonly log: Log;
}

/** Answers what people do in channels, through the address that Slack gives with each deed: it works where the bot is no member too. */
export interface Answers {
  command(command: SlashCommand, respond: RespondFn): Promise<void>;
  pressed(body: BlockAction, respond: RespondFn): Promise<void>;
  messageChosen(shortcut: MessageShortcut, respond: RespondFn): Promise<void>;
}

type Reply = Extract<Answer, { kind: 'reply' }>;

/** Slack's words for a trigger that can't open anything any more. */
const TOO_LATE: ReadonlySet<string> = new Set(['expired_trigger_id', 'exchanged_trigger_id', 'invalid_trigger_id']);

export function createAnswers(
  { dispatch, commands, keepsakes, web, log }: AnswerDependencies,
  modals: Modals,
): Answers {
  const say = async (
    reply: Reply,
    respond: RespondFn,
    how: { replaces?: boolean; thread?: string | undefined } = {},
  ) => {
    const message = {
      response_type: reply.private ? ('ephemeral' as const) : ('in_channel' as const),
      replace_original: how.replaces ?? false,
      ...(how.thread !== undefined && { thread_ts: how.thread }),
      ...render(reply.document),
    };
    try {
      await withoutPictures(message, respond);
    } catch (error) {
      // The address has expired or was used up: nobody can do anything about it, and its person sees no answer to press again.
      if (!(error instanceof RespondError)) throw error;
      log.warn({ code: error.code, reason: error.message }, 'too late to answer in Slack');
    }
  };

  /** Opens a form where something has to be filled in first. */
  const ask = async (invocation: Invocation, trigger: string, respond: RespondFn): Promise<boolean> => {
    const { form } = replyKind(invocation, { commands, keepsakes });
    if (form === undefined) return false;
    try {
      await modals.openForm(form, invocation, trigger);
    } catch (error) {
      if (!TOO_LATE.has(refusalOf(error) ?? '')) throw error;
      await say(privately('That took too long to open. Press it once more.'), respond);
    }
    return true;
  };

  const reply = async (invocation: Invocation): Promise<Reply | undefined> => {
    const answer = await dispatch(invocation);
    return answer.kind === 'reply' ? answer : undefined;
  };

  return {
    async command(command, respond) {
      const invocation: Invocation = { ...callerOf(command), kind: 'command', call: { text: readTyped(command.text) } };
      if (await ask(invocation, command.trigger_id, respond)) return;
      const answer = await reply(invocation);
      if (answer !== undefined) await say(answer, respond);
    },
    async pressed(body, respond) {
      const [pressed] = body.actions;
      const action = pressed && actionOf(pressed as Pressed);
      if (action === undefined) return;
      const where = whereOf(body);
      const invocation: Invocation = { ...actorOf(body, where), kind: 'action', action };
      if (await ask(invocation, body.trigger_id, respond)) return;
      const answer = await reply(invocation);
      if (answer === undefined) return;
      const turns = answer.replaces && answer.outcome === 'answered';
      const isEphemeral = body.container['is_ephemeral'] === true;
      if (turns && !isEphemeral && isOwn(body)) {
        const { text, blocks } = ownedBy(body.user.id, render(answer.document), body.trigger_id);
        await web.chat.update({ channel: where.channel ?? '', ts: String(body.container['message_ts']), text, blocks });
        return;
      }
      // A list that everybody sees is turned by the one who asked for it; anybody else gets a copy of their own.
      const copy = turns && !isEphemeral;
      await say(copy ? { ...answer, private: true } : answer, respond, {
        replaces: turns && isEphemeral,
        thread: where.thread,
      });
    },
    async messageChosen(shortcut, respond) {
      const text = readMessage(textOf(shortcut.message));
      const where = { channel: shortcut.channel.id };
      const answer = await reply({ ...actorOf(shortcut, where), kind: 'message chosen', text });
      if (answer !== undefined) await say(answer, respond);
    },
  };
}

/** All that a message says, in its text and in the cards of other apps. */
function textOf(message: MessageShortcut['message']): string {
  const attachments: readonly Record<string, unknown>[] = message['attachments'] ?? [];
  const parts = attachments.flatMap(({ title, title_link, from_url, text, fallback }) => [
    title,
    title_link,
    from_url,
    text ?? fallback,
  ]);
  return [message.text, ...parts].filter((part) => typeof part === 'string').join('\n');
}

function privately(text: string): Reply {
  return { kind: 'reply', document: { blocks: [prose(text)] }, private: true, replaces: false, outcome: 'refused' };
}
