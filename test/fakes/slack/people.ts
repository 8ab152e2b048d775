import { optionFindings } from './block-check/bodies.ts';
import { type Element, everyElement, type Option } from './bodies.ts';
import type { Deliver, Parcel } from './delivery.ts';
import { answerableIn, chosen, type Entries, type Entry, stateOf, unfilled } from './element-values.ts';
import { type Deed, type DeedHandle, handleOf } from './handle.ts';
import { demand } from './requirements.ts';
import { messageResource, teamOf, viewResource } from './resources.ts';
import { newResponseUrl, type ResponseBody, type ResponseUrl, type ResponseUrls, say } from './response-urls.ts';
import { type Caller, commonOf, escaped, newTrigger, type Scene, sceneOf } from './scene.ts';
import type { FakeMessage, FakeUser, FakeView, World } from './state.ts';
import { type Target, targetOf } from './target.ts';
import { carryOutViewAnswer } from './view-answer.ts';

/** What somebody acts on: a message, the answer to a deed, or a view. */
interface Use {
  readonly on: Target;
  readonly actionId: string;
  readonly user?: FakeUser;
  /** What stands in the fields of the view or message at that moment. */
  readonly entries?: Entries;
}

/** What people do. Each reaches the app the way that it is connected. */
export interface People {
  /** A slash command: `/papers`, unless told. */
  command(call: Caller & { readonly text?: string; readonly command?: string }): DeedHandle;
  /** @param use.value tells buttons of one `actionId` apart */
  press(use: Use & { readonly value?: string }): DeedHandle;
  /** Chooses from a menu of any kind, an overflow menu too, or fills in a field that tells so at once. */
  choose(use: Use & { readonly value: Entry }): DeedHandle;
  /** Types in a menu that asks the app what there is. */
  options(use: Use & { readonly value: string }): Promise<readonly Option[]>;
  globalShortcut(call: { readonly callbackId: string; readonly user?: FakeUser }): DeedHandle;
  messageShortcut(call: {
    readonly callbackId: string;
    readonly message: FakeMessage;
    readonly user?: FakeUser;
  }): DeedHandle;
  viewSubmission(call: { readonly view: FakeView; readonly entries?: Entries }): DeedHandle;
  /** Closes a view. The app hears of it where the view asks for that. @param call.all the whole stack */
  viewClosed(call: { readonly view: FakeView; readonly all?: boolean }): DeedHandle;
}

interface Act {
  readonly kind: Exclude<Parcel['kind'], 'events_api'>;
  readonly what: string;
  readonly scene: Scene;
  readonly source?: FakeMessage;
  readonly from?: FakeView;
  readonly urlKind?: 'commands' | 'actions' | 'app';
  /** A form that asks where its answer goes has its response URL there. */
  readonly answerable?: readonly { readonly channel_id: string }[];
  readonly payload: object;
}

export function createPeople(world: World, deliver: Deliver, urls: ResponseUrls, baseUrl: () => string): People {
  /** What menus found for people, so that they can choose from it. */
  const found: Option[] = [];

  const act = (one: Act, onAck: (body: unknown, deed: Deed) => void = () => {}): DeedHandle => {
    const { kind, what, scene, source, from, urlKind, answerable, payload } = one;
    const { user, channel } = scene;
    const { id, trigger } = newTrigger(world, user, { from, channel: urlKind && channel.id });
    const newUrl = (kind: 'commands' | 'actions' | 'app', where: string): ResponseUrl =>
      newResponseUrl(urls, kind, { channel: where, user: user.id, source });
    const places = (answerable ?? []).map((place) => ({ place, url: newUrl('app', place.channel_id) }));
    const url = urlKind ? newUrl(urlKind, channel.id) : places[0]?.url;
    const deed: Deed = { what, trigger, url, source };
    const addressOf = ({ path }: ResponseUrl): string => `${baseUrl()}${path}`;
    const addresses = {
      ...(urlKind && url && { response_url: addressOf(url) }),
      ...(answerable && { response_urls: places.map((one) => ({ ...one.place, response_url: addressOf(one.url) })) }),
    };
    deliver({ kind, what, payload: { ...payload, trigger_id: id, ...addresses } }, (ack) => {
      deed.ack = ack;
      const { body } = ack;
      const isEmpty = body === '' || (typeof body === 'object' && Object.keys(body ?? {}).length === 0);
      if (ack.status === 200) onAck(isEmpty ? {} : body, deed);
    });
    return handleOf(world, deed);
  };

  const use = (call: Use, entry: Entry | undefined, what: string): DeedHandle => {
    const { scene, source, view, blocks, placeOf } = targetOf(world, call);
    const isWanted = (one: Element): boolean =>
      one.action_id === call.actionId && (one.type !== 'button' || entry === undefined || one.value === entry);
    const { block, element } = everyElement(blocks).find((one) => isWanted(one.element)) ?? {};
    if (!element || !block) {
      const there = everyElement(blocks).map((one) => `${one.element.action_id} (${one.element.value ?? ''})`);
      throw new Error(`there is no ${call.actionId} ${entry ?? ''}; there are ${there.join(', ') || 'none'}`);
    }
    const { text, value } = element;
    const held = element.type === 'button' ? { type: 'button', text, ...(value && { value }) } : undefined;
    const ids = { action_id: call.actionId, block_id: block.block_id, action_ts: world.newTs() };
    const action = { ...ids, ...(held ?? chosen(element, entry ?? '', found)) };
    const state = stateOf(blocks, call.entries ?? {}, { found, channel: view?.channel });
    const payload = { type: 'block_actions', ...commonOf(world, scene.user), ...placeOf(block), actions: [action] };
    const from = { ...(source && ({ source, urlKind: 'actions' } as const)), ...(view && { from: view }) };
    const whole = view ? { ...payload, view: viewResource(world, view, state) } : { ...payload, state };
    return act({ kind: 'interactive', what, scene, ...from, payload: whole }, (body) => {
      if (Object.keys(Object(body)).length > 0) world.violations.push(`${what}: acknowledged with words nobody sees`);
    });
  };

  return {
    command: (call) => {
      requireCommands(world);
      const scene = sceneOf(world, call);
      const { user, channel } = scene;
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
        text: escaped(text),
        api_app_id: world.appId,
        is_enterprise_install: 'false',
      };
      const what = `${command} ${text}`;
      return act({ kind: 'slash_commands', what, scene, urlKind: 'commands', payload }, (body, deed) => {
        if (Object.keys(Object(body)).length === 0) return;
        const message = (typeof body === 'string' ? { text: body } : body) as ResponseBody;
        quietly(() => {
          deed.said = say(world, `acknowledgement of ${what}`, { channel: channel.id, user: user.id }, message);
        });
      });
    },
    press: (call) => use(call, call.value, `the button ${call.actionId}`),
    choose: (call) => use(call, call.value, `the choice of ${call.value} in ${call.actionId}`),
    options: async (call) => {
      const { scene, view, blocks, placeOf } = targetOf(world, call);
      const one = everyElement(blocks).find(({ element }) => element.action_id === call.actionId);
      if (!one?.element.type.includes('external_select')) throw new Error(`${call.actionId} is no menu that asks`);
      const what = `the search for ${call.value} in ${call.actionId}`;
      const asked = { action_id: call.actionId, block_id: one.block.block_id, value: call.value };
      const shown = view ? { view: viewResource(world, view, stateOf(blocks, call.entries ?? {}, { found })) } : {};
      const where = placeOf(one.block);
      const payload = { type: 'block_suggestion', ...commonOf(world, scene.user), ...where, ...asked, ...shown };
      const { body } = await act({ kind: 'interactive', what, scene, payload }).acknowledged;
      quietly(() => demand(world, what, optionFindings(body)));
      const { options = [], option_groups: groups = [] } = body as {
        options?: readonly Option[];
        option_groups?: readonly { readonly options: readonly Option[] }[];
      };
      const offered = [...options, ...groups.flatMap((group) => group.options)];
      found.push(...offered);
      return offered;
    },
    globalShortcut: ({ callbackId, user = world.person }) => {
      requireCommands(world);
      const payload = { type: 'shortcut', ...commonOf(world, user), callback_id: callbackId, action_ts: world.newTs() };
      const what = `the shortcut ${callbackId}`;
      return act({ kind: 'interactive', what, scene: sceneOf(world, { user }), payload });
    },
    messageShortcut: ({ callbackId, message, user = world.person }) => {
      requireCommands(world);
      const scene = sceneOf(world, { user, channel: message.channel });
      const { id, name } = scene.channel;
      const payload = {
        type: 'message_action',
        ...commonOf(world, user),
        callback_id: callbackId,
        action_ts: world.newTs(),
        message_ts: message.ts,
        channel: { id, name },
        message: messageResource(world, message),
      };
      // Its response URL says something new: the message belongs to somebody else.
      return act({ kind: 'interactive', what: `the shortcut ${callbackId}`, scene, urlKind: 'app', payload });
    },
    viewSubmission: ({ view, entries = {} }) => {
      const now = world.views.get(view.id);
      if (!now?.isOpen) throw new Error(`the view ${view.id} is not open any more`);
      if (!now.body.submit) throw new Error(`the view ${now.body.title?.text} has no submit button`);
      const state = stateOf(now.body.blocks, entries, { found, channel: now.channel });
      const empty = unfilled(now.body.blocks, state);
      if (empty !== undefined) throw new Error(`${empty} has to be filled in before Slack submits`);
      const what = `the submission of ${now.body.callback_id ?? now.id}`;
      const scene = sceneOf(world, { ...userOf(world, now) });
      const payload = {
        type: 'view_submission',
        ...commonOf(world, scene.user),
        view: viewResource(world, now, state),
      };
      const answerable = answerableIn(now.body.blocks, state);
      return act({ kind: 'interactive', what, scene, from: now, answerable, payload }, (body, deed) =>
        quietly(() => carryOutViewAnswer(world, what, now, Object(body), deed.trigger)),
      );
    },
    viewClosed: ({ view, all = false }) => {
      const now = world.views.get(view.id) ?? view;
      const what = `the end of ${now.body.callback_id ?? now.id}`;
      carryOutViewAnswer(world, what, now, all ? { response_action: 'clear' } : {});
      if (!now.body.notify_on_close) throw new Error('this view does not ask to hear of its end');
      const scene = sceneOf(world, { ...userOf(world, now) });
      const shown = viewResource(world, now);
      const payload = { type: 'view_closed', ...commonOf(world, scene.user), view: shown, is_cleared: all };
      return act({ kind: 'interactive', what, scene, payload });
    },
  };
}

function requireCommands({ scopes }: World): void {
  if (!scopes.has('commands')) throw new Error('an app without the scope commands has no commands and shortcuts');
}

function userOf(world: World, { user }: FakeView): { user?: FakeUser } {
  const known = world.users.get(user);
  return known ? { user: known } : {};
}

/** What is wrong with an acknowledgement is noted, and there is nobody to tell. */
function quietly(work: () => void): void {
  try {
    work();
  } catch {}
}
