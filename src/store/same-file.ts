import { statSync } from 'node:fs';

/**
 * Remembers which file stands at a path now.
 *
 * SQLite goes on writing to a file that somebody has deleted or put another one in the place of: all seems well, and is gone with the
 * process.
 *
 * @returns throws where that file is not there any more
 */
export function createSameFileAssertion(path: string): () => void {
  const { ino, dev } = statSync(path);
  return () => {
    const current = statSync(path, { throwIfNoEntry: false });
    if (current?.ino === ino && current.dev === dev) return;
    const change = current === undefined ? 'was deleted' : 'has another one in its place';
    throw new Error(
      `the database file ${change} while Paperboy works on it: what it keeps from now on is lost at its end`,
    );
  };
}
