import { randomBytes } from 'node:crypto';
import { createWatch, type Watch } from '../watch.ts';
import type { Block, MessageBody, ViewBody } from './bodies.ts';

export interface FakeUser {
  readonly id: string;
  readonly name: string;
  readonly tz: string;
  readonly isBot?: boolean;
  /** Whether they are an admin of their workspace. */
  readonly isAdmin?: boolean;
  /** The workspace of a user from another organization, in a shared channel. */
  readonly teamId?: string;
  /** All their workspaces in an organization with several. */
  readonly teams?: readonly string[];
}

export interface FakeChannel {
  readonly id: string;
  readonly name: string;
  readonly kind: 'public' | 'private' | 'im';
  /** Whether the bot is a member. */
  readonly isMember: boolean;
  readonly isArchived: boolean;
  /** Whether the bot may not post. */
  readonly isRestricted: boolean;
  /** The user in a direct message with the bot. */
  readonly user?: string;
  /** The members' ids; the default user by default. */
  readonly members?: readonly string[];
}

export interface FakeMessage {
  readonly channel: string;
  readonly ts: string;
  readonly user: string;
  /** After all updates. */
  readonly body: MessageBody;
  readonly threadTs?: string;
  /** The user who sees an ephemeral message. */
  readonly onlyFor?: string;
  readonly edits: number;
  readonly deleted: boolean;
  /** Whether its thread is locked. */
  readonly isLocked?: boolean;
  /** Link previews by URL. */
  readonly unfurls: Readonly<Record<string, UnfurlCard>>;
}

export interface FakeFile {
  readonly id: string;
  readonly name: string;
  /** As announced before the upload. */
  readonly length: number;
  readonly alt?: string;
  readonly data?: Uint8Array;
  readonly isComplete: boolean;
  /** The number of `files.info` requests for it. */
  readonly infoRequests: number;
  /** Set once the file is processed. */
  readonly mimetype?: string;
}

export interface FakeView {
  readonly id: string;
  readonly type: 'modal' | 'home';
  readonly user: string;
  readonly body: ViewBody;
  /** Changes with each update. */
  readonly hash: string;
  readonly how: 'opened' | 'pushed' | 'published';
  readonly updates: number;
  readonly isOpen: boolean;
  readonly rootId: string;
  /** The view below it in the stack. */
  readonly previousId?: string;
  /** The channel where it was opened. */
  readonly channel?: string;
}

interface UnfurlCard {
  readonly blocks?: readonly Block[];
}

/** A `chat.unfurl` request. */
export interface FakeUnfurl {
  readonly channel?: string;
  readonly ts?: string;
  readonly unfurlId?: string;
  readonly source?: string;
  readonly unfurls: Readonly<Record<string, UnfurlCard>>;
}

/** Links in a message or draft that the app may unfurl. */
export interface SharedLinks {
  readonly channel: string;
  readonly ts: string;
  readonly unfurlId: string;
  readonly source: 'composer' | 'conversations_history';
  readonly urls: readonly string[];
}

export interface Trigger {
  readonly sentAt: number;
  readonly user: string;
  isUsed: boolean;
  isExpired: boolean;
  /** The view or channel where it was used. */
  readonly from?: string;
  readonly channel?: string;
  view?: string;
}

/** The state of the fake Slack. */
export interface World {
  readonly teamId: string;
  readonly appId: string;
  readonly botId: string;
  readonly botUserId: string;
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
  readonly scopes: Set<string>;
  readonly person: FakeUser;
  /** The error for requests with the bot token, once it's invalid. */
  tokenError: string | undefined;
  readonly watch: Watch;
  readonly users: Map<string, FakeUser>;
  readonly channels: Map<string, FakeChannel>;
  readonly messages: Map<string, FakeMessage>;
  readonly views: Map<string, FakeView>;
  readonly files: Map<string, FakeFile>;
  readonly triggers: Map<string, Trigger>;
  readonly shared: SharedLinks[];
  readonly unfurls: FakeUnfurl[];
  readonly violations: string[];
  newId(prefix: string): string;
  newTs(): string;
  message(channel: string, ts: string): FakeMessage | undefined;
  addMessage(message: Pick<FakeMessage, 'channel' | 'user' | 'body' | 'threadTs' | 'onlyFor'>): FakeMessage;
  changeMessage(message: FakeMessage, change: Partial<FakeMessage>): FakeMessage;
  putView(view: Omit<FakeView, 'hash'>): FakeView;
}

export interface Credentials {
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
}

export function createWorld({ botToken, appToken, signingSecret }: Credentials, scopes: readonly string[]): World {
  const messages = new Map<string, FakeMessage>();
  const views = new Map<string, FakeView>();
  const watch = createWatch();
  const newTs = createTimestampGenerator();
  let ids = 0;
  const newId = (prefix: string): string => {
    ids += 1;
    return `${prefix}0FAKE${ids.toString(36).toUpperCase().padStart(4, '0')}`;
  };
  const bot = { id: newId('U'), name: 'paperboy', tz: 'Etc/UTC', isBot: true };
  const person = { id: newId('U'), name: 'ada', tz: 'Europe/Zurich' };
  const store = (message: FakeMessage): FakeMessage => {
    messages.set(`${message.channel} ${message.ts}`, message);
    watch.notify();
    return message;
  };
  return {
    teamId: newId('T'),
    appId: newId('A'),
    botId: newId('B'),
    botUserId: bot.id,
    botToken,
    appToken,
    signingSecret,
    scopes: new Set(scopes),
    person,
    tokenError: undefined,
    watch,
    users: new Map([bot, person].map((user) => [user.id, user])),
    channels: new Map(),
    messages,
    views,
    files: new Map(),
    triggers: new Map(),
    shared: [],
    unfurls: [],
    violations: [],
    newId,
    newTs,
    message: (channel, ts) => messages.get(`${channel} ${ts}`),
    addMessage: (message) => store({ ...message, ts: newTs(), edits: 0, deleted: false, unfurls: {} }),
    changeMessage: (message, change) => {
      const now = messages.get(`${message.channel} ${message.ts}`) ?? message;
      return store({ ...now, ...change });
    },
    putView: (view) => {
      const put = { ...view, hash: `${Math.floor(Date.now() / 1000)}.${randomBytes(4).toString('hex')}` };
      views.set(put.id, put);
      watch.notify();
      return put;
    },
  };
}

/** Generates unique, increasing timestamps, which are message ids. */
function createTimestampGenerator(): () => string {
  let last = 0;
  return () => {
    last = Math.max(Date.now() * 1000, last + 1);
    return `${Math.floor(last / 1e6)}.${(last % 1e6).toString().padStart(6, '0')}`;
  };
}
