import type { Response } from 'undici';
import { SourceError } from './source-error.ts';

/**
 * A response's text. The size limit counts decompressed bytes, and reading stops there.
 *
 * @param options.accept the allowed media types; any if `undefined`
 * @throws SourceError if it's of another type, too large, or not UTF-8
 */
export async function readResponseText(
  response: Response,
  { accept, maxBytes, host }: { readonly accept?: readonly string[]; readonly maxBytes: number; readonly host: string },
): Promise<string> {
  const tooLargeError = new SourceError('malformed', `${host} returned more than ${formatSize(maxBytes)}`);
  const typeMismatch = describeTypeMismatch(response.headers.get('content-type'), accept);
  const contentLength = Number(response.headers.get('content-length') ?? 0);
  if (typeMismatch !== undefined || contentLength > maxBytes) {
    await discardBody(response);
    throw typeMismatch === undefined ? tooLargeError : new SourceError('malformed', `${host} returned ${typeMismatch}`);
  }
  const bytes = Buffer.concat(await readBytes(response, maxBytes, tooLargeError));
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new SourceError('malformed', `${host} returned invalid UTF-8`, { cause: error });
  }
}

/** Closes the connection if the body isn't finished. */
export async function discardBody({ body }: Response): Promise<void> {
  await body?.cancel();
}

async function readBytes({ body }: Response, maxBytes: number, tooLargeError: SourceError): Promise<Uint8Array[]> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // Leaving the loop cancels the stream.
  for await (const chunk of body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw tooLargeError;
    chunks.push(chunk);
  }
  return chunks;
}

function describeTypeMismatch(header: string | null, accept: readonly string[] | undefined): string | undefined {
  const [type = '', ...parameters] = (header ?? '')
    .toLowerCase()
    .split(';')
    .map((part) => part.trim());
  if (accept?.includes(type) === false) return `${toPrintableAscii(type) || 'an unnamed type'} instead of ${accept[0]}`;
  const charset = parameters.find((parameter) => parameter.startsWith('charset='))?.slice('charset='.length);
  const isUtf8 = charset === undefined || /^"?utf-?8"?$/.test(charset);
  return isUtf8 ? undefined : `text in ${toPrintableAscii(charset)} instead of UTF-8`;
}

function toPrintableAscii(text: string): string {
  return text.replace(/[^\x21-\x7e]/g, '').slice(0, 60);
}

function formatSize(bytes: number): string {
  return bytes < 1_000_000 ? `${bytes} bytes` : `${Math.round(bytes / 1_000_000)} MB`;
}

/** @throws SourceError if the text isn't JSON */
export function parseJsonResponse(text: string, host: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new SourceError('malformed', `${host} returned invalid JSON`, { cause: error });
  }
}

/** The URL of the next page from a `Link` header (RFC 8288): `</api/daily_papers?p=1>; rel="next"`. */
export function parseNextLink(link: string | null, from: URL): URL | undefined {
  for (const { 1: target = '', 2: parameters = '' } of (link ?? '').matchAll(/<([^<>]*)>([^<]*)/g)) {
    const isNext = /;\s*rel\s*=\s*(?:next(?![\w-])|"(?:[^"]*\s)?next(?:\s[^"]*)?")/i.test(parameters);
    if (isNext && URL.canParse(target, from.href)) return new URL(target, from);
  }
  return undefined;
}
