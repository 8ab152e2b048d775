import { DiscordAPIError, RESTJSONErrorCodes } from 'discord.js';
import { type Document, findCharts, replaceChartsWithText } from '../../src/chat/document.ts';
import type { Chart, ChartRenderer } from '../../src/runtime/charts/chart.ts';
import type { Log } from '../../src/runtime/log.ts';
import { discordErrorCode } from './outcome.ts';
import { altText, chartFileName, render, renderReply } from './render.ts';

/** A chart drawn as a PNG. */
export interface ChartFile {
  readonly name: string;
  readonly data: Buffer;
  readonly alt: string;
}

/**
 * Sends a document with its charts as files. Charts that can't be drawn, or that Discord rejects, are replaced by text.
 *
 * @throws errors of `send` that aren't about files
 */
export type AttachCharts = <T>(
  document: Document,
  send: (document: Document, files: readonly ChartFile[]) => Promise<T>,
) => Promise<T>;

/** No permission to attach files, references to missing files (discord-api-docs#7529), and files that are too large. */
const FILES_REJECTED_CODES: ReadonlySet<number | undefined> = new Set([
  RESTJSONErrorCodes.MissingPermissions,
  RESTJSONErrorCodes.InvalidFormBodyOrContentType,
  RESTJSONErrorCodes.RequestEntityTooLarge,
]);
const PAYLOAD_TOO_LARGE_STATUS = 413;

export function createChartAttacher(drawChart: ChartRenderer, log: Log): AttachCharts {
  const drawFile = async (chart: Chart): Promise<ChartFile | undefined> => {
    try {
      return { name: chartFileName(chart), data: Buffer.from(await drawChart(chart)), alt: altText(chart.alt) };
    } catch (error) {
      log.error({ err: error }, 'failed to draw chart, sending alternative text');
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
    // Rendering may drop charts of a document that is too long.
    const payload = JSON.stringify(render(drawable));
    const files = drawn.filter((file) => file !== undefined).filter(({ name }) => payload.includes(name));
    try {
      return await send(drawable, files);
    } catch (error) {
      // Nothing was sent, so sending again can't duplicate it. If the files weren't the reason, this fails as well.
      if (files.length === 0 || !isFilesRejection(error)) throw error;
      const code = discordErrorCode(error);
      const hint = code === RESTJSONErrorCodes.MissingPermissions ? 'grant Paperboy Attach Files' : undefined;
      log.warn({ code, hint }, 'Discord rejected chart files, sending alternative text');
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

/** Renders the edit of a discord.js reply, which replaces the files of the message. */
export function renderReplyEdit(document: Document, files: readonly ChartFile[]) {
  const newFiles = files.map(({ name, data, alt }) => ({ attachment: data, name, description: alt }));
  return { ...renderReply(document), files: newFiles, attachments: [] };
}

/** The `attachments` field of a request (https://discord.com/developers/docs/reference#uploading-files). */
export function toAttachments(files: readonly ChartFile[]) {
  return files.map(({ name, alt }, index) => ({ id: String(index), filename: name, description: alt }));
}

/** The files of a discord.js REST request. */
export function toRawFiles(files: readonly ChartFile[]) {
  return files.map(({ name, data }) => ({ name, data, contentType: 'image/png' }));
}
