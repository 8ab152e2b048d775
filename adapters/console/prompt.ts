import { clearScreenDown, cursorTo, moveCursor } from 'node:readline';
import { createInterface, type Interface } from 'node:readline/promises';
import type { Readable, Writable } from 'node:stream';

export interface Terminal {
  readonly input: Readable & { readonly isTTY?: boolean };
  readonly output: Writable & { readonly isTTY?: boolean; readonly columns?: number };
}

/** What Tab offers: candidates that can replace `replacedText` at the end of the line. */
export interface PromptCompletion {
  readonly candidates: readonly string[];
  readonly replacedText: string;
}

type Completer = (line: string) => Promise<PromptCompletion>;

/** Typed instead of an answer, it cancels the question. Ctrl-C types it too. */
export const CANCEL = '.';

/** Whether a person can type: a pipe at either end isn't interactive. */
export function isInteractive({ input, output }: Terminal): boolean {
  return input.isTTY === true && output.isTTY === true;
}

/** Reads lines with history and completion. Without a terminal it shows no prompt. */
export class Prompt {
  readonly #output: Terminal['output'];
  readonly #isTty: boolean;
  readonly #promptText: string;
  readonly #readline: Interface;
  readonly #lines: AsyncIterator<string>;
  /** From Node 24 on, prompting on a closed interface throws. */
  #isOpen = true;
  #isClosing = false;
  #isPrompting = false;
  /** Completes the answer to the current question. */
  #completeQuestion: Completer | undefined;

  /** @param completeLine completes commands; `ask` takes another completer */
  constructor(terminal: Terminal, completeLine: Completer) {
    this.#output = terminal.output;
    this.#isTty = isInteractive(terminal);
    this.#promptText = this.#isTty ? '> ' : '';
    this.#readline = createInterface({
      input: terminal.input,
      output: terminal.output,
      terminal: this.#isTty,
      prompt: this.#promptText,
      removeHistoryDuplicates: true,
      completer: async (line: string): Promise<[string[], string]> => {
        const { candidates, replacedText } = await (this.#completeQuestion ?? completeLine)(line);
        return [[...candidates], replacedText];
      },
    });
    // Created now, so that lines are buffered before `readLine` is called.
    this.#lines = this.#readline[Symbol.asyncIterator]();
    this.#readline.on('SIGINT', () => this.#onInterrupt());
    this.#readline.on('history', (history) => {
      if (this.#completeQuestion !== undefined) history.shift();
    });
    this.#readline.once('close', () => {
      this.#isOpen = false;
      if (this.#isTty && this.#isPrompting) this.#output.write('\n');
    });
    this.#output.once('close', () => this.close());
  }

  /** Returns the next line; `undefined` once the input or output has ended, or after `close`. */
  async readLine(): Promise<string | undefined> {
    this.#isPrompting = this.#isOpen;
    if (this.#isOpen) this.#readline.prompt();
    const { done, value } = await this.#lines.next();
    this.#isPrompting = false;
    // Lines that a pipe has buffered are dropped on `close`.
    return done || this.#isClosing ? undefined : value;
  }

  /** Asks a question and returns the answer, as `readLine`. */
  async ask(question: string, complete: Completer): Promise<string | undefined> {
    this.#completeQuestion = complete;
    this.#readline.setPrompt(question);
    const line = await this.readLine();
    this.#readline.setPrompt(this.#promptText);
    this.#completeQuestion = undefined;
    return line;
  }

  /** Writes above the line that is being typed. */
  writeAbove(text: string): void {
    if (!this.#isTty || !this.#isOpen || !this.#isPrompting) {
      this.#output.write(text);
      return;
    }
    // Redrawn by hand: readline doesn't know how many rows a pasted line takes.
    const { cursor } = this.#readline;
    this.#readline.write(null, { ctrl: true, name: 'e' });
    const { rows, cols } = this.#readline.getCursorPos();
    moveCursor(this.#output, 0, -rows);
    cursorTo(this.#output, 0);
    clearScreenDown(this.#output);
    this.#output.write(`${text}${this.#readline.getPrompt()}${this.#readline.line}`);
    if (cols === 0) this.#output.write(' \r');
    while (this.#readline.cursor > cursor) this.#readline.write(null, { name: 'left' });
  }

  close(): void {
    this.#isClosing = true;
    this.#readline.close();
  }

  /** As in a shell, Ctrl-C clears the line, and quits on an empty line. It also cancels a question. */
  #onInterrupt(): void {
    const isQuestion = this.#completeQuestion !== undefined;
    if (this.#readline.line === '' && !isQuestion) {
      this.#readline.close();
      return;
    }
    this.#readline.write(null, { ctrl: true, name: 'e' });
    this.#readline.write(null, { ctrl: true, name: 'u' });
    if (!isQuestion) return;
    this.#readline.write(CANCEL);
    this.#readline.write(null, { name: 'return' });
  }
}
