import { DiscordAPIError } from 'discord.js';
import type { Chart, DrawChart } from '../../src/charts/chart.ts';
import { chartsIn, withoutCharts } from '../../src/chat/charts-in-document.ts';
import type { Document } from '../../src/chat/document.ts';
import type { Log } from '../../src/log.ts';
import { altText, type ChartFile, chartFileName } from './chart-file.ts';
import { CODES, codeOf } from './outcome.ts';
import { render } from './render.ts';

/** What is sent: a document as it stands now, rendered or not, and the files that go along. */
type Send<T> = (document: Document, files: readonly ChartFile[]) => Promise<T>;

/**
 * Sends a document with its charts drawn. A chart that can't be drawn, or that Discord does not take there, is told in words instead: no
 * message is lost for a picture.
 *
 * @throws what `send` throws, where that is not about files
 */
export type Illustrate = <T>(document: Document, send: Send<T>) => Promise<T>;

/** Discord's words for files that it does not take: no permission for them, a reference to none of them (discord-api-docs#7529), too large. */
const AGAINST_FILES: ReadonlySet<number | undefined> = new Set([
  CODES.noPermission,
  CODES.invalidForm,
  CODES.requestTooLarge,
]);
const TOO_LARGE = 413;

const ADVICE = ': does Paperboy have the permission Attach Files there?';

/** Why a chart is told in words is logged: as an error where it could not be drawn, as a warning where Discord refused the files. */
export function createIllustrate({ drawChart, log }: { readonly drawChart: DrawChart; readonly log: Log }): Illustrate {
  const draw = async (chart: Chart): Promise<ChartFile | undefined> => {
    try {
      return { name: chartFileName(chart), data: Buffer.from(await drawChart(chart)), alt: altText(chart.alt) };
    } catch (error) {
      log.error({ err: error }, 'a chart could not be drawn');
      return undefined;
    }
  };

  return async (document, send) => {
    const charts = chartsIn(document);
    if (charts.length === 0) return send(document, []);
    const drawn = await Promise.all(charts.map(draw));
    const shown = withoutCharts(
      document,
      charts.filter((_, at) => drawn[at] === undefined),
    );
    // In a message that was too long a chart may have had to go.
    const message = JSON.stringify(render(shown));
    const files = drawn.filter((file) => file !== undefined).filter(({ name }) => message.includes(name));
    try {
      return await send(shown, files);
    } catch (error) {
      if (files.length === 0 || !isAgainstFiles(error)) throw error;
      // A refusal is certain, so nothing is said twice. Where the files were not the reason, this is refused as well.
      const code = codeOf(error);
      log.warn(
        { code },
        `Discord did not take a chart, so it is told in words${code === CODES.noPermission ? ADVICE : ''}`,
      );
      return send(withoutCharts(document), []);
    }
  };
}

function isAgainstFiles(error: unknown): boolean {
  return AGAINST_FILES.has(codeOf(error)) || (error instanceof DiscordAPIError && error.status === TOO_LARGE);
}
