import type { Hono } from 'hono';
import type { CommandDefinition } from '../../../src/chat/command.ts';
import type { InteractionHandler } from '../../../src/chat/interaction.ts';
import type { ResolvePlace } from '../../../src/chat/place.ts';
import type { ChatPlatform } from '../../../src/chat/platform.ts';
import type { ChartRenderer } from '../../../src/runtime/charts/chart.ts';
import { createIdGenerator } from '../../../src/runtime/id-generator.ts';
import type { Log } from '../../../src/runtime/log.ts';
import { createTaskTracker, type TaskTracker } from '../../../src/runtime/task-tracker.ts';
import { createTrailingThrottle, type TrailingThrottle } from '../../../src/runtime/throttle.ts';
import { LIMITS } from '../limits.ts';
import type { Site } from '../site.ts';
import { serveFile } from '../static-files.ts';
import { CHARTS_PATH, type ChartImages, createChartImages } from './charts.ts';
import { createOpenForms } from './form.ts';
import { createActionHandler, createMessageHandler, createSubmitHandler } from './interaction.ts';
import { renderContent } from './message.ts';
import { MessageStore } from './message-store.ts';
import { createReplySender } from './reply.ts';
import {
  createCompletionHandlers,
  createPreviewHandler,
  createRequestHandler,
  type PlatformPreviews,
} from './request-handler.ts';
import { createMessageSender } from './send.ts';
import { Tabs } from './tabs.ts';
import { createThreads } from './threads.ts';
import { createWebSockets } from './websockets.ts';
import { CHANNELS, createPlace, type DispatchAs, PLATFORM } from './workspace.ts';

interface PlaygroundDeps {
  readonly site: Pick<Site, 'app' | 'onUpgrade' | 'start' | 'url'>;
  /** The folder with `index.html`. */
  readonly pageFolder: string;
  readonly commands: readonly CommandDefinition[];
  readonly previews: PlatformPreviews;
  readonly drawChart: ChartRenderer;
  readonly now: () => Date;
  /** From 0 to less than 1. */
  readonly random: () => number;
  readonly log: Log;
  readonly heartbeatIntervalMs?: number;
  /** At most one report of thread activity per thread in this time. */
  readonly threadActivityThrottleMs?: number;
}

const HEARTBEAT_INTERVAL_MS = 30_000;
const THREAD_ACTIVITY_THROTTLE_MS = 10_000;
/** Long enough that ids never repeat, so an id from before a restart never names a new message. */
const ID_LENGTH = 12;

const NO_PERSON = { id: '', name: '' };
const PLAYGROUND_CLOSED = { kind: 'unavailable', reason: 'the playground is closed' } as const;

/** The playground: a chat on a web page, as a platform. Messages are kept in memory. */
export function createPlayground(deps: PlaygroundDeps): ChatPlatform {
  const { site, threadActivityThrottleMs: intervalMs = THREAD_ACTIVITY_THROTTLE_MS } = deps;
  const tasks = createTaskTracker();
  let dispatch: InteractionHandler | undefined;
  let isOpen = false;

  const dispatchAs: DispatchAs = async ({ id, name, zone, canManage }, place, interaction) => {
    if (dispatch === undefined) return { kind: 'no-response' };
    return dispatch({ ...interaction, place, person: { id, name, ...(zone !== undefined && { zone }) }, canManage });
  };

  const runInBackground: RunInBackground = (work, description) => {
    tasks
      .run(work)
      ?.catch((error: unknown) => deps.log.error({ err: error, task: description }, 'playground task failed'));
  };

  const threadActivity = createTrailingThrottle<ResolvePlace>({
    onEvent: (resolvePlace) =>
      runInBackground(async () => {
        const place = await resolvePlace();
        if (place !== undefined) await dispatch?.({ kind: 'thread-activity', place, person: NO_PERSON });
      }, 'report thread activity'),
    intervalMs,
  });

  const { messages, replySender, webSockets } = openChat(deps, { tasks, dispatchAs, runInBackground, threadActivity });
  const messageSender = createMessageSender({ messages, now: deps.now });
  const threadUrl = (channel: string, thread: string): string =>
    `${site.url()}${PAGE_PATH}#${encodeURIComponent(channel)}/${encodeURIComponent(thread)}`;

  /** The playground starts empty, so Paperboy introduces itself as if it had just been added to the channel. */
  const postWelcome = async (onInteraction: InteractionHandler): Promise<void> => {
    const place = createPlace(CHANNELS[0].id);
    const response = await onInteraction({ kind: 'installed', place, person: NO_PERSON });
    if (response.kind === 'reply') replySender.post(response.document, place);
  };

  return {
    name: PLATFORM,
    async start(onInteraction) {
      dispatch = onInteraction;
      await postWelcome(onInteraction);
      await site.start();
      webSockets.open();
      isOpen = true;
    },
    async stop() {
      threadActivity.flush();
      await tasks.stop();
      await webSockets.close();
    },
    connected: () => isOpen && !tasks.isStopping(),
    post: async (...args) => (tasks.isStopping() ? PLAYGROUND_CLOSED : messageSender.post(...args)),
    update: async (...args) => (tasks.isStopping() ? PLAYGROUND_CLOSED : messageSender.update(...args)),
    findPosted: messageSender.findPosted,
    ...createThreads({ messages, threadUrl }),
  };
}

type RunInBackground = (work: () => Promise<unknown>, description: string) => void;

interface ChatDeps {
  readonly tasks: TaskTracker;
  readonly dispatchAs: DispatchAs;
  readonly runInBackground: RunInBackground;
  readonly threadActivity: TrailingThrottle<ResolvePlace>;
}

/** Creates the message store and the request handlers, and mounts the page and its WebSocket. */
function openChat(
  { site, pageFolder, commands, previews, drawChart, now, random, log, heartbeatIntervalMs }: PlaygroundDeps,
  { tasks, dispatchAs, runInBackground, threadActivity }: ChatDeps,
) {
  const newId = createIdGenerator(random, ID_LENGTH);
  const chartImages = createChartImages(drawChart);
  const messages = new MessageStore({
    ...{ newId, now, limits: LIMITS },
    render: (content) => renderContent(content, chartImages.getUrl),
  });
  const previewTitles = Object.entries(previews).map(([platform, { title }]) => ({ platform, title }));
  const tabs = new Tabs({ messages, previews: previewTitles, now });
  const openForms = createOpenForms(newId);
  const replySender = createReplySender({ messages, openForms });
  const handleRequest = createRequestHandler({
    onMessage: createMessageHandler({ commands, dispatchAs, messages, replySender, threadActivity, runInBackground }),
    onAction: createActionHandler({ dispatchAs, messages, replySender }),
    onSubmit: createSubmitHandler({ dispatchAs, openForms, replySender }),
    completions: createCompletionHandlers({ commands, dispatchAs, openForms }),
    onPreview: createPreviewHandler({ messages, previews, chartUrl: chartImages.getUrl }),
    log,
  });
  const webSockets = createWebSockets({
    connectionDeps: { tabs, handleRequest, tasks, log },
    heartbeatIntervalMs: heartbeatIntervalMs ?? HEARTBEAT_INTERVAL_MS,
  });
  servePlaygroundPage({ app: site.app, folder: pageFolder, chartImages, log });
  site.onUpgrade(`${PAGE_PATH}socket`, webSockets.accept);
  return { messages, replySender, webSockets };
}

interface PageDeps {
  readonly app: Hono;
  readonly folder: string;
  readonly chartImages: ChartImages;
  readonly log: Log;
}

const PAGE_PATH = '/playground/';

function servePlaygroundPage({ app, folder, chartImages, log }: PageDeps): void {
  app.get('/playground', (c) => c.redirect(PAGE_PATH));
  app.get(`${CHARTS_PATH}/:name`, async (c) => {
    const image = await chartImages.load(c.req.param('name'));
    if (image === undefined) return c.notFound();
    // The name is a hash of the chart.
    const headers = { 'content-type': 'image/png', 'cache-control': 'private, max-age=31536000, immutable' };
    return c.body(new Uint8Array(image), 200, headers);
  });
  app.get(`${PAGE_PATH}:file{.*}`, async (c) => {
    const name = c.req.param('file') || 'index.html';
    const response = await serveFile(c, folder, name);
    if (response === undefined && name === 'index.html') log.error({ folder }, 'playground page not found');
    return response ?? c.notFound();
  });
}
