import { type APIMessage, DiscordAPIError, MessageType, type REST, Routes } from 'discord.js';
import type { Command } from '../../src/chat/command.ts';
import type { Dispatch } from '../../src/chat/dispatch.ts';
import { code, type Document, prose } from '../../src/chat/document.ts';
import { asksFirst } from '../../src/chat/form.ts';
import type { Invocation } from '../../src/chat/invocation.ts';
import { calledCommand, callFrom } from '../../src/chat/read-call.ts';
import { UserError } from '../../src/errors.ts';
import type { Log } from '../../src/log.ts';
import { attachmentsOf, type ChartFile, filesOf } from './chart-file.ts';
import { nonceOf } from './delivery-mark.ts';
import type { Illustrate } from './illustrate.ts';
import type { InvalidRequests } from './invalid-requests.ts';
import { CODES, codeOf } from './outcome.ts';
import { render } from './render.ts';

/** A message in which somebody may address Paperboy. */
export type Written = Pick<APIMessage, 'id' | 'channel_id' | 'type' | 'author' | 'content' | 'mentions' | 'webhook_id'>;

/** What somebody wrote to Paperboy, and where. */
export type Mention = Extract<Invocation, { kind: 'thread message' }>;

interface Dependencies {
  readonly dispatch: Dispatch;
  readonly commands: readonly Command[];
  readonly rest: REST;
  readonly illustrate: Illustrate;
  readonly invalid: InvalidRequests;
  readonly log: Log;
}

const WRITTEN_BY_PEOPLE: ReadonlySet<MessageType> = new Set([MessageType.Default, MessageType.Reply]);

/**
 * What a message says to Paperboy, without the mention; nothing where it is not addressed. It has to be named: an answer to one of its
 * messages mentions it too, unseen, and is most often meant for the others.
 */
export function textFor(botId: string, { type, author, content, mentions, webhook_id }: Written): string | undefined {
  if (author.bot || webhook_id !== undefined || !WRITTEN_BY_PEOPLE.has(type)) return undefined;
  const name = new RegExp(`<@!?${botId}>`, 'g');
  const isNamed = mentions.some(({ id }) => id === botId) && content.search(name) >= 0;
  return isNamed ? content.replace(name, ' ').replace(/\s+/g, ' ').trim() : undefined;
}

/** Answers people who mention Paperboy, with a reply that everybody there sees: only answers to interactions can be for one alone. */
export function createConversation({ dispatch, commands, rest, illustrate, invalid, log }: Dependencies) {
  return async ({ id, channel_id: channel }: Written, asked: Mention): Promise<void> => {
    // Refusals count, and too many would shut Discord to all: where nothing may be said, nobody can have answers for the asking.
    if (invalid.pauseMs() > 0) return;
    try {
      await illustrate(await answerTo(asked), (document, files) => say(channel, id, document, files));
    } catch (error) {
      if (!(error instanceof DiscordAPIError) || error.status >= 500) throw error;
      log.warn({ code: error.code, reason: error.message }, 'a mention in Discord could not be answered');
    }
  };

  /** Says something below a message, where that can be. */
  async function say(channel: string, id: string, document: Document, charts: readonly ChartFile[]): Promise<void> {
    const { components, flags } = render(document);
    const said = {
      components,
      flags,
      allowed_mentions: { parse: [], replied_user: false },
      // An event that comes twice is answered once.
      nonce: nonceOf(`answer to ${id}`),
      enforce_nonce: true,
      ...(charts.length > 0 && { attachments: attachmentsOf(charts) }),
    };
    const body = { ...said, message_reference: { message_id: id, fail_if_not_exists: false } };
    const path = Routes.channelMessages(channel);
    const files = filesOf(charts);
    await rest.post(path, { body, files }).catch((error: unknown) => {
      if (codeOf(error) !== CODES.replyNeedsHistory) throw error;
      return rest.post(path, { body: said, files });
    });
  }

  async function answerTo(asked: Mention): Promise<Document> {
    const command = calledBy(asked.text, commands);
    const instead = command && insteadOf(command, asked.text, commands);
    if (instead !== undefined) return instead;
    const answer = await dispatch(asked);
    const isForAll =
      answer.kind === 'reply' && (!answer.private || answer.outcome !== 'answered' || command?.name === HELP);
    return isForAll ? answer.document : { blocks: [prose('Ask for that with ', code('/papers'), '.')] };
  }
}

/** Its answer is for one alone only so that nobody else has to read it. */
const HELP = 'help';

/**
 * What to type in the place of a mention: for an answer that is for one alone, for a form, and for a thread, as a message does not tell
 * what its author may do in a channel.
 */
function insteadOf(
  { name, personal, opensThread }: Command,
  text: string,
  commands: readonly Command[],
): Document | undefined {
  const call = callFrom(text, commands);
  // Thanks get help too, but nobody has asked for it then.
  const isAskedFor = name === HELP && 'text' in call && call.text === text;
  if (name === HELP && !isAskedFor)
    return { blocks: [prose('To see what I can do, mention me with ', code(HELP), '.')] };
  if (personal && !isAskedFor) return typeInstead('Only you should see that', name);
  if (opensThread) return typeInstead('A discussion is opened with a command', name);
  return asksFirst(call, commands) ? typeInstead('There is a form for that', name) : undefined;
}

function typeInstead(why: string, name: string): Document {
  return { blocks: [prose(`${why}: type `, code(`/papers ${name}`), '.')] };
}

/** The command that a text calls. One that it does not name rightly is refused by the core, which says what is wrong. */
function calledBy(text: string, commands: readonly Command[]): Command | undefined {
  try {
    return calledCommand(callFrom(text, commands), commands);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
