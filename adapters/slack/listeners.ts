import type { App, BlockAction, ViewSubmitAction, webApi } from '@slack/bolt';
import { createForm } from '../../src/chat/form.ts';
import type { Suggestion } from '../../src/chat/option.ts';
import type { BotIdentity } from './connection.ts';
import { createHomeTab, createLinkUnfurler, createMessageHandler, createWelcome } from './events.ts';
import { createAutocomplete, toSelectOption } from './form.ts';
import { type SlackHandlerDeps, toActor, toPlace } from './interaction.ts';
import { RELATED_SHORTCUT, SEARCH_SHORTCUT } from './manifest.ts';
import { createModals, createSubmissionHandler } from './modals.ts';
import { createChannelInteractions } from './reply.ts';
import { SIGNATURE_PROPERTY } from './transport.ts';
import { createViewStack } from './views.ts';

interface ListenerDeps extends Omit<SlackHandlerDeps, 'tenant'> {
  readonly readClient: webApi.WebClient;
  readonly now: () => Date;
  /** Waits for work that goes on after Slack was told, as a listener has to: a stop waits for listeners. It never rejects. */
  readonly catchAndLog: (work: Promise<unknown>, what: string) => Promise<void>;
  /** The app was removed from its workspace. */
  readonly onAppRemoved: () => void;
}

/** Slack repeats an event for hours at most (https://docs.slack.dev/apis/events-api#error-handling). */
const EVENT_DEDUP_TTL_MS = 24 * 60 * 60_000;

/** Attaches to an app all that Paperboy listens to. Each thing is acknowledged first; Bolt itself does so with events. */
export function createListeners(deps: ListenerDeps): (app: App, identity: BotIdentity) => void {
  const { dispatch, commands, web, log, now, catchAndLog, onAppRemoved } = deps;
  const deduplicator = createDeduplicator(EVENT_DEDUP_TTL_MS, now);
  let isAppRemoved = false;

  return (app, { teamId: tenant, botUserId }) => {
    const handlerDeps = { ...deps, tenant };
    const viewStack = createViewStack(web, log);
    const autocomplete = createAutocomplete(handlerDeps);
    const modals = createModals(handlerDeps, viewStack, autocomplete);
    const handleSubmission = createSubmissionHandler(handlerDeps, viewStack);
    const interactions = createChannelInteractions(handlerDeps, modals);
    const handleMessage = createMessageHandler(handlerDeps);
    const unfurlLinks = createLinkUnfurler(handlerDeps);
    const publishHomeTab = createHomeTab(handlerDeps);
    const sendWelcome = createWelcome(handlerDeps);

    app.use(async ({ body, context, next, ...args }) => {
      const { event_id: eventId } = body as { readonly event_id?: unknown };
      const dedupKeys = [eventId, context[SIGNATURE_PROPERTY]].filter((key) => typeof key === 'string');
      if (dedupKeys.every(deduplicator.addIfNew)) await next();
      else if ('ack' in args) await args.ack?.();
    });

    app.command(/.*/, async ({ command, ack, respond }) => {
      await ack();
      await catchAndLog(interactions.handleCommand(command, respond), 'command');
    });
    app.action<BlockAction>({ type: 'block_actions' }, async ({ body, ack, respond }) => {
      await ack();
      const { view } = body;
      await catchAndLog(
        view === undefined ? interactions.handleAction(body, respond) : modals.handleAction({ ...body, view }),
        'action',
      );
    });
    app.shortcut({ callback_id: SEARCH_SHORTCUT, type: 'shortcut' }, async ({ shortcut, ack }) => {
      await ack();
      const form = createForm({ text: 'search' }, commands);
      await catchAndLog(modals.openForm(form, toActor(shortcut, tenant), shortcut.trigger_id), 'shortcut');
    });
    app.shortcut({ callback_id: RELATED_SHORTCUT, type: 'message_action' }, async ({ shortcut, ack, respond }) => {
      await ack();
      await catchAndLog(interactions.handleMessageShortcut(shortcut, respond), 'message shortcut');
    });
    app.view<ViewSubmitAction>({ callback_id: /.*/, type: 'view_submission' }, async ({ body, ack, respond }) => {
      await catchAndLog(handleSubmission(body, ack, respond), 'form');
    });
    app.options(/.*/, async ({ body, ack }) => {
      let suggestions: readonly Suggestion[] = [];
      try {
        if (body.type === 'block_suggestion') suggestions = await autocomplete.suggestInTime(body);
      } finally {
        await ack({ options: suggestions.map(toSelectOption) });
      }
    });

    /** What is written in a channel may come as a mention and as a message. What a bot wrote, or somebody changed, is left alone. */
    const isNewMessage = (incoming: { channel: string; ts: string; bot_id?: unknown; edited?: unknown }): boolean =>
      incoming.bot_id === undefined &&
      incoming.edited === undefined &&
      deduplicator.addIfNew(`${incoming.channel} ${incoming.ts}`);
    app.event('app_mention', async ({ event }) => {
      const { user } = event;
      if (user !== undefined && isNewMessage(event))
        await catchAndLog(handleMessage({ ...event, user }, false), 'mention');
    });
    app.message(async ({ message }) => {
      // Edits, joins and what bots write have a subtype; so has a message with a file, or one that is shown in the channel as well.
      const { subtype } = message;
      if (subtype !== undefined && subtype !== 'file_share' && subtype !== 'thread_broadcast') return;
      if (message.channel_type === 'im' && isNewMessage(message))
        await catchAndLog(handleMessage(message, true), 'message');
    });
    app.event('link_shared', async ({ event }) => catchAndLog(unfurlLinks(event), 'link'));
    app.event('app_home_opened', async ({ event }) => {
      if (event.tab === 'home') await catchAndLog(publishHomeTab(event.user), 'home');
    });
    app.event('member_joined_channel', async ({ event }) => {
      if (event.user === botUserId) await catchAndLog(sendWelcome(event.channel), 'greeting');
    });
    /** Slack may tell it in two ways, in any order. */
    const handleRemoval = async (): Promise<void> => {
      if (isAppRemoved) return;
      isAppRemoved = true;
      onAppRemoved();
      await dispatch({ place: toPlace(tenant, {}), person: { id: '', name: '' }, kind: 'uninstalled' });
    };
    app.event('app_uninstalled', async () => catchAndLog(handleRemoval(), 'removal'));
    app.event('tokens_revoked', async ({ event }) => {
      if (event.tokens.bot?.includes(botUserId)) await catchAndLog(handleRemoval(), 'removal');
    });
    app.error(async (error) => log.error({ err: error }, 'Slack sent what could not be handled'));
  };
}

/** Tells the first of things that may come several times. */
interface Deduplicator {
  /** Notes a thing. True for the first time within the time that is remembered. */
  addIfNew(key: string): boolean;
}

const MAX_DEDUP_KEYS = 20_000;

/**
 * Slack repeats what it thinks did not arrive, and a repetition may be the first copy that does
 * (https://docs.slack.dev/apis/events-api#error-handling): so it is the key that counts, and no header.
 */
function createDeduplicator(ttlMs: number, now: () => Date): Deduplicator {
  const seen = new Map<string, number>();
  return {
    addIfNew(key) {
      const nowMs = now().getTime();
      for (const [oldKey, seenAt] of seen) {
        if (nowMs - seenAt < ttlMs && seen.size < MAX_DEDUP_KEYS) break;
        seen.delete(oldKey);
      }
      if (seen.has(key)) return false;
      seen.set(key, nowMs);
      return true;
    },
  };
}
