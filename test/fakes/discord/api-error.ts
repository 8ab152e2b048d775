import type { Finding } from './finding.ts';

/** An error response. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: number;
  readonly errors: object | undefined;

  constructor(status: number, code: number, message: string, errors?: object) {
    super(message);
    this.status = status;
    this.code = code;
    this.errors = errors;
  }
}

export const unknown = {
  channel: () => new ApiError(404, 10003, 'Unknown Channel'),
  guild: () => new ApiError(404, 10004, 'Unknown Guild'),
  message: () => new ApiError(404, 10008, 'Unknown Message'),
  webhook: () => new ApiError(404, 10015, 'Unknown Webhook'),
  interaction: () => new ApiError(404, 10062, 'Unknown interaction'),
} as const;

/** The error for an invalid body, with nested `errors`. */
export function invalidForm(findings: readonly Finding[]): ApiError {
  const special = findings.find(({ code }) => code !== undefined);
  if (special?.code) return new ApiError(400, special.code, special.message);
  const errors = {};
  for (const { path, message } of findings) put(errors, path ? path.split('.') : [], message);
  return new ApiError(400, 50035, 'Invalid Form Body', errors);
}

interface ErrorTree {
  _errors?: { code: string; message: string }[];
  [part: string]: unknown;
}

function put(tree: ErrorTree, path: readonly string[], message: string): void {
  const [first, ...rest] = path;
  if (first === undefined) {
    tree._errors = [...(tree._errors ?? []), { code: 'INVALID', message }];
    return;
  }
  const inner: ErrorTree = typeof tree[first] === 'object' && tree[first] !== null ? (tree[first] as ErrorTree) : {};
  tree[first] = inner;
  put(inner, rest, message);
}
