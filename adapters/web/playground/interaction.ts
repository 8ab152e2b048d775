import type { Command } from '../../../src/chat/command.ts';
import type { Document } from '../../../src/chat/document.ts';
import type { FormField } from '../../../src/chat/form.ts';
import type { ChatResponse, ThreadStarter } from '../../../src/chat/interaction.ts';
import type { ThreadActivityThrottle } from '../../../src/chat/place.ts';
import { isMissingPaper } from '../../../src/chat/router.ts';
import { parseArxivId } from '../../../src/papers/identity.ts';
import { UserError } from '../../../src/runtime/errors.ts';
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
  readonly dispatchAs: DispatchAs;
  readonly commands: readonly Command[];
  readonly messages: MessageStore;
  readonly replySender: ReplySender;
  readonly threadActivity: ThreadActivityThrottle;
  /** Does work for which nobody waits. */
  readonly runInBackground: (work: () => Promise<unknown>, description: string) => void;
}

/**
 * Takes what somebody typed. A call is shown with its answer. What is said to Paperboy is a message like any other, and its answer stands
 * below it. All else is talk, below which the cards of the papers that it links appear.
 */
export function createMessageHandler({
  dispatchAs,
  commands,
  messages,
  replySender,
  threadActivity,
  runInBackground,
}: MessageHandlerDeps) {
  const findThreadStarter = (thread: string | undefined): { starter?: ThreadStarter } => {
    const threadStart = thread === undefined ? undefined : messages.get(thread);
    return threadStart === undefined ? {} : { starter: toThreadStarter(threadStart) };
  };

  const addMessage = (
    content: string,
    { id, name }: PlaygroundUser,
    { channel, thread }: TabRequestOf<'say'>,
  ): Message =>
    messages.add({ channel, ...(thread !== undefined && { thread }), author: { kind: 'person', id, name }, content });

  const recordThreadActivity = (message: Message): void => {
    if (message.thread !== undefined) threadActivity.record(message.thread, async () => messagePlace(message));
  };

  /** A call in a thread that lacks a paper is about the thread's. */
  const dispatchCommand = (
    commandText: string,
    user: PlaygroundUser,
    { channel, thread }: TabRequestOf<'say'>,
  ): Promise<ChatResponse> => {
    const text = resolveChannelNames(commandText, commands);
    const isAboutThreadPaper = thread !== undefined && isMissingPaper({ text }, { commands });
    return dispatchAs(
      user,
      createPlace(channel, thread),
      isAboutThreadPaper
        ? { kind: 'mention', text, ...findThreadStarter(thread) }
        : { kind: 'command', call: { text } },
    );
  };

  const answerMention = async (
    mentionText: string,
    user: PlaygroundUser,
    request: TabRequestOf<'say'>,
  ): Promise<TabResponse> => {
    const { channel, thread } = request;
    const text = resolveChannelNames(mentionText, commands);
    const message = addMessage(request.text.trim(), user, request);
    recordThreadActivity(message);
    const result = await dispatchAs(user, createPlace(channel, thread), {
      kind: 'mention',
      text,
      ...findThreadStarter(thread),
    });
    // An answer to a message in a channel stands below it, so that the channel stays readable; there nothing is for one alone.
    const opensThread =
      thread === undefined && directChannelOwner(channel) === undefined && result.kind === 'reply' && !result.ephemeral;
    return replySender.deliver(result, { user, place: createPlace(channel, opensThread ? message.id : thread) });
  };

  const postLinkCards = async (urls: readonly string[], user: PlaygroundUser, message: Message): Promise<void> => {
    const place = messagePlace(message);
    const result = await dispatchAs(user, place, { kind: 'link-shared', urls, isDraft: false });
    if (result.kind !== 'link-previews') return;
    for (const { document } of result.previews) replySender.post(document, place);
  };

  return async (user: PlaygroundUser, request: TabRequestOf<'say'>): Promise<TabResponse> => {
    const { channel, thread } = request;
    requireWritable(channel, thread, user, messages);
    const parsed = parseInput(request.text);
    if (parsed.kind === 'command') {
      return replySender.deliver(await dispatchCommand(parsed.text, user, request), {
        user,
        place: createPlace(channel, thread),
        commandText: parsed.text,
      });
    }
    // Alone with Paperboy, everything is said to it.
    if (parsed.kind === 'mention' || directChannelOwner(channel) === user.id)
      return answerMention(parsed.text, user, request);
    const message = addMessage(parsed.text, user, request);
    recordThreadActivity(message);
    if (parsed.urls.length > 0) runInBackground(() => postLinkCards(parsed.urls, user, message), 'cards for links');
    return DONE;
  };
}

interface ActionDeps {
  readonly dispatchAs: DispatchAs;
  readonly messages: MessageStore;
  readonly replySender: ReplySender;
}

/** Does what a control does that somebody pressed. What their tab says counts only where the message has such a control. */
export function createActionHandler({ dispatchAs, messages, replySender }: ActionDeps) {
  return async (user: PlaygroundUser, { message: messageId, action }: TabRequestOf<'press'>): Promise<TabResponse> => {
    const sourceMessage = requireVisibleMessage(messageId, user, messages);
    if (!hasAction(sourceMessage, action)) {
      throw new UserError('This message has changed, and what you pressed is not in it any more. Look at it again.');
    }
    const place = messagePlace(sourceMessage);
    return replySender.deliver(await dispatchAs(user, place, { kind: 'action', action }), {
      user,
      place,
      sourceMessage,
    });
  };
}

interface SubmitDeps {
  readonly dispatchAs: DispatchAs;
  readonly openForms: OpenForms;
  readonly replySender: ReplySender;
}

/** Takes a form that was filled in. Where that is refused it stays open, with what is wrong where. */
export function createSubmitHandler({ dispatchAs, openForms, replySender }: SubmitDeps) {
  return async (user: PlaygroundUser, { form: formId, values }: TabRequestOf<'submit'>): Promise<TabResponse> => {
    const openForm = openForms.take(formId, user.id);
    const { command, fields, hiddenValues } = openForm.form;
    const context = { ...openForm.context, user };
    const submitted = Object.fromEntries(fields.map(({ name }) => [name, values[name]]));
    const result = await dispatchAs(user, context.place, {
      kind: 'form-submitted',
      command: command.name,
      values: { ...hiddenValues, ...submitted },
    });
    if (result.kind !== 'reply' || result.outcome === 'answered') return replySender.deliver(result, context);
    openForms.putBack(formId, openForm);
    const message = describeRefusal(result.document);
    return {
      kind: 'refused',
      text: message,
      fields: placeFieldErrors(fields, { submitted, message, fieldErrors: result.fieldErrors ?? {} }),
    };
  };
}

interface SubmitErrors {
  readonly submitted: Readonly<Record<string, string | undefined>>;
  readonly message: string;
  readonly fieldErrors: Readonly<Record<string, string>>;
}

/**
 * What is wrong, at the fields that it belongs to. What has no field, or belongs to one that was left empty, was typed into another one, as
 * a filter is into a query: then all is said at the first.
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

/** A refusal as it stands above the form. */
function describeRefusal({ blocks }: Document): string {
  return blocks.flatMap((block) => ('spans' in block ? [spansToText(block.spans)] : [])).join('\n');
}

/** What somebody typed: a call, words to Paperboy, or words to the others, with the papers that they link. */
export type ParsedInput =
  | { readonly kind: 'command'; readonly text: string }
  | { readonly kind: 'mention'; readonly text: string }
  | { readonly kind: 'message'; readonly text: string; readonly urls: readonly string[] };

const COMMAND_PATTERN = /^\/papers(?!\S)/i;
const OTHER_COMMAND_PATTERN = /^\/[\w-]+(?!\S)/;
const MENTION_PATTERN = /(?<![\w@])@paperboy(?!\w)[,:]?/gi;
const URL_PATTERN = /https?:\/\/[^\s<>"]+/gi;

/** @throws UserError where it is nothing, or a command that is not here */
export function parseInput(input: string): ParsedInput {
  const text = input.trim();
  if (text === '') throw new UserError('There is nothing to send yet: type something.');
  if (COMMAND_PATTERN.test(text)) return { kind: 'command', text };
  const [otherCommand] = OTHER_COMMAND_PATTERN.exec(text) ?? [];
  if (otherCommand !== undefined)
    throw new UserError(`There is no command ${otherCommand} here: all of them begin with /papers.`);
  if (text.search(MENTION_PATTERN) >= 0) {
    return { kind: 'mention', text: text.replace(MENTION_PATTERN, ' ').replace(/\s+/g, ' ').trim() };
  }
  const urls = (text.match(URL_PATTERN) ?? []).filter((url) => parseArxivId(url) !== undefined);
  return { kind: 'message', text, urls: [...new Set(urls)] };
}
