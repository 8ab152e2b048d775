import type { App, BlockAction, ViewSubmitAction, webApi } from '@slack/bolt';
import { formOf } from '../../src/chat/form.ts';
import type { Suggestion } from '../../src/chat/invocation.ts';
import { createAnswers } from './answer.ts';
import type { AnswerDependencies } from './answer-dependencies.ts';
import { createConversation } from './conversation.ts';
import { optionOf } from './form.ts';
import { createGreeting } from './greet.ts';
import { createHome } from './home.ts';
import { SIGNATURE } from './http.ts';
import type { Identity } from './identity.ts';
import { RELATED_SHORTCUT, SEARCH_SHORTCUT } from './manifest.ts';
import { createModals } from './modal.ts';
import { createOnce } from './once.ts';
import { createSubmit } from './submit.ts';
import { createSuggestions } from './suggest.ts';
import { actorOf, placeIn } from './translate.ts';
import { createUnfurling } from './unfurl.ts';
import { createViewStack } from './view-stack.ts';

interface Dependencies extends Omit<AnswerDependencies, 'tenant'> {
  readonly reads: webApi.WebClient;
  readonly now: () => Date;
  /** Waits for work that goes on after Slack was told, as a listener has to: a stop waits for listeners. It never rejects. */
  readonly finish: (work: Promise<unknown>, what: string) => Promise<void>;
  /** The app was removed from its workspace. */
  readonly onRemoved: () => void;
}

/** Slack repeats an event for hours at most (https://docs.slack.dev/apis/events-api#error-handling). */
const REMEMBERED_MS = 24 * 60 * 60_000;

/** Attaches to an app all that Paperboy listens to. Each thing is acknowledged first; Bolt itself does so with events. */
export function createListeners(given: Dependencies): (app: App, identity: Identity) => void {
  const { dispatch, commands, web, log, now, finish, onRemoved } = given;
  const once = createOnce(REMEMBERED_MS, now);
  let isRemoved = false;

  return (app, { teamId: tenant, botUserId }) => {
    const dependencies = { ...given, tenant };
    const stack = createViewStack(web, log);
    const suggestions = createSuggestions(dependencies);
    const modals = createModals(dependencies, stack, suggestions);
    const submit = createSubmit(dependencies, stack);
    const answers = createAnswers(dependencies, modals);
    const converse = createConversation(dependencies);
    const unfurl = createUnfurling(dependencies);
    const openHome = createHome(dependencies);
    const greet = createGreeting(dependencies);

    app.use(async ({ body, context, next, ...args }) => {
      const { event_id: event } = body as { readonly event_id?: unknown };
      const marks = [event, context[SIGNATURE]].filter((mark) => typeof mark === 'string');
      if (marks.every(once.takeFirst)) await next();
      else if ('ack' in args) await args.ack?.();
    });

    app.command(/.*/, async ({ command, ack, respond }) => {
      await ack();
      await finish(answers.command(command, respond), 'command');
    });
    app.action<BlockAction>({ type: 'block_actions' }, async ({ body, ack, respond }) => {
      await ack();
      const { view } = body;
      await finish(view === undefined ? answers.pressed(body, respond) : modals.pressed({ ...body, view }), 'action');
    });
    app.shortcut({ callback_id: SEARCH_SHORTCUT, type: 'shortcut' }, async ({ shortcut, ack }) => {
      await ack();
      const form = formOf({ text: 'search' }, commands);
      await finish(modals.openForm(form, actorOf(shortcut, tenant), shortcut.trigger_id), 'shortcut');
    });
    app.shortcut({ callback_id: RELATED_SHORTCUT, type: 'message_action' }, async ({ shortcut, ack, respond }) => {
      await ack();
      await finish(answers.messageChosen(shortcut, respond), 'message shortcut');
    });
    app.view<ViewSubmitAction>({ callback_id: /.*/, type: 'view_submission' }, async ({ body, ack, respond }) => {
      await finish(submit(body, ack, respond), 'form');
    });
    app.options(/.*/, async ({ body, ack }) => {
      let offered: readonly Suggestion[] = [];
      try {
        if (body.type === 'block_suggestion') offered = await suggestions.typed(body);
      } finally {
        await ack({ options: offered.map(optionOf) });
      }
    });

    /** What is written in a channel may come as a mention and as a message. What a bot wrote, or somebody changed, is left alone. */
    const takeNew = (written: { channel: string; ts: string; bot_id?: unknown; edited?: unknown }): boolean =>
      written.bot_id === undefined &&
      written.edited === undefined &&
      once.takeFirst(`${written.channel} ${written.ts}`);
    app.event('app_mention', async ({ event }) => {
      const { user } = event;
      if (user !== undefined && takeNew(event)) await finish(converse({ ...event, user }, false), 'mention');
    });
    app.message(async ({ message }) => {
      // Edits, joins and what bots write have a subtype; so has a message with a file, or one that is shown in the channel as well.
      const { subtype } = message;
      if (subtype !== undefined && subtype !== 'file_share' && subtype !== 'thread_broadcast') return;
      if (message.channel_type === 'im' && takeNew(message)) await finish(converse(message, true), 'message');
    });
    app.event('link_shared', async ({ event }) => finish(unfurl(event), 'link'));
    app.event('app_home_opened', async ({ event }) => {
      if (event.tab === 'home') await finish(openHome(event.user), 'home');
    });
    app.event('member_joined_channel', async ({ event }) => {
      if (event.user === botUserId) await finish(greet(event.channel), 'greeting');
    });
    /** Slack may tell it in two ways, in any order. */
    const removed = async (): Promise<void> => {
      if (isRemoved) return;
      isRemoved = true;
      onRemoved();
      await dispatch({ place: placeIn(tenant, {}), person: { id: '', name: '' }, kind: 'uninstalled' });
    };
    app.event('app_uninstalled', async () => finish(removed(), 'removal'));
    app.event('tokens_revoked', async ({ event }) => {
      if (event.tokens.bot?.includes(botUserId)) await finish(removed(), 'removal');
    });
    app.error(async (error) => log.error({ err: error }, 'Slack sent what could not be handled'));
  };
}
