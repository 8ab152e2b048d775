import { completeInput, type FetchSuggestions } from '../../src/chat/autocomplete.ts';
import type { Command, CommandCall } from '../../src/chat/command.ts';
import { type Document, heading, note, prose } from '../../src/chat/document.ts';
import type { Form } from '../../src/chat/form.ts';
import type { InteractionHandler } from '../../src/chat/interaction.ts';
import { parseFreeText } from '../../src/chat/parse-command.ts';
import { directMessageUserId, type Place, type Posted } from '../../src/chat/place.ts';
import type { ChatPlatform } from '../../src/chat/platform.ts';
import { escapeText } from './escape.ts';
import { describeOneLineUsage, fillInForm } from './form.ts';
import { LIMITS } from './limits.ts';
import { createPrompt, isInteractive, type Prompt, type Terminal } from './prompt.ts';
import { lineWidth, render } from './render.ts';

interface ConsoleDeps extends Terminal {
  readonly commands: readonly Command[];
  /** Whether colours are wanted, where the output is a terminal. */
  readonly color: boolean;
  readonly now: () => Date;
  /** Where the same can be tried in a browser, if it can: told at a terminal once it has started. */
  readonly playgroundUrl?: () => string | undefined;
  /**
   * Called once nothing more can be typed: the end of the input, `quit`, Ctrl-C or Ctrl-D. `wasUsed` is false where nobody ever could have
   * typed anything, as in a service, whose input is empty.
   */
  readonly onEnd: (wasUsed: boolean) => void;
}

const TERMINAL_PLACE: Place = { platform: 'console', tenant: 'local', channel: 'terminal' };
const WELCOME_TEXT =
  'Paperboy. Type words to search for, or /papers help. Tab completes, a number presses its button, Ctrl-D leaves.';
const QUIT_COMMAND = 'quit';
/** Nothing can be said any more. */
const OUTPUT_CLOSED = { kind: 'gone', reason: 'the output was closed' } as const;

/** A terminal as a platform: a prompt with history and completion, or a pipe with one call a line. */
export function createConsole({
  commands,
  input,
  output,
  color,
  now,
  playgroundUrl,
  onEnd,
}: ConsoleDeps): ChatPlatform {
  // Whoever sits at the terminal is alone with it, and lives by its clock.
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const caller = { place: TERMINAL_PLACE, person: { id: 'you', name: 'you', zone: timeZone }, manages: true } as const;
  const posts = new Map<string, { posted: Posted; at: Date }>();
  /** What the numbers on the screen press. */
  let actions: readonly string[] = [];
  let prompt: Prompt | undefined;
  let readLoop = Promise.resolve();
  let messageCount = 0;

  /** Numbers the buttons on, so that no number on the screen changes what it means. */
  const renderNumbered = (document: Document): string => {
    if (actions.length > LIMITS.numberedButtons) actions = [];
    const options = { width: lineWidth(output.columns), color: color && output.isTTY === true, zone: timeZone };
    const rendered = render(document, { ...options, firstButtonNumber: actions.length + 1 });
    actions = [...actions, ...rendered.actions];
    return rendered.text;
  };

  const show = (document: Document): void => {
    output.write(`${renderNumbered(document)}\n`);
  };

  /** Says something unasked. */
  const printPost = (title: string, document: Document): string => {
    const text = `${escapeText(title)}\n${renderNumbered(document)}\n`;
    if (prompt === undefined) output.write(text);
    else prompt.writeAbove(text);
    return String(++messageCount);
  };

  const readLines = async (activePrompt: Prompt, dispatch: InteractionHandler): Promise<void> => {
    let wasUsed = isInteractive({ input, output });
    for (let text = await activePrompt.readLine(); text !== undefined; text = await activePrompt.readLine()) {
      wasUsed = true;
      const line = text.trim();
      if (/^\/?(quit|exit)$/i.test(line)) break;
      if (line === '') continue;
      const parsed = parseTypedLine(line, actions, commands);
      if (parsed.kind === 'unknown-button') {
        show({ blocks: [prose(parsed.hint)] });
        continue;
      }
      const answer = await dispatch({ ...caller, ...parsed });
      if (answer.kind === 'reply') show(answer.document);
      if (answer.kind === 'form') await askForm(answer.form, activePrompt, dispatch);
    }
    activePrompt.close();
    onEnd(wasUsed);
  };

  const createFetchSuggestions =
    (dispatch: InteractionHandler): FetchSuggestions =>
    async (command, option, partial) => {
      const answer = await dispatch({ ...caller, kind: 'autocomplete', command, option, partial });
      return answer.kind === 'suggestions' ? answer.suggestions : [];
    };

  const askForm = async (form: Form, activePrompt: Prompt, dispatch: InteractionHandler): Promise<void> => {
    // A pipe brings the next call, not an answer.
    if (!isInteractive({ input, output })) return show(describeOneLineUsage(form));
    await fillInForm(form, {
      ask: activePrompt.ask,
      fetchSuggestions: createFetchSuggestions(dispatch),
      submit: (values) => dispatch({ ...caller, kind: 'form-submitted', command: form.command.name, values }),
      show,
    });
  };

  return {
    name: 'console',
    async start(dispatch) {
      if (isInteractive({ input, output })) {
        const url = playgroundUrl?.();
        const notes = url === undefined ? [] : [note('In the browser: ', url)];
        show({ blocks: [note(WELCOME_TEXT), ...notes] });
      }
      const completionContext = { commands, suggest: createFetchSuggestions(dispatch), words: [QUIT_COMMAND] };
      prompt = createPrompt({ input, output }, async (line) => {
        const { items, replacedText } = await completeInput(line, completionContext);
        return { candidates: items.map(({ text }) => withTypedPrefix(text, replacedText)), replacedText };
      });
      readLoop = readLines(prompt, dispatch);
    },
    async stop() {
      prompt?.close();
      await readLoop;
      prompt = undefined;
    },
    connected: () => prompt !== undefined && output.writable,
    async post(place, document, key) {
      const existing = posts.get(key);
      if (existing !== undefined) return { kind: 'sent', posted: existing.posted };
      if (!output.writable) return OUTPUT_CLOSED;
      const posted = { place, message: printPost(formatPlace(place), document) };
      posts.set(key, { posted, at: now() });
      const oldest = posts.keys().next().value;
      if (posts.size > LIMITS.rememberedPosts && oldest !== undefined) posts.delete(oldest);
      return { kind: 'sent', posted };
    },
    async update(posted, document) {
      if (!output.writable) return OUTPUT_CLOSED;
      printPost(`${formatPlace(posted.place)}, message ${posted.message} changed`, document);
      return { kind: 'sent', posted };
    },
    async openThread({ place, message }, title) {
      if (!output.writable) return OUTPUT_CLOSED;
      const thread = { ...place, thread: message };
      printPost(formatPlace(thread), { blocks: [heading(title)] });
      return { kind: 'open', thread: { place: thread } };
    },
    async readThread(thread) {
      // What is typed is a call, never a reply: only Paperboy speaks in a thread.
      const threadPosts = [...posts.values()].filter(({ posted }) => isSamePlace(posted.place, thread));
      const lastAt = threadPosts.at(-1)?.at.toISOString();
      return { kind: 'read', state: 'open', replies: threadPosts.length, people: 0, ...(lastAt && { lastAt }) };
    },
    async findPosted(place, key, since) {
      const record = posts.get(key);
      const isMatch = record !== undefined && isSamePlace(record.posted.place, place) && record.at >= new Date(since);
      return isMatch ? record.posted : undefined;
    },
  };
}

function formatPlace(place: Place): string {
  const { channel, thread } = place;
  const userId = directMessageUserId(place);
  if (userId !== undefined) return `@${userId}`;
  return thread === undefined ? `#${channel}` : `#${channel}, thread ${thread}`;
}

function isSamePlace(a: Place, b: Place): boolean {
  return a.platform === b.platform && a.tenant === b.tenant && a.channel === b.channel && a.thread === b.thread;
}

/** What was typed stays as it was typed: readline only lets a line grow. */
function withTypedPrefix(text: string, activePrompt: string): string {
  return text.toLowerCase().startsWith(activePrompt.toLowerCase())
    ? activePrompt + text.slice(activePrompt.length)
    : text;
}

type ParsedLine =
  | { readonly kind: 'action'; readonly action: string }
  | { readonly kind: 'command'; readonly call: CommandCall }
  | { readonly kind: 'unknown-button'; readonly hint: string };

/**
 * What a typed line asks for: a number of up to three digits presses a button; a line that begins with `/papers` or with a command's
 * name is that command; any other words are searched for.
 */
export function parseTypedLine(line: string, actions: readonly string[], commands: readonly Command[]): ParsedLine {
  if (!/^\d{1,3}$/.test(line)) return { kind: 'command', call: parseFreeText(line, commands) };
  const action = actions[Number(line) - 1];
  if (action !== undefined) return { kind: 'action', action };
  const problem =
    actions.length === 0 ? 'There is no button here yet.' : `There is no button ${line}, only 1 to ${actions.length}.`;
  return { kind: 'unknown-button', hint: `${problem} To search for the number: /papers search ${line}` };
}
