import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { WebSocket } from 'ws';
import { createPlayground } from '../../../../adapters/web/playground/index.ts';
import type { ClientMessage, MessageView, ServerMessage } from '../../../../adapters/web/playground/protocol.ts';
import type { PlatformPreview } from '../../../../adapters/web/playground/request-handler.ts';
import { createSite } from '../../../../adapters/web/site.ts';
import type { commands } from '../../../../commands/index.ts';
import type { CommandDefinition } from '../../../../src/chat/command.ts';
import type { InteractionHandler } from '../../../../src/chat/interaction.ts';
import type { ChatPlatform } from '../../../../src/chat/platform.ts';
import type { ChartRenderer } from '../../../../src/runtime/charts/chart.ts';
import { createTestCore, createTestRouter, type TestCore } from '../../../fakes/core.ts';
import { createMemoryLog } from '../../../fakes/log.ts';
import { ASSETS_FOLDER } from './open-site.ts';

interface PlaygroundOptions {
  readonly core?: TestCore;
  /** By default all commands. */
  readonly modules?: typeof commands;
  readonly now?: () => Date;
  readonly drawChart?: ChartRenderer;
  readonly pageFolder?: string;
  readonly heartbeatIntervalMs?: number;
  readonly threadActivityThrottleMs?: number;
}

type TabRequest = ClientMessage extends infer One
  ? One extends { requestId: number }
    ? Omit<One, 'requestId'>
    : never
  : never;
type TabResponse = Extract<ServerMessage, { requestId: number }>;
type JoinOptions = Partial<Extract<ClientMessage, { kind: 'join' }>>;

/** A tab of the playground, as a browser has one. */
export interface TestTab {
  readonly socket: WebSocket;
  readonly received: readonly ServerMessage[];
  readonly id: string;
  /** The id of the direct channel. */
  readonly direct: string;
  /** The messages that it shows now. */
  messages(): MessageView[];
  /** The text of these messages. */
  text(): string;
  request(request: TabRequest): Promise<TabResponse>;
  send(text: string, location?: { readonly channel?: string; readonly thread?: string }): Promise<TabResponse>;
  /** Presses the first control with this label. */
  press(message: MessageView | undefined, label: string): Promise<TabResponse>;
  /** Waits for a message that contains this text. */
  findMessage(text: string): Promise<MessageView>;
  /** Waits until everything that was sent to this tab before has been received. */
  sync(): Promise<void>;
}

export interface TestPlayground {
  readonly platform: ChatPlatform;
  readonly core: TestCore;
  readonly commands: readonly CommandDefinition[];
  readonly dispatch: InteractionHandler;
  readonly records: readonly Record<string, unknown>[];
  readonly url: string;
  /** Opens a WebSocket that hasn't joined. */
  openSocket(): Promise<WebSocket>;
  openTab(options?: JoinOptions): Promise<TestTab>;
  close(): Promise<void>;
}

/** The playground with the real core, on a site that is already listening. The platform isn't started. */
export async function openPlayground(options: PlaygroundOptions = {}): Promise<TestPlayground> {
  const given = options.core ?? createTestCore();
  const core = { ...given, discussions: { ...given.discussions, findPlatform: () => platform } };
  const { log, records } = createMemoryLog();
  const site = createSite({
    address: { host: '127.0.0.1', port: 0, isPortConfigured: false },
    ...{ portSettingName: 'PORT', homePath: '/playground/', assetsFolder: ASSETS_FOLDER, log },
  });
  const { heartbeatIntervalMs, threadActivityThrottleMs, modules } = options;
  const platform: ChatPlatform = createPlayground({
    site,
    pageFolder: options.pageFolder ?? mkdtempSync(join(tmpdir(), 'page-')),
    commands: core.commands,
    previews: { slack: createPreview('Slack'), discord: createPreview('Discord') },
    drawChart: options.drawChart ?? (async () => new Uint8Array()),
    now: options.now ?? (() => new Date()),
    random: Math.random,
    log,
    ...(heartbeatIntervalMs !== undefined && { heartbeatIntervalMs }),
    ...(threadActivityThrottleMs !== undefined && { threadActivityThrottleMs }),
  });
  const { url } = await site.start();
  const openSocket = async (): Promise<WebSocket> => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/playground/socket`);
    await once(socket, 'open');
    return socket;
  };
  return {
    platform,
    core,
    commands: core.commands,
    dispatch: createTestRouter(core, { platform: 'web', log, ...(modules && { modules }) }),
    records,
    url,
    openSocket,
    openTab: async (joinOptions = {}) => joinTab(await openSocket(), joinOptions),
    async close() {
      await platform.stop();
      await site.stop();
    },
  };
}

function createPreview(title: string): PlatformPreview {
  return { title, render: (document) => ({ html: `<p>as in ${title}</p>`, payload: JSON.stringify(document) }) };
}

/** Polls until `check` doesn't throw, also on a busy machine. */
export function eventually<T>(check: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(check, { timeout: 20_000, interval: 5 });
}

/** A valid secret key. */
export function keyFor(name: string): string {
  return `${name.toLowerCase().replace(/\W/g, '-')}-`.padEnd(20, '0');
}

async function joinTab(
  socket: WebSocket,
  { name = 'Ada', key = keyFor(name), ...rest }: JoinOptions,
): Promise<TestTab> {
  const received: ServerMessage[] = [];
  const shown = new Map<string, MessageView>();
  socket.on('message', (data) => {
    const event = JSON.parse(String(data)) as ServerMessage;
    received.push(event);
    for (const message of messagesIn(event)) shown.set(message.id, message);
  });
  socket.send(JSON.stringify({ kind: 'join', canManage: true, ...rest, name, key }));
  const welcome = await eventually(() => {
    const first = received.find((event) => event.kind === 'welcome');
    if (first === undefined) throw new Error('no welcome');
    return first;
  });
  let nextRequestId = 0;
  const request: TestTab['request'] = (tabRequest) => {
    const requestId = nextRequestId++;
    socket.send(JSON.stringify({ ...tabRequest, requestId }));
    return eventually(() => {
      const response = received.find((event) => 'requestId' in event && event.requestId === requestId);
      if (response === undefined || !('requestId' in response))
        throw new Error(`no response to ${JSON.stringify(tabRequest)}`);
      return response;
    });
  };
  const messages = (): MessageView[] => [...shown.values()];
  return {
    socket,
    received,
    id: welcome.person.id,
    direct: `user:${welcome.person.id}`,
    messages,
    text: () => messages().map(textOf).join('\n'),
    request,
    send: (text, { channel = 'C0GENERAL', thread } = {}) =>
      request({ kind: 'message', channel, ...(thread !== undefined && { thread }), text }),
    press: (message, label) =>
      request({ kind: 'action', message: message?.id ?? '', action: findAction(message, label) }),
    findMessage: (text) =>
      eventually(() => {
        const found = messages().find((message) => textOf(message).includes(text));
        if (found === undefined) throw new Error(`no message contains ${text}`);
        return found;
      }),
    sync: async () => void (await request({ kind: 'complete', channel: 'C0GENERAL', line: '' })),
  };
}

function messagesIn(event: ServerMessage): readonly MessageView[] {
  return event.kind === 'welcome' ? event.messages : event.kind === 'message' ? [event.message] : [];
}

/** The visible text of a message. */
export function textOf({ html }: MessageView): string {
  const withLineBreaks = html.replace(/<\/(?:p|h\d|dt|dd|li|button|summary|figcaption)>/g, '\n');
  return unescapeHtml(withLineBreaks.replace(/<[^>]*>/g, ''));
}

/** The action of the first control with this label. */
export function findAction(message: MessageView | undefined, label: string): string {
  const controls = message?.html.matchAll(/<button type="button" data-action="([^"]*)">([^<]*)<\/button>/g) ?? [];
  const [, action] = [...controls].find(([, , text]) => text === label) ?? [];
  if (action === undefined) throw new Error(`no control ${label} in ${message && textOf(message)}`);
  return unescapeHtml(action);
}

const CHARACTERS: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

function unescapeHtml(html: string): string {
  return html.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => CHARACTERS[name] ?? '');
}
