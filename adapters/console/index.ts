import type { Command } from '../../src/chat/command.ts';
import { complete, type Suggest } from '../../src/chat/complete.ts';
import type { Dispatch } from '../../src/chat/dispatch.ts';
import { type Document, heading, note, prose } from '../../src/chat/document.ts';
import type { Form } from '../../src/chat/form.ts';
import { type Place, type Posted, personOf } from '../../src/chat/place.ts';
import type { ChatPlatform } from '../../src/chat/platform.ts';
import { escapeText } from './escape.ts';
import { fillIn, inOneLine } from './form.ts';
import { LIMITS } from './limits.ts';
import { createPrompt, isTerminal, type Prompt, type Terminal } from './prompt.ts';
import { render } from './render.ts';
import { readTypedLine } from './typed-line.ts';

interface Dependencies extends Terminal {
  readonly commands: readonly Command[];
  /** Whether colours are wanted, where the output is a terminal. */
  readonly color: boolean;
  readonly now: () => Date;
  /** Where the same can be tried in a browser, if it can: told at a terminal once it has started. */
  readonly page?: () => string | undefined;
  /**
   * Called once nothing more can be typed: the end of the input, `quit`, Ctrl-C or Ctrl-D. `wasUsed` is false where nobody ever could have
   * typed anything, as in a service, whose input is empty.
   */
  readonly onEnd: (wasUsed: boolean) => void;
}

const HERE: Place = { platform: 'console', tenant: 'local', channel: 'terminal' };
const GREETING =
  'Paperboy. Type words to search for, or /papers help. Tab completes, a number presses its button, Ctrl-D leaves.';
const LEAVE = 'quit';
/** Nothing can be said any more. */
const CLOSED = { kind: 'gone', reason: 'the output was closed' } as const;

/** A terminal as a platform: a prompt with history and completion, or a pipe with one call a line. */
export function createConsole({ commands, input, output, color, now, page, onEnd }: Dependencies): ChatPlatform {
  // Whoever sits at the terminal is alone with it, and lives by its clock.
  const { timeZone: zone } = Intl.DateTimeFormat().resolvedOptions();
  const who = { place: HERE, person: { id: 'you', name: 'you', zone }, manages: true } as const;
  const posts = new Map<string, { posted: Posted; at: Date }>();
  /** What the numbers on the screen press. */
  let actions: readonly string[] = [];
  let prompt: Prompt | undefined;
  let reading = Promise.resolve();
  let messages = 0;

  /** Numbers the buttons on, so that no number on the screen changes what it means. */
  const draw = (document: Document): string => {
    if (actions.length > LIMITS.buttons) actions = [];
    const look = { width: lineWidth(output.columns), color: color && output.isTTY === true, zone };
    const drawn = render(document, { ...look, firstButton: actions.length + 1 });
    actions = [...actions, ...drawn.actions];
    return drawn.text;
  };

  const show = (document: Document): void => {
    output.write(`${draw(document)}\n`);
  };

  /** Says something unasked. */
  const say = (title: string, document: Document): string => {
    const text = `${escapeText(title)}\n${draw(document)}\n`;
    if (prompt === undefined) output.write(text);
    else prompt.writeAbove(text);
    return String(++messages);
  };

  const read = async (typed: Prompt, dispatch: Dispatch): Promise<void> => {
    let wasUsed = isTerminal({ input, output });
    for (let text = await typed.line(); text !== undefined; text = await typed.line()) {
      wasUsed = true;
      const line = text.trim();
      if (/^\/?(quit|exit)$/i.test(line)) break;
      if (line === '') continue;
      const asked = readTypedLine(line, actions, commands);
      if (asked.kind === 'no button') {
        show({ blocks: [prose(asked.hint)] });
        continue;
      }
      const answer = await dispatch({ ...who, ...asked });
      if (answer.kind === 'reply') show(answer.document);
      if (answer.kind === 'form') await ask(answer.form, typed, dispatch);
    }
    typed.close();
    onEnd(wasUsed);
  };

  const suggestWith =
    (dispatch: Dispatch): Suggest =>
    async (command, option, partial) => {
      const answer = await dispatch({ ...who, kind: 'suggest', command, option, partial });
      return answer.kind === 'suggestions' ? answer.suggestions : [];
    };

  const ask = async (form: Form, typed: Prompt, dispatch: Dispatch): Promise<void> => {
    // A pipe brings the next call, not an answer.
    if (!isTerminal({ input, output })) return show(inOneLine(form));
    await fillIn(form, {
      ask: typed.answer,
      suggest: suggestWith(dispatch),
      submit: (values) => dispatch({ ...who, kind: 'form submitted', command: form.command.name, values }),
      show,
    });
  };

  return {
    name: 'console',
    async start(dispatch) {
      if (isTerminal({ input, output })) {
        const address = page?.();
        const also = address === undefined ? [] : [note('In the browser: ', address)];
        show({ blocks: [note(GREETING), ...also] });
      }
      const known = { commands, suggest: suggestWith(dispatch), words: [LEAVE] };
      prompt = createPrompt({ input, output }, async (line) => {
        const { offers, on } = await complete(line, known);
        return { offers: offers.map(({ text }) => sameStart(text, on)), on };
      });
      reading = read(prompt, dispatch);
    },
    async stop() {
      prompt?.close();
      await reading;
      prompt = undefined;
    },
    connected: () => prompt !== undefined && output.writable,
    async post(place, document, key) {
      const known = posts.get(key);
      if (known !== undefined) return { kind: 'sent', posted: known.posted };
      if (!output.writable) return CLOSED;
      const posted = { place, message: say(titleOf(place), document) };
      posts.set(key, { posted, at: now() });
      const oldest = posts.keys().next().value;
      if (posts.size > LIMITS.posts && oldest !== undefined) posts.delete(oldest);
      return { kind: 'sent', posted };
    },
    async update(posted, document) {
      if (!output.writable) return CLOSED;
      say(`${titleOf(posted.place)}, message ${posted.message} changed`, document);
      return { kind: 'sent', posted };
    },
    async openThread({ place, message }, title) {
      if (!output.writable) return CLOSED;
      const thread = { ...place, thread: message };
      say(titleOf(thread), { blocks: [heading(title)] });
      return { kind: 'open', thread: { place: thread } };
    },
    async readThread(thread) {
      // What is typed is a call, never a reply: only Paperboy speaks in a thread.
      const said = [...posts.values()].filter(({ posted }) => isSame(posted.place, thread));
      const lastAt = said.at(-1)?.at.toISOString();
      return { kind: 'read', state: 'open', replies: said.length, people: 0, ...(lastAt && { lastAt }) };
    },
    async findPosted(place, key, since) {
      const known = posts.get(key);
      const isIt = known !== undefined && isSame(known.posted.place, place) && known.at >= new Date(since);
      return isIt ? known.posted : undefined;
    },
  };
}

/** How wide a line may be on an output that tells its columns, or does not. Some terminals tell 0 of them. */
export function lineWidth(columns: number | undefined): number {
  return Math.max(LIMITS.narrowestLine, Math.min(columns || LIMITS.defaultLine, LIMITS.widestLine));
}

function titleOf(place: Place): string {
  const { channel, thread } = place;
  const person = personOf(place);
  if (person !== undefined) return `@${person}`;
  return thread === undefined ? `#${channel}` : `#${channel}, thread ${thread}`;
}

function isSame(a: Place, b: Place): boolean {
  return a.platform === b.platform && a.tenant === b.tenant && a.channel === b.channel && a.thread === b.thread;
}

/** What was typed stays as it was typed: readline only lets a line grow. */
function sameStart(text: string, typed: string): string {
  return text.toLowerCase().startsWith(typed.toLowerCase()) ? typed + text.slice(typed.length) : text;
}
