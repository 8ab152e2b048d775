import { SlackError } from './api-error.ts';
import { type Finding, finding } from './finding.ts';
import type { FakeFile, World } from './state.ts';
import type { Methods } from './web-api.ts';

export const UPLOAD_PATH = '/upload/v1/';

/** The signature of PNG files. */
const PNG = [0x89, 0x50, 0x4e, 0x47];

/**
 * Uploads in three steps: requesting a URL, sending the file, completing the upload. Slack then processes the file, and
 * until that's done rejects blocks with it.
 *
 * @param readyAfter the number of `files.info` responses before a file is processed
 */
export function fileMethods(world: World, address: () => string, readyAfter: number): Methods {
  const findFile = (id: unknown): FakeFile => {
    const known = world.files.get(`${id}`);
    if (known === undefined) throw new SlackError('file_not_found');
    return known;
  };

  return {
    'files.getUploadURLExternal': {
      scope: 'files:write',
      fields: ['filename', 'length', 'alt_txt', 'snippet_type'],
      handle: ({ body }) => {
        const length = Number(body['length']);
        if (!(length > 0)) throw new SlackError('missing_argument');
        const id = world.newId('F');
        const alt = body['alt_txt'] === undefined ? {} : { alt: `${body['alt_txt']}` };
        world.files.set(id, { id, name: `${body['filename']}`, length, infoRequests: 0, isComplete: false, ...alt });
        return { file_id: id, upload_url: `${address()}${UPLOAD_PATH}${id}` };
      },
    },
    'files.completeUploadExternal': {
      scope: 'files:write',
      fields: ['files', 'channel_id', 'channels', 'thread_ts', 'initial_comment', 'blocks'],
      handle: ({ body }) => {
        const uploads = body['files'] as readonly { readonly id: string; readonly title?: string }[];
        const files = uploads.map(({ id }) => findFile(id));
        for (const file of files) {
          if (file.data === undefined) throw new SlackError('file_not_found');
          world.files.set(file.id, { ...file, isComplete: true });
        }
        return { files: files.map(({ id, name }) => ({ id, title: name, mimetype: '' })) };
      },
    },
    'files.info': {
      scope: 'files:read',
      fields: ['file'],
      handle: ({ body }) => {
        const file = findFile(body['file']);
        const updated = { ...file, infoRequests: file.infoRequests + 1 };
        world.files.set(
          file.id,
          updated.infoRequests > readyAfter ? { ...updated, mimetype: mimeTypeOf(file) } : updated,
        );
        const { mimetype = '' } = world.files.get(file.id) ?? {};
        return { file: { id: file.id, name: file.name, mimetype } };
      },
    },
  };
}

export function receiveFile(world: World, id: string, data: Uint8Array): { status: number; body: string } {
  const file = world.files.get(id);
  if (file === undefined || file.length !== data.length) return { status: 400, body: 'unexpected file' };
  world.files.set(id, { ...file, data });
  return { status: 200, body: `OK - ${data.length}` };
}

/** Unknown and unprocessed files in blocks. */
export function fileFindings(world: World, part: unknown, at = ''): Finding[] {
  if (typeof part !== 'object' || part === null) return [];
  return Object.entries(part).flatMap(([key, value]) => {
    if (key !== 'slack_file') return fileFindings(world, value, `${at}/${key}`);
    const { id } = value as { readonly id?: string };
    const file = world.files.get(id ?? '');
    const isShown = file?.isComplete === true && file.mimetype?.startsWith('image/') === true;
    return isShown ? [] : [finding(`${at}/slack_file`, 'invalid slack file')];
  });
}

function mimeTypeOf({ data = new Uint8Array() }: FakeFile): string {
  return PNG.every((byte, at) => data[at] === byte) ? 'image/png' : 'application/octet-stream';
}
