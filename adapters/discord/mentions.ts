import {
  type APIMessage,
  type Client,
  DiscordAPIError,
  type GatewayMessageCreateDispatchData,
  MessageType,
  type REST,
  RESTJSONErrorCodes,
  Routes,
} from 'discord.js';
import type { CommandDefinition } from '../../src/chat/command.ts';
import { code, type Document, prose } from '../../src/chat/document.ts';
import { type ChatInteraction, shouldOpenForm } from '../../src/chat/interaction.ts';
import { parseFreeText, resolveCommand } from '../../src/chat/parse-command.ts';
import type { Place } from '../../src/chat/place.ts';
import { UserError } from '../../src/runtime/errors.ts';
import { type ChartFile, toAttachments, toRawFiles } from './charts.ts';
import { discordErrorCode, type InvalidRequestLimiter } from './outcome.ts';
import { canManageServer } from './permissions.ts';
import { nonceFor, render } from './render.ts';
import type { DiscordHandlerDeps } from './reply.ts';

export type UserMessage = Pick<
  APIMessage,
  'id' | 'channel_id' | 'type' | 'author' | 'content' | 'mentions' | 'webhook_id'
>;

type Mention = Extract<ChatInteraction, { kind: 'mention' }>;

interface MentionHandlerDeps extends Pick<DiscordHandlerDeps, 'dispatch' | 'commands' | 'attachCharts' | 'log'> {
  readonly client: Client;
  readonly invalidRequestLimiter: InvalidRequestLimiter;
}

const USER_MESSAGE_TYPES: ReadonlySet<MessageType> = new Set([MessageType.Default, MessageType.Reply]);

/** Help is ephemeral only to keep channels tidy, so a mention may get it in public. */
const HELP_COMMAND = 'help';

/**
 * Returns the text of a message that mentions the bot, without the mention; otherwise `undefined`. Replies to the bot's
 * messages mention it implicitly, but are mostly meant for others, so the text itself must contain the mention.
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

/** Replies to mentions, in public: only replies to interactions can be ephemeral. The handler never rejects. */
export function createMentionHandler({ client, invalidRequestLimiter, ...deps }: MentionHandlerDeps) {
  const { attachCharts, log } = deps;

  const handleMention = async (
    message: GatewayMessageCreateDispatchData,
    text: string,
    resolvePlace: () => Promise<Place | undefined>,
  ): Promise<void> => {
    const place = await resolvePlace();
    // Mentioning the bot where it can't reply must not use up the limit of invalid requests.
    if (place === undefined || invalidRequestLimiter.pauseMs() > 0) return;
    const { author, member, guild_id: guildId = '' } = message;
    const name = member?.nick ?? author.global_name ?? author.username;
    const canManage = canManageServer(client.guilds.cache.get(guildId), author.id, member?.roles ?? []);
    const answer = await answerMention(
      { kind: 'mention', place, person: { id: author.id, name }, canManage, text },
      deps,
    );
    await attachCharts(answer, (document, files) => postReply(client.rest, message, document, files));
  };

  return async (...args: Parameters<typeof handleMention>): Promise<void> => {
    try {
      await handleMention(...args);
    } catch (error) {
      const details = { err: error, code: discordErrorCode(error), message: args[0].id };
      const isRejection = error instanceof DiscordAPIError && error.status < 500;
      log[isRejection ? 'warn' : 'error'](details, 'failed to answer Discord mention');
    }
  };
}

/** Posts a reply to a message, or a plain message where the bot can't read the history. */
async function postReply(
  rest: REST,
  { id, channel_id: channel }: UserMessage,
  document: Document,
  charts: readonly ChartFile[],
): Promise<void> {
  const { components, flags } = render(document);
  const messageBody = {
    components,
    flags,
    allowed_mentions: { parse: [], replied_user: false },
    // Discord may send an event twice.
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

async function answerMention(
  mention: Mention,
  { dispatch, commands }: Pick<MentionHandlerDeps, 'dispatch' | 'commands'>,
): Promise<Document> {
  const command = findCalledCommand(mention.text, commands);
  const hint = command && slashCommandHint(command, mention.text, commands);
  if (hint !== undefined) return hint;
  const answer = await dispatch(mention);
  const isPublicAnswer =
    answer.kind === 'reply' && (!answer.ephemeral || answer.outcome !== 'answered' || command?.name === HELP_COMMAND);
  return isPublicAnswer ? answer.document : { blocks: [prose('Use ', code('/papers'), ' for that.')] };
}

/** The slash command to use for an ephemeral answer, a form or, as messages don't carry permissions, a thread. */
function slashCommandHint(
  { name, alwaysEphemeral, opensThread }: CommandDefinition,
  text: string,
  commands: readonly CommandDefinition[],
): Document | undefined {
  const call = parseFreeText(text, commands);
  const slashCommand = code(`/papers ${name}`);
  // Small talk such as "thanks" parses as help too.
  const isHelpRequested = name === HELP_COMMAND && 'text' in call && call.text === text;
  if (name === HELP_COMMAND && !isHelpRequested)
    return { blocks: [prose('To see what I can do, mention me with ', code(HELP_COMMAND), '.')] };
  if (alwaysEphemeral && !isHelpRequested)
    return { blocks: [prose('That answer is just for you. Use ', slashCommand, ' instead.')] };
  if (opensThread) return { blocks: [prose('To open a discussion, use ', slashCommand, '.')] };
  return shouldOpenForm(call, commands)
    ? { blocks: [prose('To fill in the form, use ', slashCommand, '.')] }
    : undefined;
}

/** The command that a text calls, if it's valid. The core answers invalid ones with an error message. */
function findCalledCommand(text: string, commands: readonly CommandDefinition[]): CommandDefinition | undefined {
  try {
    return resolveCommand(parseFreeText(text, commands), commands);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
