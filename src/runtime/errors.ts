import type { z } from 'zod';

/**
 * A mistake or a limit that the person in front of Paperboy can do something about. Its message is shown as it is, so it is one
 * plain sentence that says what to do next. Everything else that is thrown is a bug of ours.
 */
export class UserError extends Error {
  override readonly name = 'UserError';
  /** What is wrong with each option, by its name, for platforms that can say it where the value was typed. */
  readonly fields: Readonly<Record<string, string>>;
  /** What could be written in the place of what was; the message ends with it. */
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

/** Closes an exhaustive `switch`: the compiler refuses the call while a case is missing. */
export function unreachable(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`);
}

/** What is wrong with a value, in words for the person who wrote it: "upvotes takes 0 at least". */
export function formatIssue(issue: z.core.$ZodIssue): string {
  return [issue.path.join('.'), describeIssue(issue)].filter(Boolean).join(' ');
}

function describeIssue(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.message.endsWith('received undefined') ? 'is missing' : `is no ${issue.expected}`;
    case 'too_small':
      return issue.origin === 'number' || issue.origin === 'int' ? `takes ${issue.minimum} at least` : 'is empty';
    case 'too_big':
      return issue.origin === 'string' ? `has ${issue.maximum} characters at most` : `takes ${issue.maximum} at most`;
    case 'invalid_value':
      return `takes ${issue.values.join(', ')}`;
    case 'invalid_format':
      return issue.format === 'date'
        ? 'is no day such as 2025-11-04'
        : issue.format === 'url'
          ? 'is no address such as https://example.org'
          : issue.message;
    case 'unrecognized_keys':
      return `has no place for ${issue.keys.join(', ')}`;
    default:
      return issue.message;
  }
}

/** What the operating system says about a file, for people. */
const FILE_ERROR_REASONS: Readonly<Record<string, string>> = {
  EACCES: 'there is no permission to',
  EPERM: 'there is no permission to',
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'a part of its path is no folder',
  EISDIR: 'it is a folder',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
};

/** Why a file can't be read or written, in words where they are known. */
export function describeFileError(error: unknown): string {
  const code = errorCode(error);
  return FILE_ERROR_REASONS[code] ?? code;
}

/** The code of a file system's error, as `ENOENT`; of any other, its text. */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
