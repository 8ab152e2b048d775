import { readFileSync } from 'node:fs';
import { open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { UserError } from '../errors.ts';
import { codeOf, reasonOf } from '../file-error.ts';
import { issueInWords } from '../issue-in-words.ts';
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
export async function changeCorpus(
  file: string,
  change: (papers: readonly Paper[]) => readonly Paper[],
): Promise<readonly Paper[]> {
  const { path, mode } = await targetOf(file);
  const next = `${path}.next`;
  const handle = await open(next, 'wx', mode).catch((error: unknown) => {
    if (codeOf(error) === 'EEXIST') {
      throw new UserError(
        `${file} is being changed by another import. Try again in a moment; if none is running, delete ${next} first.`,
      );
    }
    throw unwritable(file, error);
  });
  let isMoved = false;
  try {
    const before = await readFile(path, 'utf8').catch((error: unknown) => {
      if (codeOf(error) === 'ENOENT') return '';
      throw unreadable(file, error);
    });
    const papers = change(parseCorpus(before, file));
    const after = papers.map((paper) => `${JSON.stringify(paper)}\n`).join('');
    if (after === before) return papers;
    try {
      await handle.writeFile(after);
      await handle.sync();
      await handle.close();
      await rename(next, path);
      isMoved = true;
    } catch (error) {
      throw unwritable(file, error);
    }
    return papers;
  } finally {
    await handle.close();
    // Once it was moved, a file of this name is another import's.
    if (!isMoved) await rm(next, { force: true });
  }
}

/** Where a corpus file really is, behind links, and who may read it: a file that is moved into its place has to be the same in both. */
async function targetOf(file: string): Promise<{ path: string; mode: number }> {
  try {
    const path = await realpath(file);
    const found = await stat(path);
    if (!found.isFile()) throw new UserError(`${file} can't be written: it is no regular file. Nothing was changed.`);
    return { path, mode: found.mode & 0o777 };
  } catch (error) {
    if (error instanceof UserError) throw error;
    if (codeOf(error) === 'ENOENT') return { path: file, mode: 0o666 };
    throw unwritable(file, error);
  }
}

function parseCorpus(text: string, file: string): Paper[] {
  return text
    .split('\n')
    .map((line, index) => ({ line, number: index + 1 }))
    .filter(({ line }) => line.trim() !== '')
    .map(({ line, number }) => parsePaper(line, `${file}:${number}`));
}

function parsePaper(line: string, where: string): Paper {
  const value = parseJson(line);
  const paper = Paper.safeParse(value);
  if (paper.success) return paper.data;
  const wrong = value === undefined ? ['no JSON'] : paper.error.issues.slice(0, 1).map(issueInWords);
  throw new UserError(
    `${where}: not a paper of this version (${wrong}). Restore the file, or import its sources anew.`,
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
    throw unreadable(file, error);
  }
}

function unreadable(file: string, error: unknown): UserError {
  const hint =
    codeOf(error) === 'ENOENT'
      ? `it does not exist; \`paperboy import --into ${file} PAGE…\` makes it, and without PAPERS_FILE the papers that ship are taken`
      : reasonOf(error);
  return new UserError(`The corpus ${file} can't be read: ${hint}.`, { cause: error });
}

function unwritable(file: string, error: unknown): UserError {
  return new UserError(`${file} can't be written: ${reasonOf(error)}. Nothing was changed.`, { cause: error });
}
