import type { BlockAction, MessageShortcut, RespondFn, SlashCommand } from '@slack/bolt';
import { prose } from '../../src/chat/document.ts';
import { type ChatInteraction, planReply, type Reply } from '../../src/chat/interaction.ts';
import { fetchPressedAction, isMessageOwner, withMessageOwner } from './controls.ts';
import {
  type HandlerDeps,
  locateAction,
  messageToText,
  toActor,
  toCommandActor,
  unescapeEntities,
} from './interaction.ts';
import type { Modals } from './modals.ts';
import { slackErrorCode } from './outcome.ts';
import { render } from './render.ts';
import { sendReply, sendToResponseUrl } from './requests.ts';

type ChannelInteractionsDeps = Pick<
  HandlerDeps,
  'dispatch' | 'tenant' | 'commands' | 'actionStore' | 'web' | 'log' | 'attachCharts'
> & { readonly modals: Modals };

const FORM_EXPIRED_REPLY: Reply = {
  kind: 'reply',
  document: { blocks: [prose('That took too long to open. Try again.')] },
  ephemeral: true,
  replacesOriginal: false,
  outcome: 'refused',
};

/** Replies to interactions in channels, through response URLs, which also work where the bot isn't a member. */
export class ChannelInteractions {
  readonly #deps: ChannelInteractionsDeps;

  constructor(deps: ChannelInteractionsDeps) {
    this.#deps = deps;
  }

  async handleCommand(command: SlashCommand, respond: RespondFn): Promise<void> {
    const actor = toCommandActor(command, this.#deps.tenant);
    const call = { text: unescapeEntities(command.text) };
    const reply = await this.#openFormOrDispatch({ ...actor, kind: 'command', call }, command.trigger_id);
    if (reply !== undefined) await this.#respond(reply, respond);
  }

  async handleAction(body: BlockAction, respond: RespondFn): Promise<void> {
    const { tenant, actionStore } = this.#deps;
    const action = await fetchPressedAction(body, actionStore);
    if (action === undefined) return;
    const location = locateAction(body);
    const interaction: ChatInteraction = { ...toActor(body, tenant, location), kind: 'action', action };
    const reply = await this.#openFormOrDispatch(interaction, body.trigger_id);
    if (reply === undefined) return;
    const { thread } = location;
    const isPageTurn = reply.replacesOriginal && reply.outcome === 'answered';
    if (!isPageTurn) await this.#respond(reply, respond, { thread });
    else if (body.container['is_ephemeral']) await this.#respond(reply, respond, { replaces: true, thread });
    else if (isMessageOwner(body)) await this.#updatePage(reply, body);
    // Only its owner can page through a public list. Others get a private copy.
    else await this.#respond({ ...reply, ephemeral: true }, respond, { thread });
  }

  async handleMessageShortcut(shortcut: MessageShortcut, respond: RespondFn): Promise<void> {
    const { dispatch, tenant } = this.#deps;
    const actor = toActor(shortcut, tenant, { channel: shortcut.channel.id });
    const response = await dispatch({ ...actor, kind: 'message-shortcut', text: messageToText(shortcut.message) });
    if (response.kind === 'reply') await this.#respond(response, respond);
  }

  /** Opens a form if the interaction needs one. Otherwise, or if the form can't be opened, returns the reply. */
  async #openFormOrDispatch(interaction: ChatInteraction, triggerId: string): Promise<Reply | undefined> {
    const { dispatch, modals } = this.#deps;
    const { form } = planReply(interaction, this.#deps);
    if (form === undefined) {
      const response = await dispatch(interaction);
      return response.kind === 'reply' ? response : undefined;
    }
    const result = await modals.openFormFor(interaction, form, triggerId);
    if (result === 'opened') return undefined;
    return result === 'expired' ? FORM_EXPIRED_REPLY : result;
  }

  async #respond(
    { document, ephemeral }: Reply,
    respond: RespondFn,
    { replaces = false, thread }: { replaces?: boolean; thread?: string | undefined } = {},
  ): Promise<void> {
    const { attachCharts, log } = this.#deps;
    const { document: documentToSend, files } = await attachCharts(document);
    const message = {
      response_type: ephemeral ? ('ephemeral' as const) : ('in_channel' as const),
      replace_original: replaces,
      ...(thread !== undefined && { thread_ts: thread }),
      ...render(documentToSend, files),
    };
    await sendToResponseUrl(respond, message, log);
  }

  /** Replaces a public list with another page of it. */
  async #updatePage({ document }: Reply, { user, container, trigger_id: version }: BlockAction): Promise<void> {
    const { attachCharts, web, log } = this.#deps;
    const { document: documentToSend, files } = await attachCharts(document);
    const message = withMessageOwner(user.id, render(documentToSend, files), version);
    const { unfurl_links: _, unfurl_media: __, ...update } = message;
    const { channel_id: channel, message_ts: ts } = container;
    try {
      await sendReply(update, (content) => web.chat.update({ channel, ts, ...content }));
    } catch (error) {
      if (slackErrorCode(error) !== 'message_not_found') throw error;
      log.info({}, 'skipping page update: Slack message is gone');
    }
  }
}
