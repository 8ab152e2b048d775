import {
  type AutocompleteInteraction,
  DiscordAPIError,
  type Interaction,
  type MessageComponentInteraction,
  MessageFlags,
  type ModalSubmitInteraction,
  RESTJSONErrorCodes,
} from 'discord.js';
import { type ActionStore, loadStoredActionWithTimeout } from '../../src/chat/action.ts';
import type { CommandDefinition } from '../../src/chat/command.ts';
import { button, type Document, prose } from '../../src/chat/document.ts';
import {
  type ChatInteraction,
  type ChatResponse,
  createForm,
  type Form,
  type InteractionHandler,
  planReply,
} from '../../src/chat/interaction.ts';
import { UserError } from '../../src/runtime/errors.ts';
import type { Log } from '../../src/runtime/log.ts';
import { withTimeout } from '../../src/runtime/retry.ts';
import { truncate } from '../../src/text/format.ts';
import { type AttachCharts, renderReplyEdit } from './charts.ts';
import { plainLabel } from './escape.ts';
import { decodeFormState, encodeFormState, isFormState, renderModal } from './form.ts';
import { type SupportedInteraction, toChatInteraction } from './interaction.ts';
import { LIMITS } from './limits.ts';
import { describeMissingPermission, describeMissingThreadPermissions } from './permissions.ts';
import { decodeControlAction, renderReply } from './render.ts';

export interface DiscordHandlerDeps {
  readonly dispatch: InteractionHandler;
  readonly commands: readonly CommandDefinition[];
  readonly actionStore: ActionStore;
  readonly log: Log;
  readonly attachCharts: AttachCharts;
  readonly formTimeoutMs?: number | undefined;
}

/** How an interaction was acknowledged, which decides how it can be answered. */
type AcknowledgementMode = 'ephemeral' | 'public' | 'update';

/** Discord rejects a modal submission as a trigger for another modal. */
type ModalOpener = Exclude<SupportedInteraction, ModalSubmitInteraction>;

/** Both leave time for the first response, which Discord expects within 3 seconds. */
const ACTION_FETCH_TIMEOUT_MS = 1500;
const FORM_TIMEOUT_MS = 2000;

const FORM_TIMED_OUT: Document = { blocks: [prose('The form took too long to load. Try again.')] };

/** The interaction expired or was answered twice. Discord also sends 10062 at random (discord.js#7005). */
const EXPIRED_INTERACTION_CODES: ReadonlySet<number> = new Set([
  RESTJSONErrorCodes.UnknownInteraction,
  RESTJSONErrorCodes.InteractionHasAlreadyBeenAcknowledged,
  RESTJSONErrorCodes.UnknownWebhook,
  RESTJSONErrorCodes.InvalidWebhookToken,
]);

/** Acknowledges interactions at once, then answers them. The handler never rejects. */
export function createInteractionHandler(deps: DiscordHandlerDeps): (interaction: Interaction) => Promise<void> {
  return async (interaction) => {
    try {
      await handleInteraction(interaction, deps);
    } catch (error) {
      const code = error instanceof DiscordAPIError ? Number(error.code) : undefined;
      const details = { code, interaction: interaction.id };
      if (code !== undefined && EXPIRED_INTERACTION_CODES.has(code))
        deps.log.warn(details, 'Discord interaction expired before it was answered');
      else deps.log.error({ err: error, ...details }, 'failed to answer Discord interaction');
    }
  };
}

async function handleInteraction(interaction: Interaction, deps: DiscordHandlerDeps): Promise<void> {
  try {
    await loadAction(interaction, deps.actionStore);
    if (interaction.isButton() && isFormState(decodeControlAction(interaction.customId))) {
      const state = decodeFormState(decodeControlAction(interaction.customId), deps.actionStore);
      await showModal(interaction, createForm(state, deps.commands), deps);
      return;
    }
    const chatInteraction = toChatInteraction(interaction, deps);
    if (chatInteraction === undefined) return;
    if (interaction.isAutocomplete()) await respondWithSuggestions(interaction, await deps.dispatch(chatInteraction));
    else await reply(interaction as SupportedInteraction, chatInteraction, deps);
  } catch (error) {
    if (!(error instanceof UserError) || !interaction.isRepliable()) throw error;
    await interaction.reply(renderReply({ blocks: [prose(error.message)] }, 'ephemeral'));
  }
}

/** Loads the action of a control into the action store's cache, so that it can be decoded. */
async function loadAction(interaction: Interaction, actionStore: ActionStore): Promise<void> {
  if (!interaction.isMessageComponent() && !interaction.isModalSubmit()) return;
  const [customId] = interaction.isStringSelectMenu() ? interaction.values : [interaction.customId];
  await loadStoredActionWithTimeout(decodeControlAction(customId ?? ''), actionStore, ACTION_FETCH_TIMEOUT_MS);
}

async function reply(
  interaction: SupportedInteraction,
  chatInteraction: ChatInteraction,
  deps: DiscordHandlerDeps,
): Promise<void> {
  const plan = planReply(chatInteraction, deps);
  const isPublic = !plan.ephemeral;
  const command = deps.commands.find(({ name }) => name === plan.command);
  const { canManage = false } = chatInteraction;
  const refusal = describeMissingPermission(interaction, { command, canManage, isPublic });
  if (refusal !== undefined) {
    const document = withTryAgainButton({ blocks: [prose(refusal)] }, chatInteraction, deps);
    await interaction.reply(renderReply(document, 'ephemeral'));
    return;
  }
  if (plan.form !== undefined && !interaction.isModalSubmit()) {
    await openForm(interaction, chatInteraction, deps);
    return;
  }
  const mode = await acknowledge(interaction, plan.replacesOriginal, isPublic);
  const threadBlockedReason = command?.opensThread ? describeMissingThreadPermissions(interaction) : undefined;
  const answer = await deps.dispatch({
    ...chatInteraction,
    ...(threadBlockedReason !== undefined && { threadBlockedReason }),
  });
  const isRefusal = answer.kind === 'reply' && answer.outcome !== 'answered';
  const finalAnswer = isRefusal
    ? { ...answer, document: withTryAgainButton(answer.document, chatInteraction, deps) }
    : answer;
  await sendReply(interaction, mode, finalAnswer, deps.attachCharts);
}

/** The pages of a list turn in place for the person who asked for it. Everyone else gets an ephemeral copy. */
async function acknowledge(
  interaction: SupportedInteraction,
  replacesOriginal: boolean,
  isPublic: boolean,
): Promise<AcknowledgementMode> {
  if (replacesOriginal && interaction.isMessageComponent() && isMessageOwner(interaction)) {
    await interaction.deferUpdate();
    return 'update';
  }
  const isPublicReply = isPublic && !replacesOriginal;
  await interaction.deferReply(isPublicReply ? {} : { flags: MessageFlags.Ephemeral });
  return isPublicReply ? 'public' : 'ephemeral';
}

function isMessageOwner({ message, user }: MessageComponentInteraction): boolean {
  return message.flags.has(MessageFlags.Ephemeral) || message.interactionMetadata?.user.id === user.id;
}

async function sendReply(
  interaction: SupportedInteraction,
  mode: AcknowledgementMode,
  answer: ChatResponse,
  attachCharts: AttachCharts,
): Promise<void> {
  if (answer.kind !== 'reply') {
    await interaction.deleteReply();
    return;
  }
  const isRefusal = answer.outcome !== 'answered';
  if (isRefusal && mode !== 'ephemeral') {
    // A deferred reply can't become ephemeral, and a refusal doesn't replace a message.
    if (mode === 'public') await interaction.deleteReply();
    await interaction.followUp(renderReply(answer.document, 'ephemeral'));
    return;
  }
  await attachCharts(answer.document, (document, files) => interaction.editReply(renderReplyEdit(document, files)));
}

async function respondWithSuggestions(interaction: AutocompleteInteraction, answer: ChatResponse): Promise<void> {
  const suggestions = answer.kind === 'suggestions' ? answer.suggestions : [];
  const choices = suggestions.slice(0, LIMITS.choices).map(({ label, value }) => ({
    name: truncate(plainLabel(label), LIMITS.choiceText) || '…',
    value: truncate(value, LIMITS.choiceText),
  }));
  await interaction.respond(choices);
}

/** Opens the form of a command. A modal has to be the first response, so it must be ready within `formTimeoutMs`. */
async function openForm(
  interaction: ModalOpener,
  chatInteraction: ChatInteraction,
  deps: DiscordHandlerDeps,
): Promise<void> {
  const answer = await withTimeout(deps.dispatch(chatInteraction), deps.formTimeoutMs ?? FORM_TIMEOUT_MS);
  if (answer?.kind === 'form') await showModal(interaction, answer.form, deps);
  else await interaction.reply(renderReply(answer?.kind === 'reply' ? answer.document : FORM_TIMED_OUT, 'ephemeral'));
}

async function showModal(interaction: ModalOpener, form: Form, { actionStore }: DiscordHandlerDeps): Promise<void> {
  await interaction.showModal(renderModal(form, { actionStore, isInServer: interaction.inGuild() }));
}

/** Adds a button that reopens the form with the submitted values, which Discord has dropped. */
function withTryAgainButton(
  refusal: Document,
  chatInteraction: ChatInteraction,
  { actionStore }: DiscordHandlerDeps,
): Document {
  if (chatInteraction.kind !== 'form-submitted') return refusal;
  const tryAgain = button('Try again', encodeFormState(chatInteraction, actionStore));
  return { blocks: [...refusal.blocks, { kind: 'actions', controls: [tryAgain] }] };
}
