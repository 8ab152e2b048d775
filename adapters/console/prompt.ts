import { clearScreenDown, createInterface, cursorTo, moveCursor } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { Completion } from './complete.ts';

export interface Terminal {
  readonly input: Readable & { readonly isTTY?: boolean };
  readonly output: Writable & { readonly isTTY?: boolean; readonly columns?: number };
}

/** The line on which one types. Without a terminal it shows nothing and reads a line after the other. */
export interface Prompt {
  /** What was typed, line by line, until the input or the output ends or `close` is called. */
  lines(): AsyncIterable<string>;
  /** Writes above the line that is being typed, which stays as it is. */
  writeAbove(text: string): void;
  close(): void;
}

export function isTerminal({ input, output }: Terminal): boolean {
  return input.isTTY === true && output.isTTY === true;
}

export function createPrompt(terminal: Terminal, complete: (line: string) => Promise<Completion>): Prompt {
  const { input, output } = terminal;
  const onScreen = isTerminal(terminal);
  // A closed interface must not be prompted again: from Node 24 on that throws.
  let isOpen = true;
  let isLeaving = false;
  let isTyping = false;
  const readline = createInterface({
    input,
    output,
    terminal: onScreen,
    prompt: onScreen ? '> ' : '',
    removeHistoryDuplicates: true,
    completer: (line: string, done: (error: Error | null, result: [string[], string]) => void) => {
      complete(line).then(
        ({ offers, on }) => done(null, [[...offers], on]),
        (error: Error) => done(error, [[], line]),
      );
    },
  });
  // As in a shell: the first Ctrl-C gives up what is half typed, the next one leaves.
  readline.on('SIGINT', () => {
    if (readline.line === '') readline.close();
    else {
      readline.write(null, { ctrl: true, name: 'e' });
      readline.write(null, { ctrl: true, name: 'u' });
    }
  });
  readline.once('close', () => {
    isOpen = false;
    if (onScreen && isTyping) output.write('\n');
  });
  const close = (): void => {
    isLeaving = true;
    readline.close();
  };
  output.once('close', close);

  const ask = (): void => {
    isTyping = isOpen;
    if (isOpen) readline.prompt();
  };

  return {
    async *lines() {
      ask();
      for await (const line of readline) {
        // A pipe brings many lines at once: those behind the one in hand are not begun any more.
        if (isLeaving) return;
        isTyping = false;
        yield line;
        ask();
      }
    },
    writeAbove(text) {
      if (!onScreen || !isOpen || !isTyping) {
        output.write(text);
        return;
      }
      // The line is drawn again by hand and just as it was: readline does not know on how many rows a pasted line stands.
      const { cursor } = readline;
      readline.write(null, { ctrl: true, name: 'e' });
      const { rows, cols } = readline.getCursorPos();
      moveCursor(output, 0, -rows);
      cursorTo(output, 0);
      clearScreenDown(output);
      output.write(`${text}${readline.getPrompt()}${readline.line}`);
      if (cols === 0) output.write(' \r');
      while (readline.cursor > cursor) readline.write(null, { name: 'left' });
    },
    close,
  };
}
