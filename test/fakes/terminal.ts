import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';

/** The streams of a terminal or a pipe, and what a person types and sees. */
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
    /** The output, including control sequences. */
    raw: () => written,
    /** The output without control sequences. */
    text: () => stripVTControlCharacters(written),
    types(text: string): void {
      input.write(text);
    },
    /** Waits for text in the output since the last call, and returns the output up to it. */
    async until(expected: string): Promise<string> {
      for (const end = performance.now() + 20_000; performance.now() < end; await sleep(2)) {
        const found = written.indexOf(expected, seen);
        if (found < 0) continue;
        const part = written.slice(seen, found + expected.length);
        seen = found + expected.length;
        return part;
      }
      throw new Error(`expected ${JSON.stringify(expected)}, got ${JSON.stringify(written.slice(seen))}`);
    },
  };
}
