import { createHash } from 'node:crypto';
import type { Chart } from '../../src/charts/chart.ts';
import { truncate } from '../../src/text/shorten.ts';
import { plainLabel } from './escape.ts';
import { LIMITS } from './limits.ts';

/** A chart that goes along with a message as a file. */
export interface ChartFile {
  readonly name: string;
  readonly data: Buffer;
  /** What Discord reads out to those who don't see it. */
  readonly alt: string;
}

/** The name by which a message refers to the file of a chart: the same chart, the same name. */
export function chartFileName(chart: Chart): string {
  return `trends-${createHash('sha256').update(JSON.stringify(chart)).digest('hex').slice(0, 16)}.png`;
}

/** A description of a picture, as Discord takes it. */
export function altText(alt: string): string {
  return truncate(plainLabel(alt), LIMITS.altText) || '…';
}

/** What the body of a request says of the files beside it (https://discord.com/developers/docs/reference#uploading-files). */
export function toAttachments(files: readonly ChartFile[]) {
  return files.map(({ name, alt }, index) => ({ id: String(index), filename: name, description: alt }));
}

/** The files as discord.js takes them beside a body. */
export function toRawFiles(files: readonly ChartFile[]) {
  return files.map(({ name, data }) => ({ name, data, contentType: 'image/png' }));
}
