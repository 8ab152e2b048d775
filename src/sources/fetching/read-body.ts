import type { Response } from 'undici';
import { SourceError } from '../live/source.ts';

/**
 * The text of an answer, of the types that are accepted or of any. Its bytes are counted as they come out of their compression, and no more is read than is allowed.
 *
 * @throws SourceError where it is of another type, too large, or no UTF-8
 */
export async function readBody(
  response: Response,
  {
    accept,
    mostBytes,
    host,
  }: { readonly accept?: readonly string[]; readonly mostBytes: number; readonly host: string },
): Promise<string> {
  const tooLarge = new SourceError('malformed', `${host} answered with more than ${shownSize(mostBytes)}`);
  const wrongType = typeProblem(response.headers.get('content-type'), accept);
  const promised = Number(response.headers.get('content-length') ?? 0);
  if (wrongType !== undefined || promised > mostBytes) {
    await discard(response);
    throw wrongType === undefined ? tooLarge : new SourceError('malformed', `${host} answered with ${wrongType}`);
  }
  return decode(await readBytes(response, mostBytes, tooLarge), host);
}

/** Lets go of an answer that nobody reads; its line is closed where it says more. */
export async function discard({ body }: Response): Promise<void> {
  await body?.cancel();
}

async function readBytes({ body }: Response, mostBytes: number, tooLarge: SourceError): Promise<Uint8Array[]> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // Leaving the loop cancels the stream.
  for await (const chunk of body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > mostBytes) throw tooLarge;
    chunks.push(chunk);
  }
  return chunks;
}

function decode(chunks: readonly Uint8Array[], host: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch (error) {
    throw new SourceError('malformed', `${host} answered with what is no UTF-8`, { cause: error });
  }
}

/** What an answer is instead of the type that was asked for: a page for people, mostly. */
function typeProblem(header: string | null, accept: readonly string[] | undefined): string | undefined {
  const [type = '', ...parameters] = (header ?? '')
    .toLowerCase()
    .split(';')
    .map((part) => part.trim());
  if (accept?.includes(type) === false) return `${printable(type) || 'an unnamed type'} in place of ${accept[0]}`;
  const charset = parameters.find((parameter) => parameter.startsWith('charset='))?.slice('charset='.length);
  const isUtf8 = charset === undefined || /^"?utf-?8"?$/.test(charset);
  return isUtf8 ? undefined : `text in ${printable(charset)} in place of UTF-8`;
}

function printable(text: string): string {
  return text.replace(/[^\x21-\x7e]/g, '').slice(0, 60);
}

function shownSize(bytes: number): string {
  return bytes < 1_000_000 ? `${bytes} bytes` : `${Math.round(bytes / 1_000_000)} MB`;
}
