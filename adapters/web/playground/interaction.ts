import type { CommandDefinition } from '../../../src/chat/command.ts';
import type { Document } from '../../../src/chat/document.ts';
import type { ChatResponse, FormField, ThreadStarter } from '../../../src/chat/interaction.ts';
import { isMissingPaper } from '../../../src/chat/parse-command.ts';
import type { ResolvePlace } from '../../../src/chat/place.ts';
import { parseArxivId } from '../../../src/papers/identity.ts';
import { UserError } from '../../../src/runtime/errors.ts';
import type { TrailingThrottle } from '../../../src/runtime/throttle.ts';
import { spansToText } from '../../../src/text/spans.ts';
import type { OpenForms } from './form.ts';
import { hasAction, type Message, messagePlace, toThreadStarter } from './message.ts';
import { type MessageStore, requireVisibleMessage, requireWritable } from './message-store.ts';
import { DONE, type TabRequestOf, type TabResponse } from './protocol.ts';
import type { ReplySender } from './reply.ts';
import {
  createPlace,
  type DispatchAs,
  directChannelOwner,
  type PlaygroundUser,
  resolveChannelNames,
} from './workspace.ts';

interface MessageHandlerDeps {
  readonly commands: readonly CommandDefinition[];
  readonly dispatchAs: DispatchAs;
  readonly messages: MessageStore;
  readonly replySender: ReplySender;
  readonly threadActivity: TrailingThrottle<ResolvePlace>;
  /** Logs errors. */
  readonly runInBackground: (work: () => Promise<unknown>, description: string) => void;
}

/** A message that somebody typed, and who typed it. */
interface TypedMessage {
  readonly user: PlaygroundUser;
  readonly request: TabRequestOf<'message'>;
}

/**
 * Handles typed text. A command is shown with its reply. A message to Paperboy is posted, with the reply in its thread. Any other message
 * is posted, with cards for the papers it links to.
 */
export function createMessageHandler(deps: MessageHandlerDeps) {
  return async (user: PlaygroundUser, request: TabRequestOf<'message'>): Promise<TabResponse> => {
    const { channel, thread } = request;
    requireWritable(channel, thread, user, deps.messages);
    const typed = { user, request };
    const parsed = parseInput(request.text);
    if (parsed.kind === 'command') return runCommand(deps, parsed.text, typed);
    if (parsed.kind === 'mention' || directChannelOwner(channel) === user.id)
      return answerMention(deps, parsed.text, typed);
    const message = addMessage(deps, parsed.text, typed);
    if (parsed.urls.length > 0) {
      deps.runInBackground(() => postLinkCards(deps, parsed.urls, user, message), 'post cards for links');
    }
    return DONE;
  };
}

/** In a thread, a command without a paper is about the paper of the thread. */
async function runCommand(
  { commands, dispatchAs, messages, replySender }: MessageHandlerDeps,
  commandText: string,
  { user, request: { channel, thread } }: TypedMessage,
): Promise<TabResponse> {
  const text = resolveChannelNames(commandText, commands);
  const place = createPlace(channel, thread);
  const isAboutThread = thread !== undefined && isMissingPaper({ text }, commands);
  const response = await dispatchAs(
    user,
    place,
    isAboutThread
      ? { kind: 'mention', text, ...findThreadStarter(thread, messages) }
      : { kind: 'command', call: { text } },
  );
  return replySender.deliver(response, { user, place, commandText });
}

async function answerMention(deps: MessageHandlerDeps, text: string, typed: TypedMessage): Promise<TabResponse> {
  const { commands, dispatchAs, messages, replySender } = deps;
  const { user, request } = typed;
  const { channel, thread } = request;
  const message = addMessage(deps, request.text.trim(), typed);
  const response = await dispatchAs(user, createPlace(channel, thread), {
    kind: 'mention',
    text: resolveChannelNames(text, commands),
    ...findThreadStarter(thread, messages),
  });
  return replySender.deliver(response, { user, place: createPlace(channel, thread ?? threadFor(response, message)) });
}

/** A public reply in a channel starts a thread on the message, to keep the channel readable. Private replies stay in the channel. */
function threadFor(response: ChatResponse, { id, channel }: Message): string | undefined {
  const isPublicReply = response.kind === 'reply' && !response.ephemeral;
  return isPublicReply && directChannelOwner(channel) === undefined ? id : undefined;
}

function findThreadStarter(thread: string | undefined, messages: MessageStore): { starter?: ThreadStarter } {
  const threadStart = thread === undefined ? undefined : messages.get(thread);
  return threadStart === undefined ? {} : { starter: toThreadStarter(threadStart) };
}

/** Posts a message as the person. */
function addMessage(
  { messages, threadActivity }: MessageHandlerDeps,
  content: string,
  { user: { id, name }, request: { channel, thread } }: TypedMessage,
): Message {
  const location = { channel, ...(thread !== undefined && { thread }) };
  const message = messages.add({ ...location, author: { kind: 'person', id, name }, content });
  if (thread !== undefined) threadActivity.record(thread, async () => messagePlace(message));
  return message;
}

async function postLinkCards(
  { dispatchAs, replySender }: MessageHandlerDeps,
  urls: readonly string[],
  user: PlaygroundUser,
  message: Message,
): Promise<void> {
  const place = messagePlace(message);
  const response = await dispatchAs(user, place, { kind: 'link-shared', urls, isDraft: false });
  if (response.kind !== 'link-previews') return;
  for (const { document } of response.previews) replySender.post(document, place);
}

interface ActionDeps {
  readonly dispatchAs: DispatchAs;
  readonly messages: MessageStore;
  readonly replySender: ReplySender;
}

/** Handles a button or menu item. The message must have this action, whatever the tab sends. */
export function createActionHandler({ dispatchAs, messages, replySender }: ActionDeps) {
  return async (user: PlaygroundUser, { message: messageId, action }: TabRequestOf<'action'>): Promise<TabResponse> => {
    const sourceMessage = requireVisibleMessage(messageId, user, messages);
    if (!hasAction(sourceMessage, action))
      throw new UserError('This message has changed and no longer has that button.');
    const place = messagePlace(sourceMessage);
    const response = await dispatchAs(user, place, { kind: 'action', action });
    return replySender.deliver(response, { user, place, sourceMessage });
  };
}

interface SubmitDeps {
  readonly dispatchAs: DispatchAs;
  readonly openForms: OpenForms;
  readonly replySender: ReplySender;
}

/** Handles a submitted form. If it is refused it stays open, with an error at each invalid field. */
export function createSubmitHandler({ dispatchAs, openForms, replySender }: SubmitDeps) {
  return async (user: PlaygroundUser, { form: formId, values }: TabRequestOf<'submit'>): Promise<TabResponse> => {
    const openForm = openForms.take(formId, user.id);
    const { command, fields, hiddenValues } = openForm.form;
    const context = { ...openForm.context, user };
    const submitted = Object.fromEntries(fields.map(({ name }) => [name, values[name]]));
    const response = await dispatchAs(user, context.place, {
      kind: 'form-submitted',
      command: command.name,
      values: { ...hiddenValues, ...submitted },
    });
    if (response.kind !== 'reply' || response.outcome === 'answered') return replySender.deliver(response, context);
    openForms.putBack(formId, openForm);
    const text = describeRefusal(response.document);
    const fieldErrors = response.fieldErrors ?? {};
    return { kind: 'refused', text, fields: placeFieldErrors(fields, { submitted, message: text, fieldErrors }) };
  };
}

interface SubmitErrors {
  readonly submitted: Readonly<Record<string, string | undefined>>;
  readonly message: string;
  readonly fieldErrors: Readonly<Record<string, string>>;
}

/**
 * Errors by field. An error without a field, or for a field that was left empty, is about text in another field, such as a filter in a
 * query. Then the first field shows the whole message.
 */
function placeFieldErrors(
  fields: readonly FormField[],
  { submitted, message, fieldErrors }: SubmitErrors,
): Record<string, string> {
  const [first, ...others] = fields;
  const isFilledIn = ({ name, required }: FormField): boolean => required || (submitted[name] ?? '').trim() !== '';
  const eligible = new Set([first, ...others.filter(isFilledIn)].map((field) => field?.name));
  const placed = Object.entries(fieldErrors).filter(([name]) => eligible.has(name));
  if (first === undefined || placed.length === Object.keys(fieldErrors).length) return Object.fromEntries(placed);
  return { ...Object.fromEntries(placed), [first.name]: message };
}

function describeRefusal({ blocks }: Document): string {
  return blocks.flatMap((block) => ('spans' in block ? [spansToText(block.spans)] : [])).join('\n');
}

/** Typed text: a command, a message to Paperboy, or a message to others with the links to papers in it. */
export type ParsedInput =
  | { readonly kind: 'command'; readonly text: string }
  | { readonly kind: 'mention'; readonly text: string }
  | { readonly kind: 'message'; readonly text: string; readonly urls: readonly string[] };

const COMMAND_PATTERN = /^\/papers(?!\S)/i;
const OTHER_COMMAND_PATTERN = /^\/[\w-]+(?!\S)/;
const MENTION_PATTERN = /(?<![\w@])@paperboy(?!\w)[,:]?/gi;
const URL_PATTERN = /https?:\/\/[^\s<>"]+/gi;

/** @throws UserError for blank text and for unknown commands */
export function parseInput(input: string): ParsedInput {
  const text = input.trim();
  if (text === '') throw new UserError('Type a message first.');
  if (COMMAND_PATTERN.test(text)) return { kind: 'command', text };
  const [otherCommand] = OTHER_COMMAND_PATTERN.exec(text) ?? [];
  if (otherCommand !== undefined)
    throw new UserError(`There is no command ${otherCommand}. Commands start with /papers.`);
  if (text.search(MENTION_PATTERN) >= 0) {
    return { kind: 'mention', text: text.replace(MENTION_PATTERN, ' ').replace(/\s+/g, ' ').trim() };
  }
  const urls = (text.match(URL_PATTERN) ?? []).filter((url) => parseArxivId(url) !== undefined);
  return { kind: 'message', text, urls: [...new Set(urls)] };
}
