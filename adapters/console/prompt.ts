import { clearScreenDown, createInterface, cursorTo, moveCursor } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

export interface Terminal {
  readonly input: Readable & { readonly isTTY?: boolean };
  readonly output: Writable & { readonly isTTY?: boolean; readonly columns?: number };
}

/** What Tab offers: texts that may stand in the place of `on`, the end of the line. */
export interface PromptCompletion {
  readonly candidates: readonly string[];
  readonly replacedText: string;
}

type Completer = (line: string) => Promise<PromptCompletion>;

/** What one types in the place of an answer, to be asked nothing more. Ctrl-C types it too. */
export const CANCEL = '.';

/** The line on which one types. Without a terminal it shows nothing and reads a line after the other. */
export interface Prompt {
  /** The next line that is typed; nothing once the input or the output has ended or `close` was called. */
  readLine(): Promise<string | undefined>;
  /** The same in answer to a question, with completions of its own. */
  ask(question: string, complete: Completer): Promise<string | undefined>;
  /** Writes above the line that is being typed, which stays as it is. */
  writeAbove(text: string): void;
  close(): void;
}

/** Whether somebody sits there: a pipe at either end makes it none. */
export function isInteractive({ input, output }: Terminal): boolean {
  return input.isTTY === true && output.isTTY === true;
}

/** @param completeLine completes a command; a question brings a completion of its own */
export function createPrompt(terminal: Terminal, completeLine: Completer): Prompt {
  const { input, output } = terminal;
  const isTty = isInteractive(terminal);
  // A closed interface must not be prompted again: from Node 24 on that throws.
  let isOpen = true;
  let isClosing = false;
  let isPrompting = false;
  /** Completes the answer to a question, while one is asked. */
  let completeQuestion: Completer | undefined;
  const promptText = isTty ? '> ' : '';
  const readline = createInterface({
    input,
    output,
    terminal: isTty,
    prompt: promptText,
    removeHistoryDuplicates: true,
    completer: (line: string, done: (error: Error | null, result: [string[], string]) => void) => {
      (completeQuestion ?? completeLine)(line).then(
        ({ candidates, replacedText }) => done(null, [[...candidates], replacedText]),
        (error: Error) => done(error, [[], line]),
      );
    },
  });
  // From now on: lines that come before somebody waits for one are not lost.
  const lines = readline[Symbol.asyncIterator]();
  // As in a shell: the first Ctrl-C gives up what is half typed, the next one leaves.
  readline.on('SIGINT', () => {
    if (readline.line === '' && completeQuestion === undefined) {
      readline.close();
      return;
    }
    readline.write(null, { ctrl: true, name: 'e' });
    readline.write(null, { ctrl: true, name: 'u' });
    if (completeQuestion === undefined) return;
    readline.write(CANCEL);
    readline.write(null, { name: 'return' });
  });
  // What answers a question is no command to bring back.
  readline.on('history', (history) => {
    if (completeQuestion !== undefined) history.shift();
  });
  readline.once('close', () => {
    isOpen = false;
    if (isTty && isPrompting) output.write('\n');
  });
  const close = (): void => {
    isClosing = true;
    readline.close();
  };
  output.once('close', close);

  const nextLine = async (): Promise<string | undefined> => {
    isPrompting = isOpen;
    if (isOpen) readline.prompt();
    const { done, value } = await lines.next();
    isPrompting = false;
    // A pipe brings many lines at once: those behind the one in hand are not begun any more.
    return done || isClosing ? undefined : value;
  };

  return {
    readLine: nextLine,
    async ask(question, complete) {
      completeQuestion = complete;
      readline.setPrompt(question);
      const line = await nextLine();
      readline.setPrompt(promptText);
      completeQuestion = undefined;
      return line;
    },
    writeAbove(text) {
      if (!isTty || !isOpen || !isPrompting) {
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
