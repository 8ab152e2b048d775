import type { ButtonInteraction, ModalSubmitInteraction } from 'discord.js';
import { button, type Document, prose } from '../../src/chat/document.ts';
import { type Form, formOf } from '../../src/chat/form.ts';
import type { Invocation } from '../../src/chat/invocation.ts';
import { inTime } from '../../src/in-time.ts';
import type { AnswerDependencies } from './answer-dependencies.ts';
import { modalOf } from './form.ts';
import { decodeForm, encodeForm } from './kept-form.ts';
import { message } from './message.ts';
import { actionOf } from './render.ts';
import type { Asked } from './translate.ts';

/** Whatever a form can be opened from: Discord opens none from another form. */
type Opener = Exclude<Asked, ModalSubmitInteraction>;

/** Forms, which Discord shows as the first response to an interaction or not at all. */
export interface Modals {
  /** Asks what has to be filled in before an invocation can be answered. */
  ask(interaction: Opener, invocation: Invocation): Promise<void>;
  /** Opens a form that was refused, with all that was typed. @throws UserError as `decodeForm` and `commandNamed` */
  openAgain(interaction: ButtonInteraction): Promise<void>;
  /** A refusal, with the button that opens the form again. Discord has closed it, so what was typed would be lost. */
  withRetry(refusal: Document, invocation: Invocation): Document;
}

/** How long a form may take to get ready: Discord waits three seconds for the first response. */
const PATIENCE_MS = 2000;

const TOO_SLOW: Document = { blocks: [prose('The form took too long to get ready. Please try again.')] };

/** A form that takes longer to get ready than `formTimeoutMs` gives way to a word that says so. */
export function createModals({
  dispatch,
  commands,
  keepsakes,
  formTimeoutMs = PATIENCE_MS,
}: AnswerDependencies): Modals {
  const show = (interaction: Opener, form: Form): Promise<unknown> =>
    interaction.showModal(modalOf(form, { keepsakes, inServer: interaction.inGuild() }));

  return {
    async ask(interaction, invocation) {
      const answer = await inTime(dispatch(invocation), formTimeoutMs);
      if (answer?.kind === 'form') await show(interaction, answer.form);
      else await interaction.reply(message(answer?.kind === 'reply' ? answer.document : TOO_SLOW, 'privately'));
    },
    async openAgain(interaction) {
      await show(interaction, formOf(decodeForm(actionOf(interaction.customId), keepsakes), commands));
    },
    withRetry(refusal, invocation) {
      if (invocation.kind !== 'form submitted') return refusal;
      const again = button('Try again', encodeForm(invocation, keepsakes));
      return { blocks: [...refusal.blocks, { kind: 'actions', controls: [again] }] };
    },
  };
}
