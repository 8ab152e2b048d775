import type { App, BlockAction, ViewSubmitAction, webApi } from '@slack/bolt';
import { formOf } from '../../src/chat/form.ts';
import { callFrom } from '../../src/chat/read-call.ts';
import { type AnswerDependencies, createAnswers } from './answer.ts';
import { createConversation } from './conversation.ts';
import { createHome } from './home.ts';
import type { Identity } from './identity.ts';
import { RELATED_SHORTCUT, SEARCH_SHORTCUT } from './manifest.ts';
import { createModals } from './modal.ts';
import { createOnce } from './once.ts';
import { createPeopleNames } from './people.ts';
import { actorOf } from './translate.ts';
import { createUnfurling } from './unfurl.ts';

interface Dependencies extends AnswerDependencies {
  readonly reads: webApi.WebClient;
  readonly now: () => Date;
  /** Follows work that goes on after Slack was told, so that a stop can wait for it. */
  readonly follow: (work: Promise<unknown>, what: string) => void;
  /** The app was removed from its workspace. */
  readonly onRemoved: () => void;
}

/** Slack repeats an event for hours at most (https://docs.slack.dev/apis/events-api#error-handling). */
const REMEMBERED_MS = 24 * 60 * 60_000;

/** Attaches to an app all that Paperboy listens to. What is told once is told to one connection only, so the memory is shared by all. */
export function createListeners(dependencies: Dependencies): (app: App, identity: Identity) => void {
  const { dispatch, commands, reads, log, now, follow, onRemoved } = dependencies;
  const modals = createModals(dependencies);
  const answers = createAnswers(dependencies, modals);
  const names = createPeopleNames(reads, log);
  const conversation = createConversation({ ...dependencies, names });
  const unfurl = createUnfurling(dependencies);
  const openHome = createHome(dependencies);
  const once = createOnce(REMEMBERED_MS, now);

  return (app, { teamId, botUserId }) => {
    app.command(/.*/, async ({ command, ack, respond }) => {
      await ack();
      follow(answers.command(command, respond), 'command');
    });
    app.action<BlockAction>({ type: 'block_actions' }, async ({ body, ack, respond }) => {
      await ack();
      const { view } = body;
      follow(view === undefined ? answers.pressed(body, respond) : modals.pressed({ ...body, view }), 'action');
    });
    app.shortcut({ callback_id: SEARCH_SHORTCUT, type: 'shortcut' }, async ({ shortcut, ack }) => {
      await ack();
      const form = formOf(callFrom('search', commands), commands);
      follow(modals.openForm(form, actorOf(shortcut), shortcut.trigger_id), 'shortcut');
    });
    app.shortcut({ callback_id: RELATED_SHORTCUT, type: 'message_action' }, async ({ shortcut, ack, respond }) => {
      await ack();
      follow(answers.messageChosen(shortcut, respond), 'message shortcut');
    });
    app.view<ViewSubmitAction>({ callback_id: /.*/, type: 'view_submission' }, async ({ body, ack, respond }) => {
      const { acknowledgement, afterwards } = await modals.submitted(body);
      await ack(acknowledgement);
      if (afterwards !== undefined) follow(afterwards(respond), 'form');
    });
    app.options(/.*/, async ({ body, ack }) => {
      await ack({ options: body.type === 'block_suggestion' ? await modals.suggest(body) : [] });
    });

    /** Bolt has acknowledged an event before it comes here. */
    const events = { isFirst: (id: string): boolean => once.isFirst(id) };
    app.use(async ({ body, next }) => {
      const { event_id: id } = body as { readonly event_id?: unknown };
      if (typeof id !== 'string' || events.isFirst(id)) await next();
    });
    app.event('app_mention', async ({ event, context }) => {
      // A mention may come as a message too.
      if (events.isFirst(`${event.channel} ${event.ts}`))
        follow(conversation.mentioned(event, context.teamId ?? teamId), 'mention');
    });
    app.message(async ({ message, context }) => {
      if (events.isFirst(`${message.channel} ${message.ts}`))
        follow(conversation.writtenTo(message, context.teamId ?? teamId), 'message');
    });
    app.event('link_shared', async ({ event, context }) => follow(unfurl(event, context.teamId ?? teamId), 'link'));
    app.event('app_home_opened', async ({ event, context }) => {
      if (event.tab === 'home') follow(openHome(event.user, context.teamId ?? teamId), 'home');
    });
    const removed = async (): Promise<void> => {
      const place = { platform: 'slack', tenant: teamId, channel: '' };
      await dispatch({ place, person: { id: '', name: '' }, kind: 'uninstalled' });
      onRemoved();
    };
    app.event('app_uninstalled', removed);
    app.event('tokens_revoked', async ({ event }) => {
      if (event.tokens.bot?.includes(botUserId)) await removed();
    });
    app.error(async (error) => log.error({ err: error }, 'Slack sent what could not be handled'));
  };
}
