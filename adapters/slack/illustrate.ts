import type { Chart, DrawChart } from '../../src/charts/chart.ts';
import { chartsIn, withoutCharts } from '../../src/chat/charts-in-document.ts';
import type { Document } from '../../src/chat/document.ts';
import { inTime } from '../../src/in-time.ts';
import type { Log } from '../../src/log.ts';
import { chartKey, type FileIds } from './chart-file.ts';
import { plainString } from './escape.ts';
import { LIMITS } from './limits.ts';
import { refusalOf } from './outcome.ts';
import { remember } from './remember.ts';
import type { Upload } from './upload.ts';

/** A document whose charts Slack has; one that it does not have is told in words instead. */
export interface Illustrated {
  readonly document: Document;
  readonly files: FileIds;
}

/** Draws the charts of a document and gives them to Slack. It never rejects: no message is lost for a picture. */
export type Illustrate = (document: Document) => Promise<Illustrated>;

interface Dependencies {
  readonly drawChart: DrawChart;
  readonly upload: Upload;
  readonly log: Log;
  readonly now: () => Date;
}

/** Nobody waits longer for a picture. One that comes later is there for the next message. */
const MOST_MS = 8000;

/** How long a file is shown again where the same chart is: a delivery that is tried again leaves one file, not several. */
const KEPT_MS = 60 * 60_000;

/** How long nothing more is uploaded where somebody has to change something in Slack first. */
const REFUSED_MS = 60 * 60_000;

/**
 * Refusals that stay until somebody changes something (https://docs.slack.dev/reference/methods/files.getUploadURLExternal#errors). Others
 * are of one file or one moment.
 */
const STAYS: ReadonlySet<string> = new Set([
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

const ADVICE =
  ': add the scopes files:write and files:read at https://api.slack.com/apps (OAuth & Permissions) and install the app again';

/** The same chart is uploaded once an hour at most, and nothing is for an hour after Slack said that it may not be. */
export function createIllustrate({ drawChart, upload, log, now }: Dependencies): Illustrate {
  const uploads = new Map<string, { readonly at: number; readonly id: Promise<string | undefined> }>();
  let refusedUntil = 0;

  const failed = (error: unknown): undefined => {
    const reason = refusalOf(error);
    if (reason === undefined || !STAYS.has(reason)) {
      log.warn({ err: error }, 'a chart could not be shown in Slack, so it is told in words');
      return undefined;
    }
    // Said once, not for each chart.
    if (now().getTime() >= refusedUntil) {
      log.warn(
        { reason },
        `Slack takes no charts, so they are told in words${reason === 'missing_scope' ? ADVICE : ''}`,
      );
    }
    refusedUntil = now().getTime() + REFUSED_MS;
    return undefined;
  };

  const uploaded = async (chart: Chart, key: string): Promise<string | undefined> => {
    try {
      const data = await drawChart(chart);
      return await upload({ name: `trends-${key}.png`, data, alt: plainString(chart.alt, LIMITS.altText) });
    } catch (error) {
      uploads.delete(key);
      return failed(error);
    }
  };

  const fileOf = (chart: Chart): Promise<string | undefined> => {
    const key = chartKey(chart);
    const at = now().getTime();
    const known = uploads.get(key);
    if (known !== undefined && at - known.at < KEPT_MS) return known.id;
    if (at < refusedUntil) return Promise.resolve(undefined);
    return remember(uploads, key, { at, id: uploaded(chart, key) }).id;
  };

  return async (document) => {
    const charts = chartsIn(document);
    const files = new Map<string, string>();
    const missing: Chart[] = [];
    const found = await Promise.all(charts.map((chart) => inTime(fileOf(chart), MOST_MS)));
    for (const [at, chart] of charts.entries()) {
      const id = found[at];
      if (id === undefined) missing.push(chart);
      else files.set(chartKey(chart), id);
    }
    return { document: withoutCharts(document, missing), files };
  };
}
