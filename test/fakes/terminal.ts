import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';

/** Input and output of a terminal, or of a pipe, and what a person does at them. */
export function createTerminal({ isTTY = false, columns }: { isTTY?: boolean; columns?: number } = {}) {
  const input = Object.assign(new PassThrough(), { isTTY });
  const output = Object.assign(new PassThrough(), { isTTY, ...(columns !== undefined && { columns }) });
  let written = '';
  let seen = 0;
  output.setEncoding('utf8').on('data', (text: string) => {
    written += text;
  });
  return {
    input,
    output,
    /** All that was written, its control sequences included. */
    raw: () => written,
    /** All that was written, as text. */
    text: () => stripVTControlCharacters(written),
    types(text: string): void {
      input.write(text);
    },
    /** Waits until something is written that was not there at the last call; gives what came up to then. */
    async until(said: string): Promise<string> {
      for (const end = performance.now() + 5000; performance.now() < end; await sleep(2)) {
        const found = written.indexOf(said, seen);
        if (found < 0) continue;
        const part = written.slice(seen, found + said.length);
        seen = found + said.length;
        return part;
      }
      throw new Error(`${JSON.stringify(said)} was not written, but ${JSON.stringify(written.slice(seen))}`);
    },
  };
}
