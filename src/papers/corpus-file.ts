import { readFileSync } from 'node:fs';
import { open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { describeFileError, errorCode, formatIssue, UserError } from '../runtime/errors.ts';
import { Paper } from './paper.ts';

/**
 * The papers of a corpus file (`data/papers.jsonl`): one paper a line, sorted by id.
 *
 * @throws UserError when the file is missing, can't be read, or holds a line that is no paper
 */
export function readCorpus(file: string): Paper[] {
  return parseCorpus(readText(file), file);
}

/**
 * Changes a corpus file as one step: readers see the old file or the new one, never a part. A file that does not exist yet counts as
 * empty; a change that changes nothing writes nothing.
 *
 * While it runs, the new file stands beside the old one under a name of its own, which keeps a second change out.
 *
 * @throws UserError when the file can't be read or written, or another change is running; and what `change` throws
 */
export async function updateCorpus(
  file: string,
  update: (papers: readonly Paper[]) => readonly Paper[],
): Promise<readonly Paper[]> {
  const { path, mode } = await resolveTarget(file);
  const tempPath = `${path}.next`;
  const tempFile = await open(tempPath, 'wx', mode).catch((error: unknown) => {
    if (errorCode(error) === 'EEXIST') {
      throw new UserError(
        `${file} is being changed by another import. Try again in a moment; if none is running, delete ${tempPath} first.`,
      );
    }
    throw writeFailure(file, error);
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
    // Once it was moved, a file of this name is another import's.
    if (!isRenamed) await rm(tempPath, { force: true });
  }
}

/** Where a corpus file really is, behind links, and who may read it: a file that is moved into its place has to be the same in both. */
async function resolveTarget(file: string): Promise<{ path: string; mode: number }> {
  try {
    const path = await realpath(file);
    const stats = await stat(path);
    if (!stats.isFile()) throw new UserError(`${file} can't be written: it is no regular file. Nothing was changed.`);
    return { path, mode: stats.mode & 0o777 };
  } catch (error) {
    if (error instanceof UserError) throw error;
    if (errorCode(error) === 'ENOENT') return { path: file, mode: 0o666 };
    throw writeFailure(file, error);
  }
}

function parseCorpus(text: string, file: string): Paper[] {
  return text
    .split('\n')
    .map((line, index) => ({ line, number: index + 1 }))
    .filter(({ line }) => line.trim() !== '')
    .map(({ line, number }) => parsePaper(line, `${file}:${number}`));
}

function parsePaper(line: string, location: string): Paper {
  const value = parseJson(line);
  const paper = Paper.safeParse(value);
  if (paper.success) return paper.data;
  const problem = value === undefined ? ['no JSON'] : paper.error.issues.slice(0, 1).map(formatIssue);
  throw new UserError(
    `${location}: not a paper of this version (${problem}). Restore the file, or import its sources anew.`,
  );
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw readFailure(file, error);
  }
}

function readFailure(file: string, error: unknown): UserError {
  const hint =
    errorCode(error) === 'ENOENT'
      ? `it does not exist; \`paperboy import --into ${file} PAGE…\` makes it, and without PAPERS_FILE the papers that ship are taken`
      : describeFileError(error);
  return new UserError(`The corpus ${file} can't be read: ${hint}.`, { cause: error });
}

function writeFailure(file: string, error: unknown): UserError {
  return new UserError(`${file} can't be written: ${describeFileError(error)}. Nothing was changed.`, { cause: error });
}
