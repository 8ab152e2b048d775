import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { Command } from '../../src/chat/command.ts';
import type { Dispatch } from '../../src/chat/dispatch.ts';
import type { Document } from '../../src/chat/document.ts';
import type { Place, Posted } from '../../src/chat/place.ts';
import type { ChatPlatform } from '../../src/chat/platform.ts';
import { complete, type Suggest } from './complete.ts';
import { escapeText } from './escape.ts';
import { LIMITS } from './limits.ts';
import { render } from './render.ts';
import { readTypedLine } from './typed-line.ts';

interface Dependencies {
  readonly commands: readonly Command[];
  readonly input: Readable & { readonly isTTY?: boolean };
  readonly output: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  /** Whether colours are wanted, where the output is a terminal. */
  readonly color: boolean;
  readonly now: () => Date;
  /** Called once nothing more can be typed: the end of the input, `quit`, Ctrl-C or Ctrl-D. */
  readonly onEnd: () => void;
}

const HERE: Place = { platform: 'console', tenant: 'local', channel: 'terminal' };
const WHO = { place: HERE, person: { id: 'you', name: 'you' } } as const;
const GREETING =
  'Paperboy. Type words to search for, or /papers help. Tab completes, a number presses its button, Ctrl-D leaves.';

/** A terminal as a platform: a prompt with history and completion, or a pipe with one call a line. */
export function createConsole({ commands, input, output, color, now, onEnd }: Dependencies): ChatPlatform {
  const isTerminal = input.isTTY === true && output.isTTY === true;
  const posts = new Map<string, { posted: Posted; at: string }>();
  let actions: readonly string[] = [];
  let lines: Interface | undefined;
  let reading = Promise.resolve();
  let messages = 0;

  const show = (document: Document): void => {
    const rendered = render(document, { width: lineWidth(output.columns), color: color && output.isTTY === true });
    actions = rendered.actions;
    output.write(`${rendered.text}\n`);
  };

  /** Says something unasked, on lines of its own: a line that is being typed is shown again below. */
  const say = (title: string, document: Document): string => {
    output.write(`${isTerminal ? '\r' : ''}${escapeText(title)}\n`);
    show(document);
    lines?.prompt(true);
    return String(++messages);
  };

  const read = async (typed: Interface, dispatch: Dispatch): Promise<void> => {
    if (isTerminal) output.write(`${GREETING}\n\n`);
    typed.prompt();
    for await (const line of typed) {
      if (/^\s*\/?(quit|exit)\s*$/i.test(line)) break;
      if (line.trim() !== '') {
        const answer = await dispatch({ ...WHO, ...readTypedLine(line.trim(), actions, commands) });
        if (answer.kind === 'reply') show(answer.document);
      }
      typed.prompt();
    }
    typed.close();
    onEnd();
  };

  return {
    name: 'console',
    async start(dispatch) {
      const suggest: Suggest = async (command, option, partial) => {
        const answer = await dispatch({ ...WHO, kind: 'suggest', command, option, partial });
        return answer.kind === 'suggestions' ? answer.suggestions : [];
      };
      lines = createInterface({
        input,
        output,
        terminal: isTerminal,
        prompt: isTerminal ? '> ' : '',
        removeHistoryDuplicates: true,
        completer: (line: string, done: (error: Error | null, result: [string[], string]) => void) => {
          complete(line, commands, suggest).then(
            ({ offers, on }) => done(null, [[...offers], on]),
            (error: Error) => done(error, [[], line]),
          );
        },
      });
      reading = read(lines, dispatch);
    },
    async stop() {
      lines?.close();
      await reading;
    },
    async post(place, document, key) {
      const known = posts.get(key);
      if (known !== undefined) return { kind: 'sent', posted: known.posted };
      const posted = { place, message: say(titleOf(place), document) };
      posts.set(key, { posted, at: now().toISOString() });
      const oldest = posts.keys().next().value;
      if (posts.size > LIMITS.posts && oldest !== undefined) posts.delete(oldest);
      return { kind: 'sent', posted };
    },
    async update(posted, document) {
      say(`${titleOf(posted.place)}, message ${posted.message} changed`, document);
      return { kind: 'sent', posted };
    },
    async openThread(target, title) {
      const place = 'place' in target ? target.place : target;
      const message = say(`${titleOf(place)}, thread: ${title}`, { blocks: [] });
      return { ...place, thread: 'place' in target ? target.message : message };
    },
    async findPosted(_place, key, since) {
      const known = posts.get(key);
      return known !== undefined && known.at >= since ? known.posted : undefined;
    },
  };
}

/** How wide a line may be on an output that tells its columns, or does not. */
export function lineWidth(columns: number | undefined): number {
  return Math.max(LIMITS.narrowestLine, Math.min(columns ?? LIMITS.defaultLine, LIMITS.widestLine));
}

function titleOf({ channel, thread }: Place): string {
  return thread === undefined ? `#${channel}` : `#${channel}, thread ${thread}`;
}
