/**
 * Why a request to a source failed: the site is down (`unavailable`), asked Paperboy to slow down (`rate-limited`), refused this request
 * (`rejected`), or sent something that can't be parsed (`malformed`). The message names the site and is shown to operators.
 */
export class SourceError extends Error {
  override readonly name = 'SourceError';
  readonly kind: 'unavailable' | 'rate-limited' | 'rejected' | 'malformed';
  /** Set if rate limited. */
  readonly retryAfterMs: number | undefined;

  constructor(
    kind: SourceError['kind'],
    message: string,
    { retryAfterMs, ...options }: { readonly retryAfterMs?: number; readonly cause?: unknown } = {},
  ) {
    super(message, options);
    this.kind = kind;
    this.retryAfterMs = retryAfterMs;
  }
}
