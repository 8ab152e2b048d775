import type { App, BlockAction, ViewSubmitAction } from '@slack/bolt';
import { LRUCache } from 'lru-cache';
import { createForm } from '../../src/chat/interaction.ts';
import type { Suggestion } from '../../src/chat/option.ts';
import type { BotIdentity } from './connection.ts';
import { createHomeTab, createLinkUnfurler, createMessageHandler, createWelcome } from './events.ts';
import { createAutocomplete, toSelectOption } from './form.ts';
import { type HandlerDeps, toActor, toPlace } from './interaction.ts';
import { RELATED_SHORTCUT, SEARCH_SHORTCUT } from './manifest.ts';
import { createSubmissionHandler, Modals } from './modals.ts';
import { ChannelInteractions } from './reply.ts';
import { cacheClock } from './requests.ts';
import { SIGNATURE_PROPERTY } from './transport.ts';
import { createViewStack } from './views.ts';

interface ListenerDeps extends Omit<HandlerDeps, 'tenant'> {
  /** Logs errors of work after the acknowledgement. Listeners await it, so that shutdown does. */
  readonly catchAndLog: (work: Promise<unknown>, what: string) => Promise<void>;
  /** Called when the app was removed from the workspace. */
  readonly onAppRemoved: () => void;
}

/** Slack resends events for hours at most (https://docs.slack.dev/apis/events-api#error-handling). */
const DEDUP_TTL_MS = 24 * 60 * 60_000;
const MAX_DEDUP_KEYS = 20_000;

/** Creates a function that adds all listeners to an app. Each acknowledges first; Bolt acknowledges events itself. */
export function createListeners(deps: ListenerDeps): (app: App, identity: BotIdentity) => void {
  const isNew = createDeduplicator(deps.now);
  return (app, identity) => {
    app.use(async ({ body, context, next, ...args }) => {
      const { event_id: eventId } = body as { readonly event_id?: unknown };
      const keys = [eventId, context[SIGNATURE_PROPERTY]].filter((key) => typeof key === 'string');
      if (keys.every(isNew)) await next();
      else if ('ack' in args) await args.ack?.();
    });
    listenForInteractions(app, identity, deps);
    listenForEvents(app, identity, deps, isNew);
    app.error(async (error) => deps.log.error({ err: error }, 'failed to handle Slack request'));
  };
}

function listenForInteractions(app: App, { teamId: tenant }: BotIdentity, deps: ListenerDeps): void {
  const { commands, web, log, catchAndLog } = deps;
  const viewStack = createViewStack(web, log);
  const autocomplete = createAutocomplete({ ...deps, tenant });
  const modals = new Modals({ ...deps, tenant, viewStack, autocomplete });
  const interactions = new ChannelInteractions({ ...deps, tenant, modals });
  const handleSubmission = createSubmissionHandler({ ...deps, tenant, viewStack });

  app.command(/.*/, async ({ command, ack, respond }) => {
    await ack();
    await catchAndLog(interactions.handleCommand(command, respond), 'command');
  });
  app.action<BlockAction>({ type: 'block_actions' }, async ({ body, ack, respond }) => {
    await ack();
    const { view } = body;
    const work = view === undefined ? interactions.handleAction(body, respond) : modals.handleAction({ ...body, view });
    await catchAndLog(work, 'action');
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
      if (body.type === 'block_suggestion') suggestions = await autocomplete.suggestForField(body);
    } finally {
      await ack({ options: suggestions.map(toSelectOption) });
    }
  });
}

function listenForEvents(
  app: App,
  { teamId: tenant, botUserId }: BotIdentity,
  deps: ListenerDeps,
  isNew: (key: string) => boolean,
): void {
  const { dispatch, catchAndLog, onAppRemoved } = deps;
  const handleMessage = createMessageHandler({ ...deps, tenant });
  const unfurlLinks = createLinkUnfurler({ ...deps, tenant });
  const publishHomeTab = createHomeTab({ ...deps, tenant });
  const sendWelcome = createWelcome({ ...deps, tenant });

  /** A message can arrive both as a mention and as a message. Messages by bots and edits are ignored. */
  const isNewMessage = (message: { channel: string; ts: string; bot_id?: unknown; edited?: unknown }): boolean =>
    message.bot_id === undefined && message.edited === undefined && isNew(`${message.channel} ${message.ts}`);

  app.event('app_mention', async ({ event }) => {
    const { user } = event;
    if (user !== undefined && isNewMessage(event))
      await catchAndLog(handleMessage({ ...event, user }, false), 'mention');
  });
  app.message(async ({ message }) => {
    // Other subtypes are edits, joins, messages by bots, and the like.
    const { subtype } = message;
    if (subtype !== undefined && subtype !== 'file_share' && subtype !== 'thread_broadcast') return;
    if (message.channel_type === 'im' && isNewMessage(message))
      await catchAndLog(handleMessage(message, true), 'message');
  });
  app.event('link_shared', async ({ event }) => catchAndLog(unfurlLinks(event), 'link'));
  app.event('app_home_opened', async ({ event }) => {
    if (event.tab === 'home') await catchAndLog(publishHomeTab(event.user), 'home tab');
  });
  app.event('member_joined_channel', async ({ event }) => {
    if (event.user === botUserId) await catchAndLog(sendWelcome(event.channel), 'welcome');
  });

  // Slack sends one of these events or both, in either order.
  let isAppRemoved = false;
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
}

/**
 * Returns whether a key is new. Slack resends requests that it thinks were lost, and a retry can be the first to arrive
 * (https://docs.slack.dev/apis/events-api#error-handling).
 */
function createDeduplicator(now: () => Date): (key: string) => boolean {
  const seen = new LRUCache<string, true>({ max: MAX_DEDUP_KEYS, ttl: DEDUP_TTL_MS, ...cacheClock(now) });
  return (key) => {
    if (seen.has(key)) return false;
    seen.set(key, true);
    return true;
  };
}
