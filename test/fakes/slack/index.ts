import { createServer } from 'node:http';
import type { FaultHandle } from '../armed-faults.ts';
import { accountMethods } from './account-methods.ts';
import type { MessageBody } from './bodies.ts';
import { directChannel } from './channels.ts';
import { chatMethods } from './chat-methods.ts';
import { conversationMethods } from './conversation-methods.ts';
import { createDelivery } from './delivery.ts';
import { createEvents, type Events } from './events.ts';
import { createFaults, type Fault } from './faults.ts';
import { fileMethods } from './file-methods.ts';
import { createHttpDelivery, type FakeHttp } from './http-delivery.ts';
import { createPeople, type People } from './people.ts';
import type { ResponseUrls } from './response-urls.ts';
import { escapedMessage } from './scene.ts';
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
import { homeOf, viewMethods } from './view-methods.ts';
import { type ApiRequest, createWebApi, type Limit } from './web-api.ts';

export interface FakeSlackOptions extends Partial<Credentials> {
  /** What the bot's token allows. */
  readonly scopes?: readonly string[];
  /** How long an acknowledgement may take before that is noted. */
  readonly ackWithinMs?: number;
  /** How long a trigger works. */
  readonly triggerMs?: number;
  /** How often Slack pings over Socket Mode. */
  readonly pingMs?: number;
  /** How much `chat.postMessage` takes for each channel; no limit, unless told. */
  readonly postLimit?: Limit;
  /** How many messages one call for the history gives. */
  readonly mostHistory?: number;
  /** How often Slack says of a file that it has not looked at it yet; never, unless told. */
  readonly filesReadyAfter?: number;
}

export interface FakeSlack extends People, Events, Credentials {
  /** For `clientOptions: { slackApiUrl }`. */
  readonly apiUrl: string;
  readonly teamId: string;
  readonly appId: string;
  readonly botUserId: string;
  /** Its other id, by which Slack names it in some places. */
  readonly botId: string;
  /** A channel with the bot in it, there from the start, and the person who acts unless another is named. */
  readonly channelId: string;
  readonly person: FakeUser;
  readonly socketMode: FakeSocketMode;
  /** Setting `http.url` connects the app over HTTP instead. */
  readonly http: FakeHttp;
  /** Every request to the Web API or a response URL, also those that met a fault. */
  readonly requests: readonly ApiRequest[];
  /** All that was wrong with any request or acknowledgement, in words. A test of an adapter ends with `expect(slack.violations).toEqual([])`. */
  readonly violations: readonly string[];
  /** The scopes of the token, which may be changed. */
  readonly scopes: Set<string>;
  /** Every view there ever was, as it stands now, in the order in which they came. */
  readonly views: readonly FakeView[];
  readonly unfurls: readonly FakeUnfurl[];
  /** Every file that the bot began to give. */
  readonly files: readonly FakeFile[];
  /** @param method such as `chat.postMessage`, or `response_url` */
  requestsTo(method: string): ApiRequest[];
  /** What the bot said in a channel for all to see, in threads too, deleted messages included. */
  messages(channelId: string): FakeMessage[];
  /** What the bot said in a channel to one person alone. */
  ephemerals(channelId: string): FakeMessage[];
  message(channelId: string, ts: string): FakeMessage | undefined;
  /** What somebody sees on the home tab. */
  home(user?: FakeUser): FakeView | undefined;
  /** The direct message between somebody and the bot. */
  directChannelId(user?: FakeUser): string;
  /** @param user.teamId the workspace of somebody from another organization */
  addUser(user: Pick<FakeUser, 'name' | 'isAdmin' | 'teamId' | 'teams'> & { readonly tz?: string }): FakeUser;
  addChannel(channel?: Partial<Omit<FakeChannel, 'id' | 'user'>>): FakeChannel;
  changeChannel(id: string, change: Partial<Omit<FakeChannel, 'id'>>): void;
  /** Somebody writes a message, of which the app does not hear. @param call.more what another app puts beside the text */
  personSays(
    channelId: string,
    text: string,
    call?: { user?: FakeUser; threadTs?: string; more?: Pick<MessageBody, 'blocks' | 'attachments'> },
  ): FakeMessage;
  /** Somebody replies to a message, of which the app does not hear. */
  personReplies(channelId: string, ts: string, text: string, user?: FakeUser): FakeMessage;
  /** Somebody who may closes the thread below a message. */
  lockThread(channelId: string, ts: string): void;
  /** Somebody who may deletes a message. */
  deleteMessage(channelId: string, ts: string): void;
  /** From now on the bot's token is refused so; without an error it works again. */
  refuseToken(error?: 'token_revoked' | 'account_inactive' | 'invalid_auth' | 'token_expired'): void;
  fault(fault: Fault): FaultHandle;
  /** Waits until a view is as wanted. */
  viewUntil(view: FakeView, fits: (view: FakeView) => boolean): Promise<FakeView>;
  /** Waits until something holds that requests or acknowledgements bring about. */
  until<T>(look: () => T | undefined | null | false, what?: string): Promise<T>;
  close(): Promise<void>;
}

/** All that such an app may need, but not `chat:write.public` and `channels:join`. */
const SCOPES =
  'app_mentions:read channels:history channels:read chat:write commands files:read files:write groups:history groups:read im:history im:read im:write links:read links:write users:read'.split(
    ' ',
  );

/**
 * A Slack on this machine, with a Web API, Socket Mode and signed HTTP requests on real sockets.
 *
 * @example
 * const slack = await startFakeSlack();
 * const { botToken: token, appToken, apiUrl: slackApiUrl } = slack;
 * await new App({ token, appToken, socketMode: true, clientOptions: { slackApiUrl } }).start();
 * const { body } = await slack.command({ text: 'search diffusion' }).answered;
 */
export async function startFakeSlack(options: FakeSlackOptions = {}): Promise<FakeSlack> {
  const { scopes = SCOPES, ackWithinMs = 3000, triggerMs = 3000, pingMs = 10_000 } = options;
  const { postLimit, mostHistory = 999, filesReadyAfter = 0 } = options;
  const {
    botToken = 'xoxb-fake-bot-token',
    appToken = 'xapp-1-fake-app-token',
    signingSecret = 'fake-signing-secret',
  } = options;
  const world = createWorld({ botToken, appToken, signingSecret }, scopes);
  const server = createServer();
  const socketMode = createSocketMode(server, world, pingMs);
  const http = createHttpDelivery(world);
  const deliver = createDelivery(world, () => (http.url === undefined ? socketMode : http), ackWithinMs);
  const faults = createFaults(world.watch);
  const responseUrls: ResponseUrls = new Map();
  const requests: ApiRequest[] = [];
  const methods = {
    ...accountMethods(world, socketMode.connect),
    ...chatMethods(world),
    ...conversationMethods(world, mostHistory),
    ...viewMethods(world, triggerMs),
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
  const saidIn = (channelId: string): FakeMessage[] =>
    [...world.messages.values()].filter((one) => one.channel === channelId && one.user === world.botUserId);
  const known = (channel: string, ts: string): FakeMessage => {
    const message = world.message(channel, ts);
    if (!message) throw new Error(`there is no message ${ts} in ${channel}`);
    return message;
  };
  const first = addChannel();

  return {
    ...createPeople(world, deliver, responseUrls, () => urlOf(server)),
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
    messages: (channelId) => saidIn(channelId).filter((one) => one.onlyFor === undefined),
    ephemerals: (channelId) => saidIn(channelId).filter((one) => one.onlyFor !== undefined),
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
    personSays: (channel, text, { user = world.person, threadTs, more = {} } = {}) => {
      const body = { text: escapedMessage(text), ...more };
      return world.add({ channel, user: user.id, body, ...(threadTs && { threadTs }) });
    },
    personReplies: (channel, ts, text, user = world.person) =>
      world.add({ channel, user: user.id, body: { text: escapedMessage(text) }, threadTs: ts }),
    lockThread: (channel, ts) => void world.change(known(channel, ts), { isLocked: true }),
    deleteMessage: (channel, ts) => void world.change(known(channel, ts), { deleted: true }),
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
