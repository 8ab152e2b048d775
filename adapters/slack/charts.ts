import { setTimeout as sleep } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import { type Document, findCharts, replaceChartsWithText } from '../../src/chat/document.ts';
import type { Chart, ChartRenderer } from '../../src/runtime/charts/chart.ts';
import type { Log } from '../../src/runtime/log.ts';
import { withTimeout } from '../../src/runtime/retry.ts';
import { plainTextString } from './escape.ts';
import { LIMITS } from './limits.ts';
import { slackErrorCode } from './outcome.ts';
import { type ChartFileIds, chartKey } from './render.ts';
import { cacheClock, MAX_CACHE_ENTRIES, type SlackClients } from './requests.ts';

/** A document whose charts are uploaded to Slack. Charts that couldn't be uploaded are replaced with text. */
export interface DocumentWithCharts {
  readonly document: Document;
  readonly files: ChartFileIds;
}

/** Draws and uploads the charts of a document. Never rejects: a message without its charts is better than none. */
export type AttachCharts = (document: Document) => Promise<DocumentWithCharts>;

interface ChartAttacherDeps {
  readonly drawChart: ChartRenderer;
  readonly upload: UploadImage;
  readonly log: Log;
  readonly now: () => Date;
}

/** A slower chart is replaced with text. Its upload continues, for the next message with the same chart. */
const CHART_TIMEOUT_MS = 8000;
/** How long a file is reused for the same chart, so that retried deliveries don't upload it again. */
const UPLOAD_CACHE_TTL_MS = 60 * 60_000;
/** How long uploads pause after a permanent error. */
const UPLOAD_COOLDOWN_MS = 60 * 60_000;

/** Errors that recur (https://docs.slack.dev/reference/methods/files.getUploadURLExternal#errors). */
// biome-ignore format: a list of codes.
const PERMANENT_UPLOAD_ERRORS: ReadonlySet<string> = new Set([
  'missing_scope', 'not_allowed_token_type', 'no_permission', 'access_denied', 'accesslimited', 'ekm_access_denied',
  'enterprise_is_restricted', 'team_access_not_granted', 'file_uploads_disabled', 'file_type_not_allowed',
  'storage_limit_reached',
]);

const MISSING_SCOPE_HINT =
  'add the scopes files:write and files:read at https://api.slack.com/apps (OAuth & Permissions) and reinstall the app';

/** Uploads each chart at most once an hour, and none for an hour after an error that affects all uploads. */
export function createChartAttacher({ drawChart, upload, log, now }: ChartAttacherDeps): AttachCharts {
  const fileIds = new LRUCache<string, Promise<string | undefined>>({
    max: MAX_CACHE_ENTRIES,
    ttl: UPLOAD_CACHE_TTL_MS,
    ...cacheClock(now),
  });
  let uploadsPausedUntil = 0;
  const areUploadsPaused = () => now().getTime() < uploadsPausedUntil;

  const logUploadError = (error: unknown): void => {
    const reason = slackErrorCode(error);
    if (reason === undefined || !PERMANENT_UPLOAD_ERRORS.has(reason)) {
      log.warn({ err: error }, 'failed to upload chart, sending alternative text');
      return;
    }
    if (!areUploadsPaused()) {
      const hint = reason === 'missing_scope' ? MISSING_SCOPE_HINT : undefined;
      log.warn({ reason, hint }, 'Slack rejects chart uploads, sending alternative texts');
    }
    uploadsPausedUntil = now().getTime() + UPLOAD_COOLDOWN_MS;
  };

  const uploadChart = async (chart: Chart, key: string): Promise<string | undefined> => {
    try {
      const data = await drawChart(chart);
      return await upload({ name: `trends-${key}.png`, data, alt: plainTextString(chart.alt, LIMITS.altText) });
    } catch (error) {
      fileIds.delete(key);
      logUploadError(error);
      return undefined;
    }
  };

  const findFileId = async (chart: Chart): Promise<string | undefined> => {
    const key = chartKey(chart);
    const cached = fileIds.get(key);
    if (cached !== undefined) return cached;
    if (areUploadsPaused()) return undefined;
    const fileId = uploadChart(chart, key);
    fileIds.set(key, fileId);
    return fileId;
  };

  return async (document) => {
    const uploads = findCharts(document).map(async (chart) => ({
      chart,
      fileId: await withTimeout(findFileId(chart), CHART_TIMEOUT_MS),
    }));
    const files = new Map<string, string>();
    const missingCharts: Chart[] = [];
    for (const { chart, fileId } of await Promise.all(uploads)) {
      if (fileId === undefined) missingCharts.push(chart);
      else files.set(chartKey(chart), fileId);
    }
    return { document: replaceChartsWithText(document, missingCharts), files };
  };
}

/** Uploads an image privately and returns its file id once blocks can refer to it. @throws request errors */
type UploadImage = (image: { name: string; data: Uint8Array; alt: string }) => Promise<string>;

/**
 * Slack processes a file after the upload, and until then rejects blocks with it (`invalid_blocks`). It has a MIME type
 * once it's ready (https://github.com/slackapi/node-slack-sdk/issues/1865, slack-github-action#413).
 */
const FILE_POLL_DELAYS_MS = [0, 200, 400, 800, 1600, 2000] as const;

/** An upload also rejects if the file isn't ready after five seconds. */
export function createChartUpload({ web, readClient }: SlackClients, timeoutMs: number): UploadImage {
  const isReady = async (file: string): Promise<boolean> => {
    try {
      const { file: { mimetype = '' } = {} } = await readClient.files.info({ file });
      return mimetype !== '';
    } catch (error) {
      // A new file may not have reached all of Slack's servers.
      if (slackErrorCode(error) === 'file_not_found') return false;
      throw error;
    }
  };

  return async ({ name, data, alt }) => {
    // The client's types have `alt_text` (https://docs.slack.dev/reference/methods/files.getUploadURLExternal).
    const request = { filename: name, length: data.length, alt_txt: alt };
    const { upload_url: url, file_id: id } = await web.files.getUploadURLExternal(request);
    if (url === undefined || id === undefined) throw new Error('Slack returned no upload URL');
    const response = await fetch(url, { method: 'POST', body: data, signal: AbortSignal.timeout(timeoutMs) });
    if (!response.ok) throw new Error(`Slack returned HTTP ${response.status} for an upload`);
    await web.files.completeUploadExternal({ files: [{ id, title: name }] });
    for (const delayMs of FILE_POLL_DELAYS_MS) {
      await sleep(delayMs);
      if (await isReady(id)) return id;
    }
    throw new Error('Slack did not process an uploaded file in time');
  };
}
