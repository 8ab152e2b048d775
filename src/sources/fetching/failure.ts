import { SourceError } from '../live/source.ts';

/** What broke in an answer that did come: it is no HTTP, or not compressed as it says. */
const MALFORMED_RESPONSE_CODES =
  /^(?:HPE_|Z_|ERR_ZLIB_|ERR__ERROR_FORMAT|ERR_BROTLI|ERR_PADDING|UND_ERR_HEADERS_OVERFLOW)/;

/** Why an exchange failed, as the failure of a source. */
export function toNetworkError(error: unknown, host: string): SourceError {
  if (error instanceof SourceError) return error;
  const code = findErrorCode(error);
  const kind = MALFORMED_RESPONSE_CODES.test(code) ? 'malformed' : 'unavailable';
  const description =
    kind === 'malformed' ? 'answered with what can not be read' : 'can not be reached, or broke off its answer';
  return new SourceError(kind, `${host} ${description}${code && ` (${code})`}`, { cause: error });
}

/** Of an answer that did not end in time. */
export function createTimeoutError(host: string, timeoutMs: number, cause: unknown): SourceError {
  return new SourceError('unavailable', `${host} gave no whole answer within ${timeoutMs / 1000} s`, { cause });
}

/** The first code in an error or in what caused it: `fetch` wraps what happened in "fetch failed". */
function findErrorCode(error: unknown): string {
  for (let current = error; current instanceof Error; current = current.cause) {
    if ('code' in current && typeof current.code === 'string') return current.code;
  }
  return '';
}
