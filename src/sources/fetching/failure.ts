import { SourceError } from '../live/source.ts';

/** What broke in an answer that did come: it is no HTTP, or not compressed as it says. */
const MALFORMED = /^(?:HPE_|Z_|ERR_ZLIB_|ERR__ERROR_FORMAT|ERR_BROTLI|ERR_PADDING|UND_ERR_HEADERS_OVERFLOW)/;

/** Why an exchange failed, as the failure of a source. */
export function failureOf(error: unknown, host: string): SourceError {
  if (error instanceof SourceError) return error;
  const code = codeOf(error);
  const kind = MALFORMED.test(code) ? 'malformed' : 'down';
  const what =
    kind === 'malformed' ? 'answered with what can not be read' : 'can not be reached, or broke off its answer';
  return new SourceError(kind, `${host} ${what}${code && ` (${code})`}`, { cause: error });
}

/** Of an answer that did not end in time. */
export function tooLate(host: string, ms: number, cause: unknown): SourceError {
  return new SourceError('down', `${host} gave no whole answer within ${ms / 1000} s`, { cause });
}

/** The first code in an error or in what caused it: `fetch` wraps what happened in "fetch failed". */
function codeOf(error: unknown): string {
  for (let at = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string') return at.code;
  }
  return '';
}
