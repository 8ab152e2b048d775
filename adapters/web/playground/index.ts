import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Hono } from 'hono';
import { getMimeType } from 'hono/utils/mime';
import type { Command } from '../../../src/chat/command.ts';
import type { InteractionHandler } from '../../../src/chat/interaction.ts';
import { createThreadActivityThrottle } from '../../../src/chat/place.ts';
import type { ChatPlatform } from '../../../src/chat/platform.ts';
import type { ChartRenderer } from '../../../src/runtime/charts/chart.ts';
import { createIdGenerator } from '../../../src/runtime/id-generator.ts';
import type { Log } from '../../../src/runtime/log.ts';
import { createTaskTracker } from '../../../src/runtime/task-tracker.ts';
import { LIMITS } from '../limits.ts';
import type { Site } from '../site.ts';
import { CHARTS_PATH, type ChartImages, createChartImages } from './charts.ts';
import { createOpenForms } from './form.ts';
import { createActionHandler, createMessageHandler, createSubmitHandler } from './interaction.ts';
import { renderContent } from './message.ts';
import { createMessageStore, type MessageStore } from './message-store.ts';
import { createReplySender } from './reply.ts';
import {
  createCompletionHandlers,
  createPreviewHandler,
  createRequestHandler,
  type PlatformPreviews,
} from './request-handler.ts';
import { createMessageSender } from './send.ts';
import { createTabs } from './tabs.ts';
import { createThreads } from './threads.ts';
import { createWebSockets } from './websockets.ts';
import { CHANNELS, createPlace, type DispatchAs, PLATFORM } from './workspace.ts';

interface PlaygroundDeps {
  readonly site: Pick<Site, 'app' | 'onUpgrade' | 'start' | 'url'>;
  /** Where the files of the page are: `adapters/web/playground/page` of the package. */
  readonly pageFolder: string;
  readonly commands: readonly Command[];
  readonly previews: PlatformPreviews;
  readonly drawChart: ChartRenderer;
  readonly now: () => Date;
  /** At least 0, less than 1. */
  readonly random: () => number;
  readonly log: Log;
  /** How often a tab is asked whether it is still there. */
  readonly heartbeatIntervalMs?: number;
  /** How long nothing more is told of a thread in which something happened. */
  readonly threadActivityIntervalMs?: number;
}

const HEARTBEAT_INTERVAL_MS = 30_000;
const THREAD_ACTIVITY_INTERVAL_MS = 10_000;
const ID_LENGTH = 12;

const NO_PERSON = { id: '', name: '' };
const PLAYGROUND_CLOSED = { kind: 'unavailable', reason: 'the playground is closed' } as const;

/**
 * A small chat on a page as a platform. It lives in memory: what was said is forgotten when Paperboy starts again. Ids are never used
 * twice, so that nothing of an earlier life is taken for something of this one.
 */
export function createPlayground(deps: PlaygroundDeps): ChatPlatform {
  const { site, pageFolder, commands, previews, drawChart, now, random, log } = deps;
  const { heartbeatIntervalMs = HEARTBEAT_INTERVAL_MS, threadActivityIntervalMs = THREAD_ACTIVITY_INTERVAL_MS } = deps;
  const newId = createIdGenerator(random, ID_LENGTH);
  let dispatch: InteractionHandler | undefined;
  let isOpen = false;

  const tasks = createTaskTracker();
  const runInBackground = (work: () => Promise<unknown>, description: string): void => {
    tasks
      .run(work)
      ?.catch((error: unknown) => log.error({ err: error, what: description }, 'something at the playground failed'));
  };

  const dispatchAs: DispatchAs = async ({ id, name, zone, manages: canManage }, place, interaction) => {
    if (dispatch === undefined) return { kind: 'no-response' };
    return dispatch({ ...interaction, place, person: { id, name, ...(zone !== undefined && { zone }) }, canManage });
  };

  const chartImages = createChartImages(drawChart);
  const tabs = createTabs(() => messages);
  const messages: MessageStore = createMessageStore({
    ...{ newId, now, limits: LIMITS },
    render: (content) => renderContent(content, chartImages.getUrl),
    onChange: tabs.broadcast,
  });
  const openForms = createOpenForms(newId);
  const replySender = createReplySender({ messages, openForms });
  const threadActivity = createThreadActivityThrottle({
    onActivity: (findPlace) =>
      runInBackground(() => dispatchThreadActivity(findPlace), 'a thread in which something happened'),
    intervalMs: threadActivityIntervalMs,
  });
  const handleRequest = createRequestHandler({
    onMessage: createMessageHandler({ dispatchAs, commands, messages, replySender, threadActivity, runInBackground }),
    onAction: createActionHandler({ dispatchAs, messages, replySender }),
    onSubmit: createSubmitHandler({ dispatchAs, openForms, replySender }),
    completions: createCompletionHandlers({ dispatchAs, commands, openForms }),
    onPreview: createPreviewHandler({ messages, previews, chartUrl: chartImages.getUrl }),
    log,
  });
  const webSockets = createWebSockets({ connectionDeps: { tabs, handleRequest, tasks, log }, heartbeatIntervalMs });
  const messageSender = createMessageSender({ messages, now });
  const threadUrl = (channel: string, thread: string): string =>
    `${site.url()}${PAGE_PATH}#${encodeURIComponent(channel)}/${encodeURIComponent(thread)}`;

  servePlaygroundPage({ app: site.app, folder: pageFolder, chartImages, log });
  site.onUpgrade(`${PAGE_PATH}socket`, webSockets.accept);

  async function dispatchThreadActivity(
    findPlace: Parameters<Parameters<typeof createThreadActivityThrottle>[0]['onActivity']>[0],
  ): Promise<void> {
    const place = await findPlace();
    if (place !== undefined) await dispatch?.({ kind: 'thread-activity', place, person: NO_PERSON });
  }

  /** As where Paperboy was added to a channel. */
  const postWelcome = async (installedDispatch: InteractionHandler): Promise<void> => {
    const place = createPlace(CHANNELS[0].id);
    const result = await installedDispatch({ kind: 'installed', place, person: NO_PERSON });
    if (result.kind === 'reply') replySender.post(result.document, place);
  };

  return {
    name: PLATFORM,
    async start(connectedDispatch) {
      dispatch = connectedDispatch;
      await postWelcome(connectedDispatch);
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
    post: async (...content) => (tasks.isStopping() ? PLAYGROUND_CLOSED : messageSender.post(...content)),
    update: async (...content) => (tasks.isStopping() ? PLAYGROUND_CLOSED : messageSender.update(...content)),
    findPosted: messageSender.findPosted,
    ...createThreads({ messages, threadUrl }),
  };
}

interface PageDeps {
  readonly app: Hono;
  /** Where the page's files are. */
  readonly folder: string;
  readonly chartImages: ChartImages;
  readonly log: Log;
}

const PAGE_PATH = '/playground/';

/** What a browser asks for: names of one part, with an ending of the web. What a folder holds besides is nobody's. */
const FILE_NAME_PATTERN = /^[a-z\d]+(?:-[a-z\d]+)*\.(?:html|css|js|svg|png|ico|webmanifest)$/;

/** Serves the page and the images of its charts. */
function servePlaygroundPage({ app, folder, chartImages, log }: PageDeps): void {
  app.get('/playground', (c) => c.redirect(PAGE_PATH));
  app.get(`${CHARTS_PATH}/:name`, async (c) => {
    const image = await chartImages.load(c.req.param('name'));
    if (image === undefined) return c.notFound();
    // What is in the picture is in its name.
    const headers = { 'content-type': 'image/png', 'cache-control': 'private, max-age=31536000, immutable' };
    return c.body(new Uint8Array(image), 200, headers);
  });
  app.get(`${PAGE_PATH}:file{.*}`, async (c) => {
    const name = c.req.param('file') || 'index.html';
    const file = FILE_NAME_PATTERN.test(name) ? await readFileIfExists(join(folder, name)) : undefined;
    if (file === undefined) {
      if (name === 'index.html') log.error({ folder }, 'the page of the playground is not where it should be');
      return c.notFound();
    }
    const type = getMimeType(name) ?? 'application/octet-stream';
    return c.body(file, 200, { 'content-type': type, 'cache-control': 'no-cache' });
  });
}

async function readFileIfExists(path: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    return new Uint8Array(await readFile(path));
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'EISDIR'))
      return undefined;
    throw error;
  }
}
