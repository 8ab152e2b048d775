import { rejectInvalid } from './api-error.ts';
import { optionFindings } from './block-check/bodies.ts';
import { type Element, interactiveElements, type Option } from './bodies.ts';
import {
  type Caller,
  commonPayload,
  escapeText,
  type InteractionContext,
  newTrigger,
  resolveContext,
} from './context.ts';
import type { AppRequest, Deliver } from './delivery.ts';
import {
  type Entries,
  type Entry,
  findEmptyField,
  findResponseUrlTargets,
  selectionPayload,
  viewState,
} from './element-values.ts';
import { createHandle, type InteractionHandle, type PendingInteraction } from './handle.ts';
import { messageResource, teamOf, viewResource } from './resources.ts';
import { addReply, newResponseUrl, type ResponseBody, type ResponseUrl, type ResponseUrls } from './response-urls.ts';
import type { FakeMessage, FakeUser, FakeView, World } from './state.ts';
import { resolveTarget, type Target } from './target.ts';
import { applyViewResponse } from './view-response.ts';

interface ElementUse {
  readonly on: Target;
  readonly actionId: string;
  readonly user?: FakeUser;
  /** The values of fields at that time. */
  readonly entries?: Entries;
}

/** Sends users' interactions to the app. */
export interface UserActions {
  /** A slash command, `/papers` by default. */
  command(call: Caller & { readonly text?: string; readonly command?: string }): InteractionHandle;
  /** @param use.value distinguishes buttons with the same `actionId` */
  press(use: ElementUse & { readonly value?: string }): InteractionHandle;
  /** Chooses from any kind of menu, or fills in a field that dispatches actions. */
  choose(use: ElementUse & { readonly value: Entry }): InteractionHandle;
  /** Types in a select with external options. */
  options(use: ElementUse & { readonly value: string }): Promise<readonly Option[]>;
  globalShortcut(call: { readonly callbackId: string; readonly user?: FakeUser }): InteractionHandle;
  messageShortcut(call: {
    readonly callbackId: string;
    readonly message: FakeMessage;
    readonly user?: FakeUser;
  }): InteractionHandle;
  viewSubmission(call: { readonly view: FakeView; readonly entries?: Entries }): InteractionHandle;
  /** Closes a view with `notify_on_close`. @param call.all closes the whole stack */
  viewClosed(call: { readonly view: FakeView; readonly all?: boolean }): InteractionHandle;
}

interface InteractionSpec {
  readonly kind: Exclude<AppRequest['kind'], 'events_api'>;
  readonly label: string;
  readonly context: InteractionContext;
  readonly source?: FakeMessage;
  readonly from?: FakeView;
  readonly urlKind?: 'commands' | 'actions' | 'app';
  /** Channels chosen in fields with `response_url_enabled`. */
  readonly responseUrlTargets?: readonly { readonly channel_id: string }[];
  readonly payload: object;
}

export function createUserActions(
  world: World,
  deliver: Deliver,
  urls: ResponseUrls,
  baseUrl: () => string,
): UserActions {
  /** External options that were loaded and can be chosen. */
  const foundOptions: Option[] = [];

  const send = (
    spec: InteractionSpec,
    onAck: (body: unknown, interaction: PendingInteraction) => void = () => {},
  ): InteractionHandle => {
    const { kind, label, context, source, from, urlKind, responseUrlTargets, payload } = spec;
    const { user, channel } = context;
    const { id, trigger } = newTrigger(world, user, { from, channel: urlKind && channel.id });
    const newUrl = (kind: 'commands' | 'actions' | 'app', where: string): ResponseUrl =>
      newResponseUrl(urls, kind, { channel: where, user: user.id, source });
    const places = (responseUrlTargets ?? []).map((place) => ({ place, url: newUrl('app', place.channel_id) }));
    const url = urlKind ? newUrl(urlKind, channel.id) : places[0]?.url;
    const interaction: PendingInteraction = { label, trigger, url, source };
    const addressOf = ({ path }: ResponseUrl): string => `${baseUrl()}${path}`;
    const addresses = {
      ...(urlKind && url && { response_url: addressOf(url) }),
      ...(responseUrlTargets && {
        response_urls: places.map((one) => ({ ...one.place, response_url: addressOf(one.url) })),
      }),
    };
    deliver({ kind, label, payload: { ...payload, trigger_id: id, ...addresses } }, (ack) => {
      interaction.ack = ack;
      const { body } = ack;
      const isEmpty = body === '' || (typeof body === 'object' && Object.keys(body ?? {}).length === 0);
      if (ack.status === 200) onAck(isEmpty ? {} : body, interaction);
    });
    return createHandle(world, interaction);
  };

  const useElement = (call: ElementUse, entry: Entry | undefined, label: string): InteractionHandle => {
    const { context, source, view, blocks, locationPayload } = resolveTarget(world, call);
    const isWanted = (one: Element): boolean =>
      one.action_id === call.actionId && (one.type !== 'button' || entry === undefined || one.value === entry);
    const { block, element } = interactiveElements(blocks).find((one) => isWanted(one.element)) ?? {};
    if (!element || !block) {
      const there = interactiveElements(blocks).map((one) => `${one.element.action_id} (${one.element.value ?? ''})`);
      throw new Error(`no element ${call.actionId} ${entry ?? ''}, only ${there.join(', ') || 'none'}`);
    }
    const { text, value } = element;
    const held = element.type === 'button' ? { type: 'button', text, ...(value && { value }) } : undefined;
    const ids = { action_id: call.actionId, block_id: block.block_id, action_ts: world.newTs() };
    const action = { ...ids, ...(held ?? selectionPayload(element, entry ?? '', foundOptions)) };
    const state = viewState(blocks, call.entries ?? {}, { found: foundOptions, channel: view?.channel });
    const payload = {
      type: 'block_actions',
      ...commonPayload(world, context.user),
      ...locationPayload(block),
      actions: [action],
    };
    const from = { ...(source && ({ source, urlKind: 'actions' } as const)), ...(view && { from: view }) };
    const whole = view ? { ...payload, view: viewResource(world, view, state) } : { ...payload, state };
    return send({ kind: 'interactive', label, context, ...from, payload: whole }, (body) => {
      if (Object.keys(Object(body)).length > 0) world.violations.push(`${label}: acknowledged with an ignored body`);
    });
  };

  return {
    command: (call) => {
      requireCommands(world);
      const context = resolveContext(world, call);
      const { user, channel } = context;
      const { text = '', command = '/papers' } = call;
      const payload = {
        token: 'verification',
        team_id: teamOf(world, user),
        team_domain: 'lab',
        channel_id: channel.id,
        channel_name: channel.name,
        user_id: user.id,
        user_name: user.name,
        command,
        text: escapeText(text),
        api_app_id: world.appId,
        is_enterprise_install: 'false',
      };
      const label = `${command} ${text}`;
      return send({ kind: 'slash_commands', label, context, urlKind: 'commands', payload }, (body, interaction) => {
        if (Object.keys(Object(body)).length === 0) return;
        const message = (typeof body === 'string' ? { text: body } : body) as ResponseBody;
        ignoreErrors(() => {
          interaction.ackMessage = addReply(
            world,
            `acknowledgement of ${label}`,
            { channel: channel.id, user: user.id },
            message,
          );
        });
      });
    },
    press: (call) => useElement(call, call.value, `the button ${call.actionId}`),
    choose: (call) => useElement(call, call.value, `the choice of ${call.value} in ${call.actionId}`),
    options: async (call) => {
      const { context, view, blocks, locationPayload } = resolveTarget(world, call);
      const one = interactiveElements(blocks).find(({ element }) => element.action_id === call.actionId);
      if (!one?.element.type.includes('external_select')) throw new Error(`${call.actionId} is not an external select`);
      const label = `the options for ${call.value} in ${call.actionId}`;
      const asked = { action_id: call.actionId, block_id: one.block.block_id, value: call.value };
      const shown = view
        ? { view: viewResource(world, view, viewState(blocks, call.entries ?? {}, { found: foundOptions })) }
        : {};
      const where = locationPayload(one.block);
      const payload = { type: 'block_suggestion', ...commonPayload(world, context.user), ...where, ...asked, ...shown };
      const { body } = await send({ kind: 'interactive', label, context, payload }).acknowledged;
      ignoreErrors(() => rejectInvalid(world, label, optionFindings(body)));
      const { options = [], option_groups: groups = [] } = body as {
        options?: readonly Option[];
        option_groups?: readonly { readonly options: readonly Option[] }[];
      };
      const offered = [...options, ...groups.flatMap((group) => group.options)];
      foundOptions.push(...offered);
      return offered;
    },
    globalShortcut: ({ callbackId, user = world.person }) => {
      requireCommands(world);
      const payload = {
        type: 'shortcut',
        ...commonPayload(world, user),
        callback_id: callbackId,
        action_ts: world.newTs(),
      };
      const label = `the shortcut ${callbackId}`;
      return send({ kind: 'interactive', label, context: resolveContext(world, { user }), payload });
    },
    messageShortcut: ({ callbackId, message, user = world.person }) => {
      requireCommands(world);
      const context = resolveContext(world, { user, channel: message.channel });
      const { id, name } = context.channel;
      const payload = {
        type: 'message_action',
        ...commonPayload(world, user),
        callback_id: callbackId,
        action_ts: world.newTs(),
        message_ts: message.ts,
        channel: { id, name },
        message: messageResource(world, message),
      };
      // Its response URL posts a new message, as the message isn't the app's.
      return send({
        kind: 'interactive',
        label: `the shortcut ${callbackId}`,
        context,
        urlKind: 'app',
        payload,
      });
    },
    viewSubmission: ({ view, entries = {} }) => {
      const now = world.views.get(view.id);
      if (!now?.isOpen) throw new Error(`view ${view.id} is closed`);
      if (!now.body.submit) throw new Error(`view ${now.body.title?.text} has no submit button`);
      const state = viewState(now.body.blocks, entries, { found: foundOptions, channel: now.channel });
      const empty = findEmptyField(now.body.blocks, state);
      if (empty !== undefined) throw new Error(`${empty} is required`);
      const label = `the submission of ${now.body.callback_id ?? now.id}`;
      const context = resolveContext(world, { ...userOf(world, now) });
      const payload = {
        type: 'view_submission',
        ...commonPayload(world, context.user),
        view: viewResource(world, now, state),
      };
      const responseUrlTargets = findResponseUrlTargets(now.body.blocks, state);
      return send(
        { kind: 'interactive', label, context, from: now, responseUrlTargets, payload },
        (body, interaction) =>
          ignoreErrors(() => applyViewResponse(world, label, now, Object(body), interaction.trigger)),
      );
    },
    viewClosed: ({ view, all = false }) => {
      const now = world.views.get(view.id) ?? view;
      const label = `the closing of ${now.body.callback_id ?? now.id}`;
      applyViewResponse(world, label, now, all ? { response_action: 'clear' } : {});
      if (!now.body.notify_on_close) throw new Error('view does not have notify_on_close');
      const context = resolveContext(world, { ...userOf(world, now) });
      const shown = viewResource(world, now);
      const payload = { type: 'view_closed', ...commonPayload(world, context.user), view: shown, is_cleared: all };
      return send({ kind: 'interactive', label, context, payload });
    },
  };
}

function requireCommands({ scopes }: World): void {
  if (!scopes.has('commands')) throw new Error('commands and shortcuts require the scope commands');
}

function userOf(world: World, { user }: FakeView): { user?: FakeUser } {
  const known = world.users.get(user);
  return known ? { user: known } : {};
}

/** Violations in acknowledgements are recorded, but not returned to the app. */
function ignoreErrors(work: () => void): void {
  try {
    work();
  } catch {}
}
