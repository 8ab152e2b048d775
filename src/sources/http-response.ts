import type { Response } from 'undici';
import { SourceError } from './source.ts';

/**
 * The text of an answer, of the types that are accepted or of any. Its bytes are counted as they come out of their compression, and no more is read than is allowed.
 *
 * @throws SourceError where it is of another type, too large, or no UTF-8
 */
export async function readResponseText(
  response: Response,
  { accept, maxBytes, host }: { readonly accept?: readonly string[]; readonly maxBytes: number; readonly host: string },
): Promise<string> {
  const tooLargeError = new SourceError('malformed', `${host} answered with more than ${formatSize(maxBytes)}`);
  const typeMismatch = describeTypeMismatch(response.headers.get('content-type'), accept);
  const contentLength = Number(response.headers.get('content-length') ?? 0);
  if (typeMismatch !== undefined || contentLength > maxBytes) {
    await discardBody(response);
    throw typeMismatch === undefined
      ? tooLargeError
      : new SourceError('malformed', `${host} answered with ${typeMismatch}`);
  }
  return decodeUtf8(await readBytes(response, maxBytes, tooLargeError), host);
}

/** Lets go of an answer that nobody reads; its line is closed where it says more. */
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

function decodeUtf8(chunks: readonly Uint8Array[], host: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch (error) {
    throw new SourceError('malformed', `${host} answered with what is no UTF-8`, { cause: error });
  }
}

/** What an answer is instead of the type that was asked for: a page for people, mostly. */
function describeTypeMismatch(header: string | null, accept: readonly string[] | undefined): string | undefined {
  const [type = '', ...parameters] = (header ?? '')
    .toLowerCase()
    .split(';')
    .map((part) => part.trim());
  if (accept?.includes(type) === false)
    return `${toPrintableAscii(type) || 'an unnamed type'} in place of ${accept[0]}`;
  const charset = parameters.find((parameter) => parameter.startsWith('charset='))?.slice('charset='.length);
  const isUtf8 = charset === undefined || /^"?utf-?8"?$/.test(charset);
  return isUtf8 ? undefined : `text in ${toPrintableAscii(charset)} in place of UTF-8`;
}

function toPrintableAscii(text: string): string {
  return text.replace(/[^\x21-\x7e]/g, '').slice(0, 60);
}

function formatSize(bytes: number): string {
  return bytes < 1_000_000 ? `${bytes} bytes` : `${Math.round(bytes / 1_000_000)} MB`;
}

/** @throws SourceError where a text is no JSON */
export function parseJsonResponse(text: string, host: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new SourceError('malformed', `${host} answered with what is no JSON`, { cause: error });
  }
}

/** The address of the next page: `</api/daily_papers?p=1>; rel="next"` (RFC 8288), where an answer names one. */
export function parseNextLink(link: string | null, from: URL): URL | undefined {
  for (const { 1: target = '', 2: parameters = '' } of (link ?? '').matchAll(/<([^<>]*)>([^<]*)/g)) {
    if (
      /;\s*rel\s*=\s*(?:next(?![\w-])|"(?:[^"]*\s)?next(?:\s[^"]*)?")/i.test(parameters) &&
      URL.canParse(target, from.href)
    )
      return new URL(target, from);
  }
  return undefined;
}
