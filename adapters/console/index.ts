import { LRUCache } from 'lru-cache';
import { completeInput, type FetchSuggestions } from '../../src/chat/autocomplete.ts';
import type { CommandCall, CommandDefinition } from '../../src/chat/command.ts';
import { type Document, heading, note, prose } from '../../src/chat/document.ts';
import type { ChatInteraction, InteractionHandler } from '../../src/chat/interaction.ts';
import { parseFreeText } from '../../src/chat/parse-command.ts';
import { directMessageUserId, type Place, type Posted } from '../../src/chat/place.ts';
import type {
  ChatPlatform,
  OpenThreadOutcome,
  PlatformDeps,
  PostOutcome,
  ReadThreadOutcome,
} from '../../src/chat/platform.ts';
import { escapeText } from './escape.ts';
import { describeOneLineUsage, fillInForm } from './form.ts';
import { LIMITS } from './limits.ts';
import { isInteractive, Prompt, type Terminal } from './prompt.ts';
import { lineWidth, render } from './render.ts';

interface ConsoleDeps extends Terminal, Pick<PlatformDeps, 'commands' | 'now' | 'onEnd'> {
  /** Whether to use colors if the output is a terminal. */
  readonly color: boolean;
  readonly playgroundUrl?: () => string | undefined;
}

const PLACE: Place = { platform: 'console', tenant: 'local', channel: 'terminal' };
const WELCOME_TEXT =
  'Paperboy. Type what to search for, or /papers help. Tab completes, a number presses that button, Ctrl-D quits.';
const QUIT_COMMAND = 'quit';
const OUTPUT_CLOSED = { kind: 'gone', reason: 'the output was closed' } as const;

/** Creates a platform on a terminal, with history and completion, or on a pipe, with one command per line. */
export function createConsole(deps: ConsoleDeps): ChatPlatform {
  return new ConsolePlatform(deps);
}

class ConsolePlatform implements ChatPlatform {
  readonly name = PLACE.platform;
  readonly #deps: ConsoleDeps;
  readonly #isInteractive: boolean;
  readonly #timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  readonly #caller: Pick<ChatInteraction, 'place' | 'person' | 'canManage'>;
  readonly #posts = new LRUCache<string, { readonly posted: Posted; readonly at: Date }>({ max: LIMITS.cachedPosts });
  /** The actions of the numbered buttons. */
  #actions: readonly string[] = [];
  #prompt: Prompt | undefined;
  #readLoop = Promise.resolve();
  #messageCount = 0;

  constructor(deps: ConsoleDeps) {
    this.#deps = deps;
    this.#isInteractive = isInteractive(deps);
    this.#caller = { place: PLACE, person: { id: 'you', name: 'you', zone: this.#timeZone }, canManage: true };
  }

  async start(dispatch: InteractionHandler): Promise<void> {
    const { commands, playgroundUrl } = this.#deps;
    if (this.#isInteractive) {
      const url = playgroundUrl?.();
      this.#show({ blocks: [note(WELCOME_TEXT), ...(url === undefined ? [] : [note('In your browser: ', url)])] });
    }
    const fetchSuggestions: FetchSuggestions = async (command, option, partial) => {
      const answer = await dispatch({ ...this.#caller, kind: 'autocomplete', command, option, partial });
      return answer.kind === 'suggestions' ? answer.suggestions : [];
    };
    const prompt = new Prompt(this.#deps, async (line) => {
      const context = { commands, suggest: fetchSuggestions, words: [QUIT_COMMAND] };
      const { items, replacedText } = await completeInput(line, context);
      return { candidates: items.map(({ text }) => withTypedPrefix(text, replacedText)), replacedText };
    });
    this.#prompt = prompt;
    this.#readLoop = this.#readLines(prompt, dispatch, fetchSuggestions);
  }

  async stop(): Promise<void> {
    this.#prompt?.close();
    await this.#readLoop;
    this.#prompt = undefined;
  }

  connected(): boolean {
    return this.#prompt !== undefined && this.#deps.output.writable;
  }

  async post(place: Place, document: Document, key: string): Promise<PostOutcome> {
    const existing = this.#posts.get(key);
    if (existing !== undefined) return { kind: 'sent', posted: existing.posted };
    if (!this.#deps.output.writable) return OUTPUT_CLOSED;
    const posted = { place, message: this.#print(formatPlace(place), document) };
    this.#posts.set(key, { posted, at: this.#deps.now() });
    return { kind: 'sent', posted };
  }

  async update(posted: Posted, document: Document): Promise<PostOutcome> {
    if (!this.#deps.output.writable) return OUTPUT_CLOSED;
    this.#print(`${formatPlace(posted.place)}, message ${posted.message} changed`, document);
    return { kind: 'sent', posted };
  }

  async openThread({ place, message }: Posted, title: string): Promise<OpenThreadOutcome> {
    if (!this.#deps.output.writable) return OUTPUT_CLOSED;
    const thread = { ...place, thread: message };
    this.#print(formatPlace(thread), { blocks: [heading(title)] });
    return { kind: 'open', thread: { place: thread } };
  }

  /** Counts Paperboy's posts: what is typed is always a command, never a reply in a thread. */
  async readThread(thread: Place): Promise<ReadThreadOutcome> {
    const posts = [...this.#posts.values()].filter(({ posted }) => isSamePlace(posted.place, thread));
    const lastAt = posts
      .map(({ at }) => at.toISOString())
      .sort()
      .at(-1);
    return { kind: 'read', state: 'open', replies: posts.length, people: 0, ...(lastAt && { lastAt }) };
  }

  async findPosted(place: Place, key: string, since: string): Promise<Posted | undefined> {
    const post = this.#posts.get(key);
    const isMatch = post !== undefined && isSamePlace(post.posted.place, place) && post.at >= new Date(since);
    return isMatch ? post.posted : undefined;
  }

  async #readLines(prompt: Prompt, dispatch: InteractionHandler, fetchSuggestions: FetchSuggestions): Promise<void> {
    let wasUsed = this.#isInteractive;
    for (let text = await prompt.readLine(); text !== undefined; text = await prompt.readLine()) {
      wasUsed = true;
      const line = text.trim();
      if (/^\/?(quit|exit)$/i.test(line)) break;
      if (line === '') continue;
      const parsed = parseTypedLine(line, this.#actions, this.#deps.commands);
      if (parsed.kind === 'unknown-button') {
        this.#show({ blocks: [prose(parsed.hint)] });
        continue;
      }
      const answer = await dispatch({ ...this.#caller, ...parsed });
      if (answer.kind === 'reply') this.#show(answer.document);
      if (answer.kind !== 'form') continue;
      const { form } = answer;
      // The next line of a pipe is a command, not an answer.
      if (!this.#isInteractive) this.#show(describeOneLineUsage(form));
      else
        await fillInForm(form, {
          ask: (question, complete) => prompt.ask(question, complete),
          fetchSuggestions,
          submit: (values) => dispatch({ ...this.#caller, kind: 'form-submitted', command: form.command.name, values }),
          show: (document) => this.#show(document),
        });
    }
    prompt.close();
    this.#deps.onEnd(wasUsed);
  }

  #show(document: Document): void {
    this.#deps.output.write(`${this.#render(document)}\n`);
  }

  /** Prints a post above the prompt and returns its message id. */
  #print(title: string, document: Document): string {
    const text = `${escapeText(title)}\n${this.#render(document)}\n`;
    if (this.#prompt === undefined) this.#deps.output.write(text);
    else this.#prompt.writeAbove(text);
    return String(++this.#messageCount);
  }

  /** Continues the numbering of buttons, so that those already on the screen keep their numbers. */
  #render(document: Document): string {
    const { output, color } = this.#deps;
    if (this.#actions.length > LIMITS.numberedButtons) this.#actions = [];
    const { text, actions } = render(document, {
      width: lineWidth(output.columns),
      color: color && output.isTTY === true,
      timeZone: this.#timeZone,
      firstButtonNumber: this.#actions.length + 1,
    });
    this.#actions = [...this.#actions, ...actions];
    return text;
  }
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

/** Keeps the case of what was typed: readline can only append to a line. */
function withTypedPrefix(text: string, typed: string): string {
  return text.toLowerCase().startsWith(typed.toLowerCase()) ? typed + text.slice(typed.length) : text;
}

type ParsedLine =
  | { readonly kind: 'action'; readonly action: string }
  | { readonly kind: 'command'; readonly call: CommandCall }
  | { readonly kind: 'unknown-button'; readonly hint: string };

/** Parses a typed line: a number of up to three digits presses a button, anything else is a command or a search. */
export function parseTypedLine(
  line: string,
  actions: readonly string[],
  commands: readonly CommandDefinition[],
): ParsedLine {
  if (!/^\d{1,3}$/.test(line)) return { kind: 'command', call: parseFreeText(line, commands) };
  const action = actions[Number(line) - 1];
  if (action !== undefined) return { kind: 'action', action };
  const problem =
    actions.length === 0 ? 'There are no buttons yet.' : `There is no button ${line}, only 1 to ${actions.length}.`;
  return { kind: 'unknown-button', hint: `${problem} To search for it, type /papers search ${line}` };
}
