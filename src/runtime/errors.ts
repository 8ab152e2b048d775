import type { z } from 'zod';

/**
 * An error that the person can fix. The message is shown as it is: what is wrong, then what to do. Every other error is a bug.
 */
export class UserError extends Error {
  override readonly name = 'UserError';
  /** What is wrong with each option, by name, for platforms that show it at the field. */
  readonly fields: Readonly<Record<string, string>>;
  /** A corrected input, with which the message ends. */
  readonly instead: string | undefined;

  constructor(
    message: string,
    { fields = {}, instead, ...options }: ErrorOptions & { fields?: UserError['fields']; instead?: string } = {},
  ) {
    super(message, options);
    this.fields = fields;
    this.instead = instead;
  }
}

/** Ends an exhaustive `switch`: it doesn't compile while a case is missing. */
export function unreachable(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`);
}

/** What is wrong with a value: "upvotes must be at least 0". */
export function formatIssue(issue: z.core.$ZodIssue): string {
  return [issue.path.join('.'), describeIssue(issue)].filter(Boolean).join(' ');
}

function describeIssue(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      if (!issue.message.startsWith('Invalid input')) return issue.message;
      return issue.message.endsWith('received undefined') ? 'is missing' : `must be a ${issue.expected}`;
    case 'too_small':
      return issue.origin === 'number' || issue.origin === 'int' ? `must be at least ${issue.minimum}` : 'is empty';
    case 'too_big':
      return issue.origin === 'string'
        ? `must have at most ${issue.maximum} characters`
        : `must be at most ${issue.maximum}`;
    case 'invalid_value':
      return `must be ${ALTERNATIVES.format(issue.values.map(String))}`;
    case 'invalid_format':
      return INVALID_FORMATS[issue.format] ?? issue.message;
    case 'unrecognized_keys':
      return `has unknown properties: ${issue.keys.join(', ')}`;
    default:
      return issue.message;
  }
}

const INVALID_FORMATS: Readonly<Record<string, string>> = {
  date: 'must be a date such as 2025-11-04',
  url: 'must be a URL such as https://example.org',
};

/** "a, b or c" */
const ALTERNATIVES = new Intl.ListFormat('en-GB', { type: 'disjunction' });

const FILE_ERROR_REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOENT: 'no such file or folder',
  ENOTDIR: 'part of its path is not a folder',
  EISDIR: 'it is a folder',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
};

/** Why a file can't be read or written, or the error code. */
export function describeFileError(error: unknown): string {
  const code = errorCode(error);
  return FILE_ERROR_REASONS[code] ?? code;
}

/** The code of a system error, such as `ENOENT`; of any other error, its text. */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
