import { type APIMessage, DiscordAPIError, MessageType, type REST, Routes } from 'discord.js';
import type { Command } from '../../src/chat/command.ts';
import { code, type Document, prose } from '../../src/chat/document.ts';
import { shouldOpenForm } from '../../src/chat/form.ts';
import type { ChatInteraction, InteractionHandler } from '../../src/chat/interaction.ts';
import { parseFreeText, resolveCommand } from '../../src/chat/parse-command.ts';
import { UserError } from '../../src/runtime/errors.ts';
import type { Log } from '../../src/runtime/log.ts';
import { type AttachCharts, type ChartFile, toAttachments, toRawFiles } from './charts.ts';
import { discordErrorCode, type InvalidRequestLimiter, RESTJSONErrorCodes } from './outcome.ts';
import { nonceFor, render } from './render.ts';

/** A message in which somebody may address Paperboy. */
export type UserMessage = Pick<
  APIMessage,
  'id' | 'channel_id' | 'type' | 'author' | 'content' | 'mentions' | 'webhook_id'
>;

/** What somebody wrote to Paperboy, and where. */
export type Mention = Extract<ChatInteraction, { kind: 'mention' }>;

interface MentionHandlerDeps {
  readonly dispatch: InteractionHandler;
  readonly commands: readonly Command[];
  readonly rest: REST;
  readonly attachCharts: AttachCharts;
  readonly invalidRequestLimiter: InvalidRequestLimiter;
  readonly log: Log;
}

const USER_MESSAGE_TYPES: ReadonlySet<MessageType> = new Set([MessageType.Default, MessageType.Reply]);

/**
 * What a message says to Paperboy, without the mention; nothing where it is not addressed. It has to be named: an answer to one of its
 * messages mentions it too, unseen, and is most often meant for the others.
 */
export function parseMention(
  botId: string,
  { type, author, content, mentions, webhook_id }: UserMessage,
): string | undefined {
  if (author.bot || webhook_id !== undefined || !USER_MESSAGE_TYPES.has(type)) return undefined;
  const mentionPattern = new RegExp(`<@!?${botId}>`, 'g');
  const isMentioned = mentions.some(({ id }) => id === botId) && content.search(mentionPattern) >= 0;
  return isMentioned ? content.replace(mentionPattern, ' ').replace(/\s+/g, ' ').trim() : undefined;
}

/** Answers people who mention Paperboy, with a reply that everybody there sees: only answers to interactions can be for one alone. */
export function createMentionHandler({
  dispatch,
  commands,
  rest,
  attachCharts,
  invalidRequestLimiter,
  log,
}: MentionHandlerDeps) {
  return async ({ id, channel_id: channel }: UserMessage, mention: Mention): Promise<void> => {
    // Refusals count, and too many would shut Discord to all: where nothing may be said, nobody can have answers for the asking.
    if (invalidRequestLimiter.pauseMs() > 0) return;
    try {
      await attachCharts(await buildAnswer(mention), (document, files) => postReply(channel, id, document, files));
    } catch (error) {
      if (!(error instanceof DiscordAPIError) || error.status >= 500) throw error;
      log.warn({ code: error.code, reason: error.message }, 'a mention in Discord could not be answered');
    }
  };

  /** Says something below a message, where that can be. */
  async function postReply(
    channel: string,
    id: string,
    document: Document,
    charts: readonly ChartFile[],
  ): Promise<void> {
    const { components, flags } = render(document);
    const messageBody = {
      components,
      flags,
      allowed_mentions: { parse: [], replied_user: false },
      // An event that comes twice is answered once.
      nonce: nonceFor(`answer to ${id}`),
      enforce_nonce: true,
      ...(charts.length > 0 && { attachments: toAttachments(charts) }),
    };
    const replyBody = { ...messageBody, message_reference: { message_id: id, fail_if_not_exists: false } };
    const path = Routes.channelMessages(channel);
    const files = toRawFiles(charts);
    await rest.post(path, { body: replyBody, files }).catch((error: unknown) => {
      if (discordErrorCode(error) !== RESTJSONErrorCodes.CannotReplyWithoutPermissionToReadMessageHistory) throw error;
      return rest.post(path, { body: messageBody, files });
    });
  }

  async function buildAnswer(mention: Mention): Promise<Document> {
    const command = findCalledCommand(mention.text, commands);
    const hint = command && slashCommandHint(command, mention.text, commands);
    if (hint !== undefined) return hint;
    const answer = await dispatch(mention);
    const isPublicAnswer =
      answer.kind === 'reply' && (!answer.ephemeral || answer.outcome !== 'answered' || command?.name === HELP_COMMAND);
    return isPublicAnswer ? answer.document : { blocks: [prose('Ask for that with ', code('/papers'), '.')] };
  }
}

/** Its answer is for one alone only so that nobody else has to read it. */
const HELP_COMMAND = 'help';

/**
 * What to type in the place of a mention: for an answer that is for one alone, for a form, and for a thread, as a message does not tell
 * what its author may do in a channel.
 */
function slashCommandHint(
  { name, alwaysEphemeral, opensThread }: Command,
  text: string,
  commands: readonly Command[],
): Document | undefined {
  const call = parseFreeText(text, commands);
  // Thanks get help too, but nobody has asked for it then.
  const isHelpRequested = name === HELP_COMMAND && 'text' in call && call.text === text;
  if (name === HELP_COMMAND && !isHelpRequested)
    return { blocks: [prose('To see what I can do, mention me with ', code(HELP_COMMAND), '.')] };
  if (alwaysEphemeral && !isHelpRequested) return hintDocument('Only you should see that', name);
  if (opensThread) return hintDocument('A discussion is opened with a command', name);
  return shouldOpenForm(call, commands) ? hintDocument('There is a form for that', name) : undefined;
}

function hintDocument(reason: string, name: string): Document {
  return { blocks: [prose(`${reason}: type `, code(`/papers ${name}`), '.')] };
}

/** The command that a text calls. One that it does not name rightly is refused by the core, which says what is wrong. */
function findCalledCommand(text: string, commands: readonly Command[]): Command | undefined {
  try {
    return resolveCommand(parseFreeText(text, commands), commands);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
