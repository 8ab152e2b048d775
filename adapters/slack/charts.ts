import { setTimeout as sleep } from 'node:timers/promises';
import type { webApi } from '@slack/bolt';
import { type Document, findCharts, replaceChartsWithText } from '../../src/chat/document.ts';
import type { Chart, ChartRenderer } from '../../src/runtime/charts/chart.ts';
import type { Log } from '../../src/runtime/log.ts';
import { withTimeout } from '../../src/runtime/retry.ts';
import { plainTextString } from './escape.ts';
import { LIMITS } from './limits.ts';
import { slackErrorCode } from './outcome.ts';
import { type ChartFileIds, chartKey } from './render.ts';
import { setBounded } from './requests.ts';

/** A document whose charts Slack has; one that it does not have is told in words instead. */
export interface DocumentWithCharts {
  readonly document: Document;
  readonly files: ChartFileIds;
}

/** Draws the charts of a document and gives them to Slack. It never rejects: no message is lost for a picture. */
export type AttachCharts = (document: Document) => Promise<DocumentWithCharts>;

interface ChartAttacherDeps {
  readonly drawChart: ChartRenderer;
  readonly upload: UploadChartImage;
  readonly log: Log;
  readonly now: () => Date;
}

/** Nobody waits longer for a picture. One that comes later is there for the next message. */
const CHART_TIMEOUT_MS = 8000;

/** How long a file is shown again where the same chart is: a delivery that is tried again leaves one file, not several. */
const UPLOAD_CACHE_TTL_MS = 60 * 60_000;

/** How long nothing more is uploaded where somebody has to change something in Slack first. */
const UPLOAD_COOLDOWN_MS = 60 * 60_000;

/**
 * Refusals that stay until somebody changes something (https://docs.slack.dev/reference/methods/files.getUploadURLExternal#errors). Others
 * are of one file or one moment.
 */
const PERMANENT_UPLOAD_ERRORS: ReadonlySet<string> = new Set([
  'missing_scope',
  'not_allowed_token_type',
  'no_permission',
  'access_denied',
  'accesslimited',
  'ekm_access_denied',
  'enterprise_is_restricted',
  'team_access_not_granted',
  'file_uploads_disabled',
  'file_type_not_allowed',
  'storage_limit_reached',
]);

const MISSING_SCOPE_ADVICE =
  ': add the scopes files:write and files:read at https://api.slack.com/apps (OAuth & Permissions) and install the app again';

/** The same chart is uploaded once an hour at most, and nothing is for an hour after Slack said that it may not be. */
export function createChartAttacher({ drawChart, upload, log, now }: ChartAttacherDeps): AttachCharts {
  const uploads = new Map<string, { readonly startedAt: number; readonly fileId: Promise<string | undefined> }>();
  let uploadCooldownUntil = 0;

  const handleUploadError = (error: unknown): undefined => {
    const errorCode = slackErrorCode(error);
    if (errorCode === undefined || !PERMANENT_UPLOAD_ERRORS.has(errorCode)) {
      log.warn({ err: error }, 'a chart could not be shown in Slack, so it is told in words');
      return undefined;
    }
    // Said once, not for each chart.
    if (now().getTime() >= uploadCooldownUntil) {
      log.warn(
        { reason: errorCode },
        `Slack takes no charts, so they are told in words${errorCode === 'missing_scope' ? MISSING_SCOPE_ADVICE : ''}`,
      );
    }
    uploadCooldownUntil = now().getTime() + UPLOAD_COOLDOWN_MS;
    return undefined;
  };

  const uploadChart = async (chart: Chart, key: string): Promise<string | undefined> => {
    try {
      const data = await drawChart(chart);
      return await upload({ name: `trends-${key}.png`, data, alt: plainTextString(chart.alt, LIMITS.altText) });
    } catch (error) {
      uploads.delete(key);
      return handleUploadError(error);
    }
  };

  const findFileId = (chart: Chart): Promise<string | undefined> => {
    const key = chartKey(chart);
    const nowMs = now().getTime();
    const cached = uploads.get(key);
    if (cached !== undefined && nowMs - cached.startedAt < UPLOAD_CACHE_TTL_MS) return cached.fileId;
    if (nowMs < uploadCooldownUntil) return Promise.resolve(undefined);
    return setBounded(uploads, key, { startedAt: nowMs, fileId: uploadChart(chart, key) }).fileId;
  };

  return async (document) => {
    const charts = findCharts(document);
    const files = new Map<string, string>();
    const missingCharts: Chart[] = [];
    const fileIds = await Promise.all(charts.map((chart) => withTimeout(findFileId(chart), CHART_TIMEOUT_MS)));
    for (const [index, chart] of charts.entries()) {
      const fileId = fileIds[index];
      if (fileId === undefined) missingCharts.push(chart);
      else files.set(chartKey(chart), fileId);
    }
    return { document: replaceChartsWithText(document, missingCharts), files };
  };
}

/** A picture that Slack shall keep. */
interface ChartImage {
  readonly name: string;
  readonly data: Uint8Array;
  readonly alt: string;
}

/** Gives a picture to Slack, which shows it to nobody yet, and gives the id of its file once blocks may refer to it. @throws what a request throws */
export type UploadChartImage = (picture: ChartImage) => Promise<string>;

interface ChartUploadDeps {
  /** Without retries. */
  readonly web: webApi.WebClient;
  /** With retries. */
  readonly readClient: webApi.WebClient;
  readonly timeoutMs: number;
}

/**
 * Slack takes a file before it has looked at it, and refuses blocks with a file that it has not looked at (`invalid_blocks`): so it is asked
 * until it knows what the file is (https://github.com/slackapi/node-slack-sdk/issues/1865, slack-github-action#413).
 */
const FILE_POLL_DELAYS_MS = [0, 200, 400, 800, 1600, 2000] as const;

/** An upload rejects too where Slack is not ready with the file after some five seconds. */
export function createChartUpload({ web, readClient, timeoutMs }: ChartUploadDeps): UploadChartImage {
  const isReady = async (file: string): Promise<boolean> => {
    try {
      const { file: { mimetype = '' } = {} } = await readClient.files.info({ file });
      return mimetype !== '';
    } catch (error) {
      // What has just come may not be known everywhere.
      if (slackErrorCode(error) === 'file_not_found') return false;
      throw error;
    }
  };

  return async ({ name, data, alt }) => {
    // The reference calls it alt_txt (https://docs.slack.dev/reference/methods/files.getUploadURLExternal), the client's types alt_text.
    const request = { filename: name, length: data.length, alt_txt: alt };
    const { upload_url: url, file_id: id } = await web.files.getUploadURLExternal(request);
    if (url === undefined || id === undefined) throw new Error('Slack gave no address to send a file to');
    const response = await fetch(url, { method: 'POST', body: data, signal: AbortSignal.timeout(timeoutMs) });
    if (!response.ok) throw new Error(`Slack answered ${response.status} to a file`);
    await web.files.completeUploadExternal({ files: [{ id, title: name }] });
    for (const delayMs of FILE_POLL_DELAYS_MS) {
      await sleep(delayMs);
      if (await isReady(id)) return id;
    }
    throw new Error('Slack does not get ready with a file');
  };
}
