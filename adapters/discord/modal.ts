import type { ButtonInteraction, ModalSubmitInteraction } from 'discord.js';
import { button, type Document, prose } from '../../src/chat/document.ts';
import { createForm, type Form } from '../../src/chat/form.ts';
import type { ChatInteraction } from '../../src/chat/invocation.ts';
import { withTimeout } from '../../src/in-time.ts';
import type { DiscordHandlerDeps } from './answer-dependencies.ts';
import { renderModal } from './form.ts';
import { decodeFormState, encodeFormState } from './kept-form.ts';
import { renderReply } from './message.ts';
import { decodeControlAction } from './render.ts';
import type { SupportedInteraction } from './translate.ts';

/** Whatever a form can be opened from: Discord opens none from another form. */
type ModalOpener = Exclude<SupportedInteraction, ModalSubmitInteraction>;

/** Forms, which Discord shows as the first response to an interaction or not at all. */
export interface Modals {
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
export function createModals({
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
