import { createServer } from 'node:http';
import type { FaultHandle } from '../armed-faults.ts';
import { accountMethods } from './account-methods.ts';
import type { MessageBody } from './bodies.ts';
import { directChannel } from './channels.ts';
import { chatMethods } from './chat-methods.ts';
import { escapeMessage } from './context.ts';
import { conversationMethods } from './conversation-methods.ts';
import { createDelivery } from './delivery.ts';
import { createEvents, type Events } from './events.ts';
import { createFaults, type Fault } from './faults.ts';
import { fileMethods } from './file-methods.ts';
import { createHttpDelivery, type FakeHttp } from './http-delivery.ts';
import type { ResponseUrls } from './response-urls.ts';
import { createSocketMode, type FakeSocketMode, urlOf } from './socket-mode.ts';
import {
  type Credentials,
  createWorld,
  type FakeChannel,
  type FakeFile,
  type FakeMessage,
  type FakeUnfurl,
  type FakeUser,
  type FakeView,
} from './state.ts';
import { createUserActions, type UserActions } from './user-actions.ts';
import { homeOf, viewMethods } from './view-methods.ts';
import { type ApiRequest, createWebApi, type RateLimit } from './web-api.ts';

export interface FakeSlackOptions extends Partial<Credentials> {
  /** The scopes of the bot token. */
  readonly scopes?: readonly string[];
  /** Later acknowledgements are violations. */
  readonly ackTimeoutMs?: number;
  readonly triggerTtlMs?: number;
  readonly pingIntervalMs?: number;
  /** The rate limit of `chat.postMessage` per channel. None by default. */
  readonly postLimit?: RateLimit;
  /** The most messages in a response. */
  readonly maxHistoryPage?: number;
  /** The number of `files.info` responses before a file is processed. 0 by default. */
  readonly filesReadyAfter?: number;
}

export interface FakeSlack extends UserActions, Events, Credentials {
  /** For `clientOptions: { slackApiUrl }`. */
  readonly apiUrl: string;
  readonly teamId: string;
  readonly appId: string;
  readonly botUserId: string;
  /** The bot's other id, which some payloads use. */
  readonly botId: string;
  /** The default channel, which the bot is in, and the default user. */
  readonly channelId: string;
  readonly person: FakeUser;
  readonly socketMode: FakeSocketMode;
  /** Requests go to `http.url` once it's set, instead of over Socket Mode. */
  readonly http: FakeHttp;
  /** All requests to the Web API and response URLs, including those that met a fault. */
  readonly requests: readonly ApiRequest[];
  /** Violations of Slack's and this project's rules. Tests end with `expect(slack.violations).toEqual([])`. */
  readonly violations: readonly string[];
  /** The scopes of the bot token. Tests may change them. */
  readonly scopes: Set<string>;
  /** The current state of all views, in the order in which they were opened. */
  readonly views: readonly FakeView[];
  readonly unfurls: readonly FakeUnfurl[];
  /** All files that the bot has started to upload. */
  readonly files: readonly FakeFile[];
  /** @param method such as `chat.postMessage`, or `response_url` */
  requestsTo(method: string): ApiRequest[];
  /** The bot's public messages in a channel and its threads, including deleted ones. */
  messages(channelId: string): FakeMessage[];
  /** The bot's ephemeral messages in a channel. */
  ephemerals(channelId: string): FakeMessage[];
  message(channelId: string, ts: string): FakeMessage | undefined;
  /** A user's home tab. */
  home(user?: FakeUser): FakeView | undefined;
  /** The channel of direct messages between a user and the bot. */
  directChannelId(user?: FakeUser): string;
  /** @param user.teamId the workspace of a user from another organization */
  addUser(user: Pick<FakeUser, 'name' | 'isAdmin' | 'teamId' | 'teams'> & { readonly tz?: string }): FakeUser;
  addChannel(channel?: Partial<Omit<FakeChannel, 'id' | 'user'>>): FakeChannel;
  changeChannel(id: string, change: Partial<Omit<FakeChannel, 'id'>>): void;
  /** Adds a user's message without sending an event. @param call.more the blocks and attachments of another app */
  writeMessage(
    channelId: string,
    text: string,
    call?: { user?: FakeUser; threadTs?: string; more?: Pick<MessageBody, 'blocks' | 'attachments'> },
  ): FakeMessage;
  /** Adds a user's reply without sending an event. */
  writeReply(channelId: string, ts: string, text: string, user?: FakeUser): FakeMessage;
  lockThread(channelId: string, ts: string): void;
  deleteMessage(channelId: string, ts: string): void;
  /** Rejects the bot token with an error from now on, or accepts it again without one. */
  refuseToken(error?: 'token_revoked' | 'account_inactive' | 'invalid_auth' | 'token_expired'): void;
  fault(fault: Fault): FaultHandle;
  /** Waits until a view matches. */
  viewUntil(view: FakeView, fits: (view: FakeView) => boolean): Promise<FakeView>;
  /** Waits for a result other than `undefined`, `null` and `false`. */
  until<T>(look: () => T | undefined | null | false, what?: string): Promise<T>;
  close(): Promise<void>;
}

/** Without `chat:write.public` and `channels:join`. */
const DEFAULT_SCOPES =
  'app_mentions:read channels:history channels:read chat:write commands files:read files:write groups:history groups:read im:history im:read im:write links:read links:write users:read'.split(
    ' ',
  );

/**
 * A local Slack with a Web API, Socket Mode and signed HTTP requests on real sockets.
 *
 * @example
 * const slack = await startFakeSlack();
 * const { botToken: token, appToken, apiUrl: slackApiUrl } = slack;
 * await new App({ token, appToken, socketMode: true, clientOptions: { slackApiUrl } }).start();
 * const { body } = await slack.command({ text: 'search diffusion' }).answered;
 */
export async function startFakeSlack(options: FakeSlackOptions = {}): Promise<FakeSlack> {
  const { scopes = DEFAULT_SCOPES, ackTimeoutMs = 3000, triggerTtlMs = 3000, pingIntervalMs = 10_000 } = options;
  const { postLimit, maxHistoryPage = 999, filesReadyAfter = 0 } = options;
  const {
    botToken = 'xoxb-fake-bot-token',
    appToken = 'xapp-1-fake-app-token',
    signingSecret = 'fake-signing-secret',
  } = options;
  const world = createWorld({ botToken, appToken, signingSecret }, scopes);
  const server = createServer();
  const socketMode = createSocketMode(server, world, pingIntervalMs);
  const http = createHttpDelivery(world);
  const deliver = createDelivery(world, () => (http.url === undefined ? socketMode : http), ackTimeoutMs);
  const faults = createFaults(world.watch);
  const responseUrls: ResponseUrls = new Map();
  const requests: ApiRequest[] = [];
  const methods = {
    ...accountMethods(world, socketMode.connect),
    ...chatMethods(world),
    ...conversationMethods(world, maxHistoryPage),
    ...viewMethods(world, triggerTtlMs),
    ...fileMethods(world, () => urlOf(server), filesReadyAfter),
  };
  server.on('request', createWebApi(world, { methods, faults, requests, responseUrls, postLimit }));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  const addChannel: FakeSlack['addChannel'] = (given = {}) => {
    const usual = { name: 'papers', kind: 'public', isMember: true, isArchived: false, isRestricted: false } as const;
    const channel = { ...usual, ...given, id: world.newId('C') };
    world.channels.set(channel.id, channel);
    return channel;
  };
  const botMessagesIn = (channelId: string): FakeMessage[] =>
    [...world.messages.values()].filter((one) => one.channel === channelId && one.user === world.botUserId);
  const findMessage = (channel: string, ts: string): FakeMessage => {
    const message = world.message(channel, ts);
    if (!message) throw new Error(`there is no message ${ts} in ${channel}`);
    return message;
  };
  const first = addChannel();

  return {
    ...createUserActions(world, deliver, responseUrls, () => urlOf(server)),
    ...createEvents(world, deliver),
    apiUrl: `${urlOf(server)}/api/`,
    botToken,
    appToken,
    signingSecret,
    teamId: world.teamId,
    appId: world.appId,
    botUserId: world.botUserId,
    botId: world.botId,
    channelId: first.id,
    person: world.person,
    socketMode,
    http,
    requests,
    violations: world.violations,
    scopes: world.scopes,
    get views() {
      return [...world.views.values()];
    },
    unfurls: world.unfurls,
    get files() {
      return [...world.files.values()];
    },
    requestsTo: (method) => requests.filter((one) => one.method === method),
    messages: (channelId) => botMessagesIn(channelId).filter((one) => one.onlyFor === undefined),
    ephemerals: (channelId) => botMessagesIn(channelId).filter((one) => one.onlyFor !== undefined),
    message: world.message,
    home: (user = world.person) => homeOf(world, user.id),
    directChannelId: (user = world.person) => directChannel(world, user.id).id,
    addUser: ({ tz = 'Etc/UTC', ...given }) => {
      const user = { id: world.newId('U'), tz, ...given };
      world.users.set(user.id, user);
      return user;
    },
    addChannel,
    changeChannel: (id, change) => {
      const known = world.channels.get(id);
      if (!known) throw new Error(`there is no channel ${id}`);
      world.channels.set(id, { ...known, ...change });
    },
    writeMessage: (channel, text, { user = world.person, threadTs, more = {} } = {}) => {
      const body = { text: escapeMessage(text), ...more };
      return world.addMessage({ channel, user: user.id, body, ...(threadTs && { threadTs }) });
    },
    writeReply: (channel, ts, text, user = world.person) =>
      world.addMessage({ channel, user: user.id, body: { text: escapeMessage(text) }, threadTs: ts }),
    lockThread: (channel, ts) => void world.changeMessage(findMessage(channel, ts), { isLocked: true }),
    deleteMessage: (channel, ts) => void world.changeMessage(findMessage(channel, ts), { deleted: true }),
    refuseToken: (error) => {
      world.tokenError = error;
    },
    fault: faults.add,
    viewUntil: ({ id }, fits) =>
      world.watch.until(
        () => {
          const now = world.views.get(id);
          return now && fits(now) && now;
        },
        () => `the wanted view; now it is ${JSON.stringify(world.views.get(id)?.body)}`,
      ),
    until: (look, what = 'what a test wanted') => world.watch.until(look, what),
    close: async () => {
      await socketMode.stop();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
