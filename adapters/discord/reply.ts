import {
  type AutocompleteInteraction,
  type ButtonInteraction,
  DiscordAPIError,
  type Interaction,
  type MessageComponentInteraction,
  MessageFlags,
  type ModalSubmitInteraction,
} from 'discord.js';
import { type ActionStore, loadStoredActionWithTimeout } from '../../src/chat/action.ts';
import type { Command } from '../../src/chat/command.ts';
import { button, type Document, prose } from '../../src/chat/document.ts';
import { createForm, type Form } from '../../src/chat/form.ts';
import type { ChatInteraction, ChatResponse, InteractionHandler } from '../../src/chat/interaction.ts';
import { planReply } from '../../src/chat/reply-plan.ts';
import { UserError } from '../../src/runtime/errors.ts';
import type { Log } from '../../src/runtime/log.ts';
import { withTimeout } from '../../src/runtime/retry.ts';
import { truncate } from '../../src/text/format.ts';
import { type AttachCharts, renderReplyEdit } from './charts.ts';
import { plainLabel } from './escape.ts';
import { decodeFormState, encodeFormState, isFormState, renderModal } from './form.ts';
import { type SupportedInteraction, toChatInteraction } from './interaction.ts';
import { LIMITS } from './limits.ts';
import { RESTJSONErrorCodes } from './outcome.ts';
import { describeMissingPermission, describeMissingThreadPermissions } from './permissions.ts';
import { decodeControlAction, renderReply } from './render.ts';

const ACTION_FETCH_TIMEOUT_MS = 1500;

/** How an interaction was acknowledged, which decides how it can be answered. */
type AcknowledgementMode = 'ephemeral' | 'public' | 'update';

/** Nobody can do anything about these: the person left, pressed twice, or waited too long. Discord sends 10062 at random too (discord.js#7005). */
const EXPIRED_INTERACTION_CODES: ReadonlySet<number> = new Set([
  RESTJSONErrorCodes.UnknownInteraction,
  RESTJSONErrorCodes.InteractionHasAlreadyBeenAcknowledged,
  RESTJSONErrorCodes.UnknownWebhook,
  RESTJSONErrorCodes.InvalidWebhookToken,
]);

/** Answers interactions: acknowledges at once, lets the core work, then puts the answer in. It never rejects. */
export function createInteractionHandler(deps: DiscordHandlerDeps): (interaction: Interaction) => Promise<void> {
  const { dispatch, commands, actionStore, log, attachCharts } = deps;
  const modals = createModals(deps);

  return async (interaction) => {
    try {
      await handle(interaction);
    } catch (error) {
      const code = error instanceof DiscordAPIError ? Number(error.code) : undefined;
      const details = { err: error, code, interaction: interaction.id };
      if (code !== undefined && EXPIRED_INTERACTION_CODES.has(code))
        log.warn({ ...details, err: undefined }, 'too late to answer an interaction');
      else log.error(details, 'an interaction could not be answered');
    }
  };

  async function handle(interaction: Interaction): Promise<void> {
    try {
      await fetchStoredAction(interaction);
      if (interaction.isButton() && isFormState(decodeControlAction(interaction.customId))) {
        await modals.reopenForm(interaction);
        return;
      }
      const chatInteraction = toChatInteraction(interaction, { commands, actionStore });
      if (chatInteraction === undefined) return;
      if (interaction.isAutocomplete()) await respondWithSuggestions(interaction, await dispatch(chatInteraction));
      else await reply(interaction as SupportedInteraction, chatInteraction);
    } catch (error) {
      if (!(error instanceof UserError) || !interaction.isRepliable()) throw error;
      await interaction.reply(renderReply({ blocks: [prose(error.message)] }, 'ephemeral'));
    }
  }

  /** What a control means may be kept elsewhere. That must not use up the time in which Discord wants a first response. */
  async function fetchStoredAction(interaction: Interaction): Promise<void> {
    if (!interaction.isMessageComponent() && !interaction.isModalSubmit()) return;
    const [customId] = interaction.isStringSelectMenu() ? interaction.values : [interaction.customId];
    await loadStoredActionWithTimeout(decodeControlAction(customId ?? ''), actionStore, ACTION_FETCH_TIMEOUT_MS);
  }

  async function reply(interaction: SupportedInteraction, chatInteraction: ChatInteraction): Promise<void> {
    const kind = planReply(chatInteraction, { commands, actionStore });
    const isPublic = !kind.ephemeral;
    const command = commands.find(({ name }) => name === kind.command);
    const refusal = describeMissingPermission(interaction, {
      command,
      canManage: chatInteraction.canManage ?? false,
      isPublic,
    });
    if (refusal !== undefined) {
      const document = modals.withTryAgainButton({ blocks: [prose(refusal)] }, chatInteraction);
      await interaction.reply(renderReply(document, 'ephemeral'));
      return;
    }
    if (kind.form !== undefined && !interaction.isModalSubmit()) {
      await modals.openFormFor(interaction, chatInteraction);
      return;
    }
    const mode = await acknowledge(interaction, kind.replacesOriginal, isPublic);
    const threadBlockedReason = command?.opensThread ? describeMissingThreadPermissions(interaction) : undefined;
    const answer = await dispatch({
      ...chatInteraction,
      ...(threadBlockedReason !== undefined && { threadBlockedReason }),
    });
    const isRefusal = answer.kind === 'reply' && answer.outcome !== 'answered';
    const finalAnswer = isRefusal
      ? { ...answer, document: modals.withTryAgainButton(answer.document, chatInteraction) }
      : answer;
    await sendReply(interaction, mode, finalAnswer, attachCharts);
  }
}

/** A list is turned in place by the one who asked for it; anybody else gets a copy of their own. */
async function acknowledge(
  interaction: SupportedInteraction,
  replaces: boolean,
  isPublic: boolean,
): Promise<AcknowledgementMode> {
  if (replaces && interaction.isMessageComponent() && isMessageOwner(interaction)) {
    await interaction.deferUpdate();
    return 'update';
  }
  const isPublicReply = isPublic && !replaces;
  await interaction.deferReply(isPublicReply ? {} : { flags: MessageFlags.Ephemeral });
  return isPublicReply ? 'public' : 'ephemeral';
}

function isMessageOwner(interaction: MessageComponentInteraction): boolean {
  const { message, user } = interaction;
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
    // Whether a reply is private was settled when it was acknowledged; a refusal concerns one person only, and replaces nothing.
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

/** Whatever a form can be opened from: Discord opens none from another form. */
type ModalOpener = Exclude<SupportedInteraction, ModalSubmitInteraction>;

/** Forms, which Discord shows as the first response to an interaction or not at all. */
interface Modals {
  /** Asks what has to be filled in before an invocation can be answered. */
  openFormFor(interaction: ModalOpener, chatInteraction: ChatInteraction): Promise<void>;
  /** Opens a form that was refused, with all that was typed. @throws UserError as `decodeForm` and `commandNamed` */
  reopenForm(interaction: ButtonInteraction): Promise<void>;
  /** A refusal, with the button that opens the form again. Discord has closed it, so what was typed would be lost. */
  withTryAgainButton(refusal: Document, chatInteraction: ChatInteraction): Document;
}

/** How long a form may take to get ready: Discord waits three seconds for the first response. */
const FORM_TIMEOUT_MS = 2000;

const FORM_TIMED_OUT: Document = { blocks: [prose('The form took too long to get ready. Please try again.')] };

/** A form that takes longer to get ready than `formTimeoutMs` gives way to a word that says so. */
function createModals({
  dispatch,
  commands,
  actionStore,
  formTimeoutMs = FORM_TIMEOUT_MS,
}: DiscordHandlerDeps): Modals {
  const showModal = (interaction: ModalOpener, form: Form): Promise<unknown> =>
    interaction.showModal(renderModal(form, { actionStore, isInServer: interaction.inGuild() }));

  return {
    async openFormFor(interaction, chatInteraction) {
      const answer = await withTimeout(dispatch(chatInteraction), formTimeoutMs);
      if (answer?.kind === 'form') await showModal(interaction, answer.form);
      else
        await interaction.reply(renderReply(answer?.kind === 'reply' ? answer.document : FORM_TIMED_OUT, 'ephemeral'));
    },
    async reopenForm(interaction) {
      await showModal(
        interaction,
        createForm(decodeFormState(decodeControlAction(interaction.customId), actionStore), commands),
      );
    },
    withTryAgainButton(refusal, chatInteraction) {
      if (chatInteraction.kind !== 'form-submitted') return refusal;
      const tryAgain = button('Try again', encodeFormState(chatInteraction, actionStore));
      return { blocks: [...refusal.blocks, { kind: 'actions', controls: [tryAgain] }] };
    },
  };
}

/** What every answer needs. */
export interface DiscordHandlerDeps {
  readonly dispatch: InteractionHandler;
  readonly commands: readonly Command[];
  readonly actionStore: ActionStore;
  readonly log: Log;
  readonly attachCharts: AttachCharts;
  /** How long a form may take to get ready. */
  readonly formTimeoutMs?: number | undefined;
}
