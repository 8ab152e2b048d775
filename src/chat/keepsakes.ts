import { createHash } from 'node:crypto';
import { appendFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Log } from '../log.ts';

/** Keeps texts too long for a button under a short key. The same text has the same key, so keeping it again costs nothing. */
export interface Keepsakes {
  keep(text: string): string;
  recall(key: string): string | undefined;
}

const MOST = 10_000;

/** Keepsakes in memory: the newest ten thousand, until the process ends. */
export function createKeepsakes(): Keepsakes {
  const texts = new Map<string, string>();
  return {
    keep(text) {
      const key = keyOf(text);
      texts.delete(key);
      texts.set(key, text);
      const oldest = texts.keys().next().value;
      if (texts.size > MOST && oldest !== undefined) texts.delete(oldest);
      return key;
    },
    recall: (key) => texts.get(key),
  };
}

/**
 * Keepsakes that outlive the process: a text a line in a file, written when it is kept. Where the file can't be written, what is kept
 * lasts as long as the process and the log says so.
 */
export function createKeepsakeFile(file: string, log: Log): Keepsakes {
  const memory = createKeepsakes();
  let isReady = false;
  const open = (): void => {
    isReady = true;
    const text = readText(file);
    const kept = text.split('\n').flatMap(parse);
    for (const one of kept) memory.keep(one);
    mkdirSync(dirname(file), { recursive: true });
    if (kept.length > MOST) {
      writeFileSync(`${file}.next`, kept.slice(-MOST).map(lineOf).join(''));
      renameSync(`${file}.next`, file);
    } else if (text !== '' && !text.endsWith('\n')) {
      // A crash cut the last line; what is kept next must not become part of it.
      appendFileSync(file, '\n');
    }
  };
  const attempt = (write: () => void): void => {
    try {
      write();
    } catch (error) {
      log.warn({ err: error, file }, 'long buttons will not work after a restart');
    }
  };
  return {
    keep(text) {
      if (!isReady) attempt(open);
      const isKnown = memory.recall(keyOf(text)) !== undefined;
      if (!isKnown) attempt(() => appendFileSync(file, lineOf(text)));
      return memory.keep(text);
    },
    recall(key) {
      if (!isReady) attempt(open);
      // Another process with the same file may have kept it meanwhile.
      if (memory.recall(key) === undefined) attempt(open);
      return memory.recall(key);
    },
  };
}

function keyOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 16);
}

function lineOf(text: string): string {
  return `${JSON.stringify(text)}\n`;
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

/** The text of a line, unless it is a cut one. */
function parse(line: string): string[] {
  try {
    return [JSON.parse(line)].filter((text) => typeof text === 'string');
  } catch {
    return [];
  }
}
