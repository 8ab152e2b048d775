import { readFileSync } from 'node:fs';
import { open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { describeFileError, errorCode, formatIssue, UserError } from '../runtime/errors.ts';
import { Paper } from './paper.ts';

/**
 * Reads a corpus file (`data/papers.jsonl`): one paper per line, sorted by id.
 *
 * @throws UserError if the file is missing, can't be read, or has an invalid line
 */
export function readCorpus(file: string): Paper[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw readFailure(file, error);
  }
  return parseCorpus(text, file);
}

/**
 * Updates a corpus file atomically: readers see either the old or the new file. A missing file counts as empty, and an
 * unchanged file isn't written. The temporary file next to it (`.next`) also serves as a lock.
 *
 * @throws UserError if the file can't be read or written, or another update is running; and what `update` throws
 */
export async function updateCorpus(
  file: string,
  update: (papers: readonly Paper[]) => readonly Paper[],
): Promise<readonly Paper[]> {
  const { path, mode } = await resolveTarget(file);
  const tempPath = `${path}.next`;
  const tempFile = await open(tempPath, 'wx', mode).catch((error: unknown) => {
    if (errorCode(error) !== 'EEXIST') throw writeFailure(file, error);
    throw new UserError(
      `Another import is changing ${file}. Try again in a moment. If no import is running, delete ${tempPath}.`,
    );
  });
  let isRenamed = false;
  try {
    const before = await readFile(path, 'utf8').catch((error: unknown) => {
      if (errorCode(error) === 'ENOENT') return '';
      throw readFailure(file, error);
    });
    const papers = update(parseCorpus(before, file));
    const after = papers.map((paper) => `${JSON.stringify(paper)}\n`).join('');
    if (after === before) return papers;
    try {
      await tempFile.writeFile(after);
      await tempFile.sync();
      await tempFile.close();
      await rename(tempPath, path);
      isRenamed = true;
    } catch (error) {
      throw writeFailure(file, error);
    }
    return papers;
  } finally {
    await tempFile.close();
    // After the rename, a file at this path belongs to another import.
    if (!isRenamed) await rm(tempPath, { force: true });
  }
}

/** Follows symlinks, so that the rename replaces the file itself, and returns the mode to keep. */
async function resolveTarget(file: string): Promise<{ path: string; mode: number }> {
  try {
    const path = await realpath(file);
    const stats = await stat(path);
    if (stats.isFile()) return { path, mode: stats.mode & 0o777 };
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return { path: file, mode: 0o666 };
    throw writeFailure(file, error);
  }
  throw new UserError(`${file} can't be written: it isn't a regular file. Nothing was changed.`);
}

function parseCorpus(text: string, file: string): Paper[] {
  return text
    .split('\n')
    .flatMap((line, index) => (line.trim() === '' ? [] : [parsePaper(line, `${file}:${index + 1}`)]));
}

function parsePaper(line: string, location: string): Paper {
  let problem = 'not JSON';
  try {
    const paper = Paper.safeParse(JSON.parse(line));
    if (paper.success) return paper.data;
    problem = paper.error.issues.slice(0, 1).map(formatIssue).join();
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new UserError(
    `${location}: not a paper in the format of this version (${problem}). Restore the file, or import its sources again.`,
  );
}

function readFailure(file: string, error: unknown): UserError {
  const hint =
    errorCode(error) === 'ENOENT'
      ? `it doesn't exist. Create it with \`paperboy import --into ${file} PAGE…\`, or unset PAPERS_FILE to use the papers that ship with Paperboy`
      : describeFileError(error);
  return new UserError(`The corpus ${file} can't be read: ${hint}.`, { cause: error });
}

function writeFailure(file: string, error: unknown): UserError {
  return new UserError(`${file} can't be written: ${describeFileError(error)}. Nothing was changed.`, { cause: error });
}
