import type { Command } from '../../../src/chat/command.ts';
import type { ChatResponse, ThreadStarter } from '../../../src/chat/invocation.ts';
import type { ThreadActivityThrottle } from '../../../src/chat/stirs.ts';
import { isMissingPaper } from '../../../src/chat/thread-subject.ts';
import type { ReplySender } from './answers.ts';
import { createPlace, directChannelOwner } from './channels.ts';
import { resolveChannelNames } from './channels-typed.ts';
import { type DispatchAs, DONE, type TabRequestOf, type TabResponse } from './deed.ts';
import { type Message, messagePlace, toThreadStarter } from './message.ts';
import type { PlaygroundUser } from './people.ts';
import type { MessageStore } from './room.ts';
import { parseInput } from './typed.ts';
import { requireWritable } from './where.ts';

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
