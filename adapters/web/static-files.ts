import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Context } from 'hono';
import { getMimeType } from 'hono/utils/mime';

/** Files that browsers request: no hidden files, no subfolders. */
const FILE_NAME_PATTERN = /^[a-z\d]+(?:-[a-z\d]+)*\.(?:html|css|js|svg|png|ico|webmanifest)$/;

/** A response with a file of a folder, or `undefined` if there is no such file to serve. */
export async function serveFile(c: Context, folder: string, name: string): Promise<Response | undefined> {
  const file = FILE_NAME_PATTERN.test(name) ? await readFileIfExists(join(folder, name)) : undefined;
  if (file === undefined) return undefined;
  return c.body(file, 200, { 'content-type': getMimeType(name) ?? 'application/octet-stream' });
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
