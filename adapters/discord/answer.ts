import {
  type AutocompleteInteraction,
  DiscordAPIError,
  type Interaction,
  type MessageComponentInteraction,
  MessageFlags,
} from 'discord.js';
import { fetchKeptInTime } from '../../src/chat/action.ts';
import { prose } from '../../src/chat/document.ts';
import type { Answer, Invocation } from '../../src/chat/invocation.ts';
import { replyKind } from '../../src/chat/reply-kind.ts';
import { UserError } from '../../src/errors.ts';
import { shorten } from '../../src/text/shorten.ts';
import type { AnswerDependencies } from './answer-dependencies.ts';
import { plainText } from './escape.ts';
import type { Illustrate } from './illustrate.ts';
import { isForm } from './kept-form.ts';
import { LIMITS } from './limits.ts';
import { message, messageInstead } from './message.ts';
import { createModals } from './modal.ts';
import { CODES } from './outcome.ts';
import { missingPermission, missingToOpen } from './permissions.ts';
import { actionOf } from './render.ts';
import { type Asked, invocationOf } from './translate.ts';

const FETCH_MS = 1500;

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
export function createAnswering(dependencies: AnswerDependencies): (interaction: Interaction) => Promise<void> {
  const { dispatch, commands, keepsakes, log, illustrate } = dependencies;
  const modals = createModals(dependencies);

  return async (interaction) => {
    try {
      await attend(interaction);
    } catch (error) {
      const code = error instanceof DiscordAPIError ? Number(error.code) : undefined;
      const details = { err: error, code, interaction: interaction.id };
      if (code !== undefined && TOO_LATE.has(code))
        log.warn({ ...details, err: undefined }, 'too late to answer an interaction');
      else log.error(details, 'an interaction could not be answered');
    }
  };

  async function attend(interaction: Interaction): Promise<void> {
    try {
      await fetchOf(interaction);
      if (interaction.isButton() && isForm(actionOf(interaction.customId))) {
        await modals.openAgain(interaction);
        return;
      }
      const invocation = invocationOf(interaction, { commands, keepsakes });
      if (invocation === undefined) return;
      if (interaction.isAutocomplete()) await suggest(interaction, await dispatch(invocation));
      else await reply(interaction as Asked, invocation);
    } catch (error) {
      if (!(error instanceof UserError) || !interaction.isRepliable()) throw error;
      await interaction.reply(message({ blocks: [prose(error.message)] }, 'privately'));
    }
  }

  /** What a control means may be kept elsewhere. That must not use up the time in which Discord wants a first response. */
  async function fetchOf(interaction: Interaction): Promise<void> {
    if (!interaction.isMessageComponent() && !interaction.isModalSubmit()) return;
    const [chosen] = interaction.isStringSelectMenu() ? interaction.values : [interaction.customId];
    await fetchKeptInTime(actionOf(chosen ?? ''), keepsakes, FETCH_MS);
  }

  async function reply(interaction: Asked, invocation: Invocation): Promise<void> {
    const kind = replyKind(invocation, { commands, keepsakes });
    const isPublic = !kind.private;
    const command = commands.find(({ name }) => name === kind.command);
    const refusal = missingPermission(interaction, { command, manages: invocation.manages ?? false, isPublic });
    if (refusal !== undefined) {
      const document = modals.withRetry({ blocks: [prose(refusal)] }, invocation);
      await interaction.reply(message(document, 'privately'));
      return;
    }
    if (kind.form !== undefined && !interaction.isModalSubmit()) {
      await modals.ask(interaction, invocation);
      return;
    }
    const acknowledged = await acknowledge(interaction, kind.replaces, isPublic);
    const cannotOpenThread = command?.opensThread ? missingToOpen(interaction) : undefined;
    const answer = await dispatch({ ...invocation, ...(cannotOpenThread !== undefined && { cannotOpenThread }) });
    const isRefusal = answer.kind === 'reply' && answer.outcome !== 'answered';
    const said = isRefusal ? { ...answer, document: modals.withRetry(answer.document, invocation) } : answer;
    await put(interaction, acknowledged, said, illustrate);
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

function isOwn(interaction: MessageComponentInteraction): boolean {
  const { message, user } = interaction;
  return message.flags.has(MessageFlags.Ephemeral) || message.interactionMetadata?.user.id === user.id;
}

async function put(
  interaction: Asked,
  acknowledged: Acknowledged,
  answer: Answer,
  illustrate: Illustrate,
): Promise<void> {
  if (answer.kind !== 'reply') {
    await interaction.deleteReply();
    return;
  }
  const isRefusal = answer.outcome !== 'answered';
  if (isRefusal && acknowledged !== 'privately') {
    // Whether a reply is private was settled when it was acknowledged; a refusal concerns one person only, and replaces nothing.
    if (acknowledged === 'publicly') await interaction.deleteReply();
    await interaction.followUp(message(answer.document, 'privately'));
    return;
  }
  await illustrate(answer.document, (document, files) => interaction.editReply(messageInstead(document, files)));
}

async function suggest(interaction: AutocompleteInteraction, answer: Answer): Promise<void> {
  const suggestions = answer.kind === 'suggestions' ? answer.suggestions : [];
  const choices = suggestions.slice(0, LIMITS.choices).map(({ label, value }) => ({
    name: shorten(plainText(label), LIMITS.choiceText) || '…',
    value: shorten(value, LIMITS.choiceText),
  }));
  await interaction.respond(choices);
}
