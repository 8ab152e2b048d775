import { type AutocompleteInteraction, DiscordAPIError, type Interaction, MessageFlags } from 'discord.js';
import type { Command } from '../../src/chat/command.ts';
import type { Dispatch } from '../../src/chat/dispatch.ts';
import { type Document, prose } from '../../src/chat/document.ts';
import type { Answer, Invocation } from '../../src/chat/invocation.ts';
import type { Keepsakes } from '../../src/chat/keepsakes.ts';
import { replyKind } from '../../src/chat/reply-kind.ts';
import type { Log } from '../../src/log.ts';
import { shorten } from '../../src/text/shorten.ts';
import { plainText } from './escape.ts';
import { LIMITS } from './limits.ts';
import { CODES } from './outcome.ts';
import { missingPermission } from './permissions.ts';
import { render } from './render.ts';
import { type Asked, invocationOf } from './translate.ts';

interface Dependencies {
  readonly dispatch: Dispatch;
  readonly commands: readonly Command[];
  readonly keepsakes: Keepsakes;
  readonly log: Log;
}

/** How an interaction was acknowledged, which decides how it can be answered. */
type Acknowledged = 'privately' | 'publicly' | 'in place';

/** Nobody can do anything about these: the person left, pressed twice, or waited too long. Discord sends 10062 at random too (discord.js#7005). */
const TOO_LATE: ReadonlySet<number> = new Set([
  CODES.unknownInteraction,
  CODES.alreadyAcknowledged,
  CODES.deadWebhook,
  CODES.deadInteractionToken,
]);

/** Answers interactions: acknowledges at once, lets the core work, then puts the answer in. It never rejects. */
export function createAnswering({
  dispatch,
  commands,
  keepsakes,
  log,
}: Dependencies): (interaction: Interaction) => Promise<void> {
  return async (interaction) => {
    const invocation = invocationOf(interaction);
    if (invocation === undefined) return;
    try {
      if (interaction.isAutocomplete()) await suggest(interaction, await dispatch(invocation));
      else await reply(interaction as Asked, invocation);
    } catch (error) {
      const code = error instanceof DiscordAPIError ? Number(error.code) : undefined;
      const details = { err: error, code, interaction: interaction.id };
      if (code !== undefined && TOO_LATE.has(code))
        log.warn({ ...details, err: undefined }, 'too late to answer an interaction');
      else log.error(details, 'an interaction could not be answered');
    }
  };

  async function reply(interaction: Asked, invocation: Invocation): Promise<void> {
    const kind = replyKind(invocation, { commands, keepsakes });
    const isPublic = !kind.private;
    const command = commands.find(({ name }) => name === kind.command);
    const refusal = missingPermission(interaction, { command, isPublic });
    if (refusal !== undefined) {
      await interaction.reply({ ...message({ blocks: [prose(refusal)] }, MessageFlags.Ephemeral) });
      return;
    }
    const acknowledged = await acknowledge(interaction, kind.replaces, isPublic);
    await put(interaction, acknowledged, await dispatch(invocation));
  }
}

/** A list is turned in place by the one who asked for it; anybody else gets a copy of their own. */
async function acknowledge(interaction: Asked, replaces: boolean, isPublic: boolean): Promise<Acknowledged> {
  if (replaces && interaction.isMessageComponent() && isOwn(interaction)) {
    await interaction.deferUpdate();
    return 'in place';
  }
  const publicly = isPublic && !replaces;
  await interaction.deferReply(publicly ? {} : { flags: MessageFlags.Ephemeral });
  return publicly ? 'publicly' : 'privately';
}

function isOwn(interaction: Extract<Asked, { message: unknown }>): boolean {
  const { message, user } = interaction;
  return message.flags.has(MessageFlags.Ephemeral) || message.interactionMetadata?.user.id === user.id;
}

async function put(interaction: Asked, acknowledged: Acknowledged, answer: Answer): Promise<void> {
  if (answer.kind !== 'reply') {
    await interaction.deleteReply();
    return;
  }
  const isRefusal = answer.outcome !== 'answered';
  if (isRefusal && acknowledged !== 'privately') {
    // Whether a reply is private was settled when it was acknowledged; a refusal concerns one person only, and replaces nothing.
    if (acknowledged === 'publicly') await interaction.deleteReply();
    await interaction.followUp(message(answer.document, MessageFlags.Ephemeral));
    return;
  }
  await interaction.editReply(message(answer.document));
}

async function suggest(interaction: AutocompleteInteraction, answer: Answer): Promise<void> {
  const suggestions = answer.kind === 'suggestions' ? answer.suggestions : [];
  const choices = suggestions.slice(0, LIMITS.choices).map(({ label, value }) => ({
    name: shorten(plainText(label), LIMITS.choiceText) || '…',
    value: shorten(value, LIMITS.choiceText),
  }));
  await interaction.respond(choices);
}

/** A document as discord.js takes it, with the flag of a private message where asked for. */
function message(document: Document, flags = 0) {
  const { components, flags: own } = render(document);
  return { components, flags: own | flags, allowedMentions: { parse: [] } };
}
