import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Hono } from 'hono';
import { getMimeType } from 'hono/utils/mime';
import type { Log } from '../../../src/log.ts';
import { CHARTS_PATH, type ChartImages } from './charts.ts';

interface PageDeps {
  readonly app: Hono;
  /** Where the page's files are. */
  readonly folder: string;
  readonly chartImages: ChartImages;
  readonly log: Log;
}

export const PAGE_PATH = '/playground/';

/** What a browser asks for: names of one part, with an ending of the web. What a folder holds besides is nobody's. */
const FILE_NAME_PATTERN = /^[a-z\d]+(?:-[a-z\d]+)*\.(?:html|css|js|svg|png|ico|webmanifest)$/;

/** Serves the page and the images of its charts. */
export function servePlaygroundPage({ app, folder, chartImages, log }: PageDeps): void {
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
