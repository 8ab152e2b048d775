import { DiscordAPIError } from 'discord.js';
import { type Document, findCharts, replaceChartsWithText } from '../../src/chat/document.ts';
import type { Chart, ChartRenderer } from '../../src/runtime/charts/chart.ts';
import type { Log } from '../../src/runtime/log.ts';
import { discordErrorCode, RESTJSONErrorCodes } from './outcome.ts';
import { altText, chartFileName, render, renderReply } from './render.ts';

/** What is sent: a document as it stands now, rendered or not, and the files that go along. */
type SendWithCharts<T> = (document: Document, files: readonly ChartFile[]) => Promise<T>;

/**
 * Sends a document with its charts drawn. A chart that can't be drawn, or that Discord does not take there, is told in words instead: no
 * message is lost for a picture.
 *
 * @throws what `send` throws, where that is not about files
 */
export type AttachCharts = <T>(document: Document, send: SendWithCharts<T>) => Promise<T>;

/** Discord's words for files that it does not take: no permission for them, a reference to none of them (discord-api-docs#7529), too large. */
const FILES_REJECTED_CODES: ReadonlySet<number | undefined> = new Set([
  RESTJSONErrorCodes.MissingPermissions,
  RESTJSONErrorCodes.InvalidFormBodyOrContentType,
  RESTJSONErrorCodes.RequestEntityTooLarge,
]);
const PAYLOAD_TOO_LARGE_STATUS = 413;

const ATTACH_FILES_ADVICE = ': does Paperboy have the permission Attach Files there?';

/** Why a chart is told in words is logged: as an error where it could not be drawn, as a warning where Discord refused the files. */
export function createChartAttacher({
  drawChart,
  log,
}: {
  readonly drawChart: ChartRenderer;
  readonly log: Log;
}): AttachCharts {
  const drawFile = async (chart: Chart): Promise<ChartFile | undefined> => {
    try {
      return { name: chartFileName(chart), data: Buffer.from(await drawChart(chart)), alt: altText(chart.alt) };
    } catch (error) {
      log.error({ err: error }, 'a chart could not be drawn');
      return undefined;
    }
  };

  return async (document, send) => {
    const charts = findCharts(document);
    if (charts.length === 0) return send(document, []);
    const drawn = await Promise.all(charts.map(drawFile));
    const drawable = replaceChartsWithText(
      document,
      charts.filter((_, index) => drawn[index] === undefined),
    );
    // In a message that was too long a chart may have had to go.
    const payload = JSON.stringify(render(drawable));
    const files = drawn.filter((file) => file !== undefined).filter(({ name }) => payload.includes(name));
    try {
      return await send(drawable, files);
    } catch (error) {
      if (files.length === 0 || !isFilesRejection(error)) throw error;
      // A refusal is certain, so nothing is said twice. Where the files were not the reason, this is refused as well.
      const code = discordErrorCode(error);
      log.warn(
        { code },
        `Discord did not take a chart, so it is told in words${code === RESTJSONErrorCodes.MissingPermissions ? ATTACH_FILES_ADVICE : ''}`,
      );
      return send(replaceChartsWithText(document), []);
    }
  };
}

function isFilesRejection(error: unknown): boolean {
  return (
    FILES_REJECTED_CODES.has(discordErrorCode(error)) ||
    (error instanceof DiscordAPIError && error.status === PAYLOAD_TOO_LARGE_STATUS)
  );
}

/** A document with the files of its charts as discord.js takes it in the place of an answer. The files that stood there go. */
export function renderReplyEdit(document: Document, files: readonly ChartFile[]) {
  const newFiles = files.map(({ name, data, alt }) => ({ attachment: data, name, description: alt }));
  return { ...renderReply(document), files: newFiles, attachments: [] };
}

/** A chart that goes along with a message as a file. */
export interface ChartFile {
  readonly name: string;
  readonly data: Buffer;
  /** What Discord reads out to those who don't see it. */
  readonly alt: string;
}

/** What the body of a request says of the files beside it (https://discord.com/developers/docs/reference#uploading-files). */
export function toAttachments(files: readonly ChartFile[]) {
  return files.map(({ name, alt }, index) => ({ id: String(index), filename: name, description: alt }));
}

/** The files as discord.js takes them beside a body. */
export function toRawFiles(files: readonly ChartFile[]) {
  return files.map(({ name, data }) => ({ name, data, contentType: 'image/png' }));
}
