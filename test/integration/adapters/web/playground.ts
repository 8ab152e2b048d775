import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { WebSocket } from 'ws';
import { createPlayground } from '../../../../adapters/web/playground/index.ts';
import type { ClientMessage, MessageView, ServerMessage } from '../../../../adapters/web/playground/protocol.ts';
import { createSite } from '../../../../adapters/web/site.ts';
import type { AppServices } from '../../../../src/chat/context.ts';
import type { InteractionHandler } from '../../../../src/chat/interaction.ts';
import type { ChatPlatform } from '../../../../src/chat/platform.ts';
import { createInteractionRouter } from '../../../../src/chat/router.ts';
import type { ChartRenderer } from '../../../../src/runtime/charts/chart.ts';
import { createTestCore } from '../../../fakes/core.ts';
import { createMemoryLog } from '../../../fakes/log.ts';

interface Options {
  readonly core?: AppServices;
  readonly now?: () => Date;
  readonly drawChart?: ChartRenderer;
  readonly pageFolder?: string;
  readonly heartbeatMs?: number;
  readonly stirEveryMs?: number;
}

type Question = ClientMessage extends infer One ? (One extends { ask: number } ? Omit<One, 'ask'> : never) : never;
type Told = Extract<ServerMessage, { ask: number }>;
type Sitting = Partial<Extract<ClientMessage, { kind: 'join' }>>;

/** A tab of the playground, as a browser has one. */
export interface TestTab {
  readonly socket: WebSocket;
  /** All that it was told. */
  readonly heard: readonly ServerMessage[];
  readonly id: string;
  readonly direct: string;
  /** The messages that it shows now. */
  messages(): MessageView[];
  /** The same as text. */
  text(): string;
  ask(question: Question): Promise<Told>;
  say(text: string, where?: { readonly channel?: string; readonly thread?: string }): Promise<Told>;
  /** Presses the first control of this label. */
  press(message: MessageView | undefined, label: string): Promise<Told>;
  /** The first message that holds these words, once it is there. */
  shows(words: string): Promise<MessageView>;
}

export interface PlaygroundUnderTest {
  readonly platform: ChatPlatform;
  readonly core: AppServices;
  readonly dispatch: InteractionHandler;
  readonly records: readonly Record<string, unknown>[];
  readonly url: string;
  /** Opens a WebSocket on which nobody has joined. */
  open(): Promise<WebSocket>;
  tab(who?: Sitting): Promise<TestTab>;
  close(): Promise<void>;
}

/** The playground with the true core, on a site of the test's own that listens already. The platform is not started. */
export async function playgroundUnderTest(options: Options = {}): Promise<PlaygroundUnderTest> {
  const known = options.core ?? createTestCore();
  const services = { ...known, discussions: { ...known.discussions, platform: () => platform } };
  const { log, records } = createMemoryLog();
  const address = { host: '127.0.0.1', port: 0, isPortConfigured: false };
  const site = createSite({ address, portSettingName: 'PORT', homePath: '/playground/', log });
  const platform: ChatPlatform = createPlayground({
    site,
    pageFolder: options.pageFolder ?? mkdtempSync(join(tmpdir(), 'page-')),
    commands: services.commands,
    previews: {
      slack: (document) => ({ html: '<p>as in Slack</p>', payload: JSON.stringify(document) }),
      discord: (document) => ({ html: '<p>as in Discord</p>', payload: JSON.stringify(document) }),
    },
    drawChart: options.drawChart ?? (async () => new Uint8Array()),
    now: options.now ?? (() => new Date()),
    random: Math.random,
    log,
    ...(options.heartbeatMs !== undefined && { heartbeatIntervalMs: options.heartbeatMs }),
    ...(options.stirEveryMs !== undefined && { threadActivityIntervalMs: options.stirEveryMs }),
  });
  const { url } = await site.start();
  const open = async (): Promise<WebSocket> => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/playground/socket`);
    await once(socket, 'open');
    return socket;
  };
  return {
    platform,
    core: services,
    dispatch: createInteractionRouter({ services, log, random: () => 0.5 }),
    records,
    url,
    open,
    tab: async (who = {}) => joined(await open(), who),
    async close() {
      await platform.stop();
      await site.stop();
    },
  };
}

/** What is so in the end, also on a machine that has much to do. */
export function eventually<T>(look: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(look, { timeout: 10_000, interval: 5 });
}

/** A secret for a name. */
export function keyOf(name: string): string {
  return `${name.toLowerCase().replace(/\W/g, '-')}-`.padEnd(20, '0');
}

async function joined(socket: WebSocket, { name = 'Ada', key = keyOf(name), ...rest }: Sitting): Promise<TestTab> {
  const heard: ServerMessage[] = [];
  const shown = new Map<string, MessageView>();
  socket.on('message', (data) => {
    const said = JSON.parse(String(data)) as ServerMessage;
    heard.push(said);
    for (const message of messagesIn(said)) shown.set(message.id, message);
  });
  socket.send(JSON.stringify({ kind: 'join', manages: true, ...rest, name, key }));
  const welcome = await eventually(() => {
    const first = heard.find((said) => said.kind === 'welcome');
    if (first === undefined) throw new Error('not welcome');
    return first;
  });
  let asked = 0;
  const ask: TestTab['ask'] = (question) => {
    const number = asked++;
    socket.send(JSON.stringify({ ...question, ask: number }));
    return eventually(() => {
      const told = heard.find((said) => 'ask' in said && said.ask === number);
      if (told === undefined || !('ask' in told)) throw new Error(`no answer to ${JSON.stringify(question)}`);
      return told;
    });
  };
  const messages = (): MessageView[] => [...shown.values()];
  return {
    socket,
    heard,
    id: welcome.person.id,
    direct: `user:${welcome.person.id}`,
    messages,
    text: () => messages().map(read).join('\n'),
    ask,
    say: (text, { channel = 'C0GENERAL', thread } = {}) =>
      ask({ kind: 'say', channel, ...(thread !== undefined && { thread }), text }),
    press: (message, label) => ask({ kind: 'press', message: message?.id ?? '', action: actionIn(message, label) }),
    shows: (words) =>
      eventually(() => {
        const found = messages().find((message) => read(message).includes(words));
        if (found === undefined) throw new Error(`nothing says ${words}`);
        return found;
      }),
  };
}

function messagesIn(said: ServerMessage): readonly MessageView[] {
  return said.kind === 'welcome' ? said.messages : said.kind === 'message' ? [said.message] : [];
}

/** What one reads of a message. */
export function read({ html }: MessageView): string {
  return html
    .replace(/<\/(?:p|h\d|dt|dd|li|button|summary|figcaption)>/g, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => CHARACTERS[name] ?? '');
}

const CHARACTERS: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

export function actionIn(message: MessageView | undefined, label: string): string {
  const all = message?.html.matchAll(/<button type="button" data-action="([^"]*)">([^<]*)<\/button>/g) ?? [];
  const [, action] = [...all].find(([, , name]) => name === label) ?? [];
  if (action === undefined) throw new Error(`nothing to press is called ${label} in ${message && read(message)}`);
  return action.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => CHARACTERS[name] ?? '');
}
