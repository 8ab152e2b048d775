import { directChannel } from './channels.ts';
import { type Caller, escapeMessage, resolveContext } from './context.ts';
import type { Ack, Deliver } from './delivery.ts';
import { teamOf, viewResource } from './resources.ts';
import type { FakeMessage, SharedLinks, World } from './state.ts';
import { homeOf } from './view-methods.ts';

interface SlackEvent {
  readonly type: string;
  readonly [field: string]: unknown;
}

interface Repetition {
  /** How many copies are sent. 1 by default. */
  readonly times?: number;
  /** The retry number of the first copy, 0 by default. With 1, the original is lost and only a retry arrives. */
  readonly firstRetry?: number;
}

/** What the app does about an event. */
interface EventHandle {
  readonly eventId: string;
  readonly acknowledged: Promise<Ack>;
  /** Those of all copies so far. */
  readonly acknowledgements: readonly Ack[];
  /** Resolves when all copies are acknowledged. */
  readonly allAcknowledged: Promise<unknown>;
  /** The bot's later messages in the same channel and thread. */
  readonly replies: readonly FakeMessage[];
  /** The first reply. */
  readonly answered: Promise<FakeMessage>;
  /** Sends the event again as its next retry. */
  resend(): void;
}

/** Sends events to the app. */
export interface Events {
  /** @param call.text the text after the mention @param call.asMessageToo first sends a `message` event as well */
  mention(
    call: Caller & Repetition & { readonly text: string; readonly threadTs?: string; readonly asMessageToo?: boolean },
  ): EventHandle & { readonly message: FakeMessage };
  directMessage(call: Caller & Repetition & { readonly text: string }): EventHandle & { readonly message: FakeMessage };
  /** Links in a message, or in a draft (`composer`). */
  linkShared(
    call: Caller &
      Repetition & {
        readonly links: readonly string[];
        readonly source?: SharedLinks['source'];
        readonly threadTs?: string;
      },
  ): EventHandle & { readonly shared: SharedLinks };
  homeOpened(call?: Caller & Repetition & { readonly tab?: 'home' | 'messages' }): EventHandle;
  /** The bot joins by default. */
  memberJoined(call?: Caller & Repetition): EventHandle;
  appUninstalled(call?: Repetition): EventHandle;
  tokensRevoked(call?: Repetition): EventHandle;
  event(event: SlackEvent, repeated?: Repetition): EventHandle;
}

export function createEvents(world: World, deliver: Deliver): Events {
  const send = (event: SlackEvent, repeated: Repetition = {}, thread?: Thread): EventHandle => {
    const { times = 1, firstRetry = 0 } = repeated;
    const payload = wrapEvent(world, event);
    const acknowledgements: Ack[] = [];
    const begin = world.newTs();
    let sent = 0;
    const resend = (): void => {
      const retry = firstRetry + sent;
      sent += 1;
      const label = `the event ${event.type}${retry > 0 ? ` (retry ${retry})` : ''}`;
      deliver({ kind: 'events_api', label, payload, retry }, (ack) => acknowledgements.push(ack));
    };
    for (let copy = 0; copy < times; copy += 1) resend();
    const findReplies = (): FakeMessage[] =>
      [...world.messages.values()].filter(
        (one) =>
          one.user === world.botUserId &&
          one.ts > begin &&
          (thread === undefined || (one.channel === thread.channel && [undefined, thread.ts].includes(one.threadTs))),
      );
    const until = <T>(look: () => T | undefined | false, wanted: string): Promise<T> =>
      world.watch.until(look, () => `${wanted} of ${event.type}; violations: ${world.violations.join('; ') || 'none'}`);
    return {
      eventId: payload.event_id,
      get acknowledged() {
        return until(() => acknowledgements[0], 'the acknowledgement');
      },
      acknowledgements,
      get allAcknowledged() {
        return until(() => acknowledgements.length === sent, 'every acknowledgement');
      },
      get replies() {
        return findReplies();
      },
      get answered() {
        return until(() => findReplies()[0], 'the answer');
      },
      resend,
    };
  };

  const requireScope = (scope: string, type: string): void => {
    if (!world.scopes.has(scope)) throw new Error(`${type} events require the scope ${scope}`);
  };

  const addMessage = (caller: Caller, text: string, threadTs?: string) => {
    const { user, channel } = resolveContext(world, caller);
    const message = world.addMessage({
      channel: channel.id,
      user: user.id,
      body: { text },
      ...(threadTs && { threadTs }),
    });
    const { ts } = message;
    const thread = threadTs && { thread_ts: threadTs };
    const event = { user: user.id, text, ts, event_ts: ts, channel: channel.id, team: teamOf(world, user), ...thread };
    return { message, event: { client_msg_id: world.newId('M'), ...event } };
  };

  return {
    mention: (call) => {
      requireScope('app_mentions:read', 'app_mention');
      const text = `<@${world.botUserId}> ${escapeMessage(call.text)}`.trim();
      const { message, event } = addMessage(call, text, call.threadTs);
      if (call.asMessageToo) send({ type: 'message', channel_type: 'channel', ...event });
      const thread = { channel: message.channel, ts: message.threadTs ?? message.ts };
      return Object.assign(send({ type: 'app_mention', ...event }, call, thread), { message });
    },
    directMessage: (call) => {
      requireScope('im:history', 'message.im');
      const { id: channel } = directChannel(world, (call.user ?? world.person).id);
      const { message, event } = addMessage({ ...call, channel }, escapeMessage(call.text));
      const thread = { channel, ts: message.ts };
      return Object.assign(send({ type: 'message', channel_type: 'im', ...event }, call, thread), { message });
    },
    linkShared: (call) => {
      requireScope('links:read', 'link_shared');
      const { links, source = 'conversations_history', threadTs } = call;
      const isTyped = source === 'composer';
      const { user, channel } = resolveContext(world, call);
      const ts = isTyped
        ? world.newId('draft-')
        : addMessage(call, escapeMessage(links.join(' ')), threadTs).message.ts;
      const place = isTyped ? 'COMPOSER' : channel.id;
      const unfurlId = `${world.newId('C')}.${ts}.${world.newId('')}`;
      const shared = { channel: place, ts, unfurlId, source, urls: links };
      world.shared.push(shared);
      const event = {
        type: 'link_shared',
        user: user.id,
        channel: place,
        message_ts: ts,
        unfurl_id: unfurlId,
        source,
        is_bot_user_member: channel.isMember,
        links: links.map((url) => ({ url, domain: new URL(url).hostname })),
        event_ts: world.newTs(),
        ...(threadTs && { thread_ts: threadTs }),
      };
      return Object.assign(send(event, call, { channel: place, ts }), { shared });
    },
    homeOpened: (call = {}) => {
      const { tab = 'home', user = world.person } = call;
      const home = homeOf(world, user.id);
      const channel = directChannel(world, user.id).id;
      const shown = tab === 'home' && home ? { view: viewResource(world, home) } : {};
      const event = { type: 'app_home_opened', user: user.id, channel, tab, event_ts: world.newTs(), ...shown };
      return send(event, call, { channel, ts: '' });
    },
    memberJoined: (call = {}) => {
      const { channel } = resolveContext(world, call);
      const user = call.user?.id ?? world.botUserId;
      if (user === world.botUserId) world.channels.set(channel.id, { ...channel, isMember: true });
      const joined = { type: 'member_joined_channel', user, channel: channel.id, channel_type: 'C' };
      const event = { ...joined, team: world.teamId, inviter: world.person.id, event_ts: world.newTs() };
      return send(event, call, { channel: channel.id, ts: '' });
    },
    appUninstalled: (call) => {
      world.tokenError = 'account_inactive';
      return send({ type: 'app_uninstalled' }, call);
    },
    tokensRevoked: (call) => {
      world.tokenError = 'token_revoked';
      return send({ type: 'tokens_revoked', tokens: { oauth: [], bot: [world.botUserId] } }, call);
    },
    event: (event, repeated) => send(event, repeated),
  };
}

interface Thread {
  readonly channel: string;
  readonly ts: string;
}

function wrapEvent(world: World, event: SlackEvent) {
  const user = world.users.get(String(event['user'])) ?? world.person;
  return {
    token: 'verification',
    team_id: teamOf(world, user),
    context_team_id: world.teamId,
    context_enterprise_id: null,
    api_app_id: world.appId,
    type: 'event_callback',
    event_id: world.newId('Ev'),
    event_time: Math.floor(Date.now() / 1000),
    authorizations: [
      {
        enterprise_id: null,
        team_id: world.teamId,
        user_id: world.botUserId,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    is_ext_shared_channel: teamOf(world, user) !== world.teamId,
    event_context: 'fake',
    event,
  };
}
