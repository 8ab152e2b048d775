import type { BlockAction, MessageShortcut, RespondFn, SlashCommand } from '@slack/bolt';
import { prose } from '../../src/chat/document.ts';
import type { ChatInteraction, Reply } from '../../src/chat/interaction.ts';
import { planReply } from '../../src/chat/reply-plan.ts';
import { fetchPressedAction, isMessageOwner, withMessageOwner } from './controls.ts';
import {
  locateAction,
  messageToText,
  type SlackHandlerDeps,
  toActor,
  toCommandActor,
  unescapeEntities,
} from './interaction.ts';
import type { Modals } from './modals.ts';
import { slackErrorCode } from './outcome.ts';
import { render } from './render.ts';
import { sendToResponseUrl, sendWithImageFallback, withRateLimitRetry } from './requests.ts';

/** Answers what people do in channels, through the address that Slack gives with each deed: it works where the bot is no member too. */
export interface ChannelInteractions {
  handleCommand(command: SlashCommand, respond: RespondFn): Promise<void>;
  handleAction(body: BlockAction, respond: RespondFn): Promise<void>;
  handleMessageShortcut(shortcut: MessageShortcut, respond: RespondFn): Promise<void>;
}

const FORM_EXPIRED_REPLY: Reply = {
  kind: 'reply',
  document: { blocks: [prose('That took too long to open. Try it once more.')] },
  ephemeral: true,
  replacesOriginal: false,
  outcome: 'refused',
};

/** @param modals where an answer is a form, or comes in one */
export function createChannelInteractions(
  { dispatch, tenant, commands, actionStore, web, log, attachCharts }: SlackHandlerDeps,
  modals: Modals,
): ChannelInteractions {
  const sendReply = async (
    { document, ephemeral: isPrivate }: Reply,
    respond: RespondFn,
    { replaces = false, thread }: { replaces?: boolean; thread?: string | undefined } = {},
  ): Promise<void> => {
    const { document: documentToSend, files } = await attachCharts(document);
    const message = {
      response_type: isPrivate ? ('ephemeral' as const) : ('in_channel' as const),
      replace_original: replaces,
      ...(thread !== undefined && { thread_ts: thread }),
      ...render(documentToSend, files),
    };
    await sendToResponseUrl(respond, message, log);
  };

  /** Opens a form where something has to be filled in first. Else gives the reply. */
  const openFormOrReply = async (invocation: ChatInteraction, triggerId: string): Promise<Reply | undefined> => {
    const { form } = planReply(invocation, { commands, actionStore });
    if (form === undefined) {
      const answer = await dispatch(invocation);
      return answer.kind === 'reply' ? answer : undefined;
    }
    const result = await modals.openFormFor(invocation, form, triggerId);
    if (result === 'opened') return undefined;
    return result === 'expired' ? FORM_EXPIRED_REPLY : result;
  };

  /** Turns the page of a list that everybody sees. */
  const updatePage = async (
    { document }: Reply,
    { user, container, trigger_id: blockIdVersion }: BlockAction,
  ): Promise<void> => {
    const { document: documentToSend, files } = await attachCharts(document);
    const {
      unfurl_links: _,
      unfurl_media: __,
      ...update
    } = withMessageOwner(user.id, render(documentToSend, files), blockIdVersion);
    const { channel_id: channel, message_ts: ts } = container;
    try {
      await sendWithImageFallback(update, (message) =>
        withRateLimitRetry(() => web.chat.update({ channel, ts, ...message })),
      );
    } catch (error) {
      if (slackErrorCode(error) !== 'message_not_found') throw error;
      log.info({}, 'too late to turn a page in Slack');
    }
  };

  return {
    async handleCommand(command, respond) {
      const call = { text: unescapeEntities(command.text) };
      const reply = await openFormOrReply(
        { ...toCommandActor(command, tenant), kind: 'command', call },
        command.trigger_id,
      );
      if (reply !== undefined) await sendReply(reply, respond);
    },
    async handleAction(body, respond) {
      const action = await fetchPressedAction(body, actionStore);
      if (action === undefined) return;
      const location = locateAction(body);
      const invocation: ChatInteraction = { ...toActor(body, tenant, location), kind: 'action', action };
      const reply = await openFormOrReply(invocation, body.trigger_id);
      if (reply === undefined) return;
      const isPageTurn = reply.replacesOriginal && reply.outcome === 'answered';
      const { thread } = location;
      if (!isPageTurn) await sendReply(reply, respond, { thread });
      else if (body.container['is_ephemeral']) await sendReply(reply, respond, { replaces: true, thread });
      else if (isMessageOwner(body)) await updatePage(reply, body);
      // A list that everybody sees is turned by the one who asked for it; anybody else gets a copy of their own.
      else await sendReply({ ...reply, ephemeral: true }, respond, { thread });
    },
    async handleMessageShortcut(shortcut, respond) {
      const actor = toActor(shortcut, tenant, { channel: shortcut.channel.id });
      const reply = await dispatch({ ...actor, kind: 'message-shortcut', text: messageToText(shortcut.message) });
      if (reply.kind === 'reply') await sendReply(reply, respond);
    },
  };
}
