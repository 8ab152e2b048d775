import { readFileSync } from 'node:fs';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { UserError } from '../errors.ts';
import { codeOf, reasonOf } from '../file-error.ts';
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
  change: (papers: Paper[]) => readonly Paper[],
): Promise<readonly Paper[]> {
  const next = `${file}.next`;
  const handle = await open(next, 'wx').catch((error: unknown) => {
    if (codeOf(error) === 'EEXIST') {
      throw new UserError(
        `${file} is being changed by another import. If none is running, delete ${next} and try again.`,
      );
    }
    throw unwritable(file, error);
  });
  try {
    const before = await readFile(file, 'utf8').catch((error: unknown) => {
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
      await rename(next, file);
    } catch (error) {
      throw unwritable(file, error);
    }
    return papers;
  } finally {
    await handle.close();
    await rm(next, { force: true });
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
  const paper = Paper.safeParse(parseJson(line));
  if (paper.success) return paper.data;
  const issue = paper.error.issues[0];
  throw new UserError(
    `${where}: not a paper of this version (${issue?.path.join('.') || 'line'}: ${issue?.message}). Restore the file, or import its sources anew.`,
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
  const hint = codeOf(error) === 'ENOENT' ? 'it does not exist; `paperboy import FILE…` makes it' : reasonOf(error);
  return new UserError(`The corpus ${file} can't be read: ${hint}.`, { cause: error });
}

function unwritable(file: string, error: unknown): UserError {
  return new UserError(`${file} can't be written: ${reasonOf(error)}. Nothing was changed.`, { cause: error });
}
