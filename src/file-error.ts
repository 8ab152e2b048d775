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
