import type { AckFn, BlockAction, RespondFn, types, ViewResponseAction, ViewSubmitAction } from '@slack/bolt';
import { decodeAction } from '../../src/chat/action.ts';
import { type Document, findCharts, prose } from '../../src/chat/document.ts';
import { createForm, type Form } from '../../src/chat/form.ts';
import type { ChatInteraction, ChatResponse, Reply } from '../../src/chat/interaction.ts';
import type { Suggestion } from '../../src/chat/option.ts';
import { planReply } from '../../src/chat/reply-plan.ts';
import { withTimeout } from '../../src/runtime/retry.ts';
import type { DocumentWithCharts } from './charts.ts';
import { fetchPressedAction } from './controls.ts';
import { type Autocomplete, formView, parseFormValues, toFieldErrors } from './form.ts';
import { type SlackHandlerDeps, toActor } from './interaction.ts';
import { render } from './render.ts';
import { removeImages, sendToResponseUrl } from './requests.ts';
import { spansToPlainText } from './spans.ts';
import {
  documentModal,
  LOADING_DOCUMENT,
  MAX_MODAL_DEPTH,
  parseViewMetadata,
  replyDocument,
  type SlackView,
  type ViewMetadata,
  type ViewStack,
} from './views.ts';

/** What people do in modals and on the home tab. */
export interface Modals {
  /** Opens a form at once: a trigger works for three seconds. */
  openForm(form: Form, actor: Actor, triggerId: string): Promise<OpenFormResult>;
  /** Opens the form that an invocation asks for, filled in as far as that is known in time. */
  openFormFor(invocation: ChatInteraction, form: Form, triggerId: string): Promise<OpenFormResult>;
  /** Somebody pressed something in a modal, or on their home tab. */
  handleAction(body: BlockAction & { readonly view: SlackView }): Promise<void>;
}

/** Whether a form opened; or what is answered in its place. */
type OpenFormResult = 'opened' | 'expired' | Reply;

type Actor = Pick<ChatInteraction, 'place' | 'person'>;

/** Where a view is opened from. */
interface ViewOrigin {
  readonly triggerId: string;
  readonly metadata: ViewMetadata;
  readonly view?: SlackView;
}

/** Where something takes longer than `loadingAfterMs`, a view says so first, and is replaced when the answer is there. */
export function createModals(
  { dispatch, tenant, commands, actionStore, attachCharts, loadingAfterMs }: SlackHandlerDeps,
  viewStack: ViewStack,
  autocomplete: Autocomplete,
): Modals {
  /** The choices that stand at first in the fields that offer listed values. */
  const loadInitialOptions = async ({ command, fields }: Form, actor: Actor): Promise<Map<string, Suggestion>> => {
    const initialOptions = new Map<string, Suggestion>();
    for (const { name, option, value } of fields) {
      if (option.kind !== 'text' || !option.isRestrictedToSuggestions || value === undefined) continue;
      const suggestions = await autocomplete.suggest(actor, { command: command.name, option: name, partial: value });
      const match = suggestions.find((suggestion) => suggestion.value === value);
      if (match !== undefined) initialOptions.set(name, match);
    }
    return initialOptions;
  };

  const showForm = async (
    form: Form,
    actor: Actor,
    { triggerId, metadata, view }: ViewOrigin,
  ): Promise<OpenFormResult> => {
    const initialOptions =
      (await withTimeout(loadInitialOptions(form, actor), loadingAfterMs)) ?? new Map<string, Suggestion>();
    const shownView = await viewStack.show(formView(form, { metadata, initialOptions }), triggerId, view);
    return shownView === undefined ? 'expired' : 'opened';
  };

  const dispatchOrOpenForm = async (
    invocation: ChatInteraction,
    form: Form,
    origin: ViewOrigin,
  ): Promise<OpenFormResult> => {
    const answer = await withTimeout(dispatch(invocation), loadingAfterMs);
    if (answer?.kind === 'reply') return answer;
    return showForm(answer?.kind === 'form' ? answer.form : form, invocation, origin);
  };

  /** Shows an answer, or that it is on its way until it is there. */
  const showWhenReady = async (
    pendingView: Promise<types.ModalView>,
    { triggerId, metadata, view }: ViewOrigin,
  ): Promise<void> => {
    const readyView = await withTimeout(pendingView, loadingAfterMs);
    const shownView = await viewStack.show(readyView ?? documentModal(LOADING_DOCUMENT, metadata), triggerId, view);
    if (readyView === undefined && shownView !== undefined) await viewStack.replace(shownView, await pendingView);
  };

  const buildReplyView = async (invocation: ChatInteraction, metadata: ViewMetadata): Promise<types.ModalView> => {
    const { document, files } = await attachCharts(replyDocument(await dispatch(invocation)));
    return documentModal(document, metadata, files);
  };

  const rootMetadata = ({ place: { channel, thread } }: Actor): ViewMetadata => ({ channel, thread, depth: 1 });

  return {
    openForm: (form, actor, triggerId) => showForm(form, actor, { triggerId, metadata: rootMetadata(actor) }),
    openFormFor: (invocation, form, triggerId) =>
      dispatchOrOpenForm(invocation, form, { triggerId, metadata: rootMetadata(invocation) }),
    async handleAction(body) {
      const action = await fetchPressedAction(body, actionStore);
      if (action === undefined) return;
      const { view, trigger_id: triggerId } = body;
      const metadata = parseViewMetadata(view);
      const childMetadata = { ...metadata, depth: Math.min(metadata.depth + 1, MAX_MODAL_DEPTH) };
      const origin: ViewOrigin = { triggerId, metadata: childMetadata, view };
      const invocation: ChatInteraction = { ...toActor(body, tenant, metadata), kind: 'action', action };
      const kind = planReply(invocation, { commands, actionStore });
      if (kind.form !== undefined) {
        const result = await dispatchOrOpenForm(invocation, kind.form, origin);
        if (typeof result === 'object')
          await viewStack.show(documentModal(result.document, childMetadata), triggerId, view);
      } else if (kind.command !== undefined && !kind.ephemeral) {
        // What everybody shall see needs a place, and a view is in none: so its form asks for one.
        await showForm(createForm({ text: decodeAction(action, actionStore).text }, commands), invocation, origin);
      } else if (kind.replacesOriginal && view.type === 'modal') {
        await viewStack.replace(view, await buildReplyView(invocation, metadata));
      } else {
        await showWhenReady(buildReplyView(invocation, childMetadata), origin);
      }
    },
  };
}

/** Answers who submitted a form. */
export type HandleSubmission = (
  body: ViewSubmitAction,
  ack: AckFn<ViewResponseAction>,
  respond: RespondFn | undefined,
) => Promise<void>;

const PUBLISHED: Document = { blocks: [prose('It is there now, for everybody.')] };
const NOT_PUBLISHED: Document = {
  blocks: [prose('Slack did not take it there. Close this and try once more, or choose another channel.')],
};

/** Where an answer takes longer than `loadingAfterMs`, the view says so first, and is replaced when the answer is there. */
export function createSubmissionHandler(
  { dispatch, tenant, log, attachCharts, loadingAfterMs }: SlackHandlerDeps,
  viewStack: ViewStack,
): HandleSubmission {
  /** What everybody shall see goes to the channel that was chosen, whose address Slack gives with the form. */
  const publishIfPublic = async (answer: ChatResponse, respond: RespondFn | undefined): Promise<DocumentWithCharts> => {
    const withCharts = await attachCharts(replyDocument(answer));
    if (!isPublic(answer) || respond === undefined) return withCharts;
    const message = render(withCharts.document, withCharts.files);
    const isSent = await sendToResponseUrl(respond, { response_type: 'in_channel', ...message }, log);
    return attachCharts(isSent ? PUBLISHED : NOT_PUBLISHED);
  };

  return async (body, ack, respond) => {
    const { view, response_urls: [destination] = [] } = body;
    const metadata = parseViewMetadata(view);
    const { command = '', carried = {} } = metadata.form ?? {};
    const values = { ...carried, ...parseFormValues(view.state.values) };
    const location = destination === undefined ? metadata : { channel: destination.channel_id };
    const pendingAnswer = dispatch({ ...toActor(body, tenant, location), kind: 'form-submitted', command, values });
    // What goes wrong is told when it is waited for once more, after Slack was told.
    const answer = await withTimeout(pendingAnswer, loadingAfterMs).catch(() => undefined);
    if (answer === undefined || isPublic(answer) || findCharts(replyDocument(answer)).length > 0) {
      await ack({ response_action: 'update', view: documentModal(LOADING_DOCUMENT, metadata) });
      // It has another hash by now.
      const { document, files } = await publishIfPublic(await pendingAnswer, respond);
      await viewStack.replace({ id: view.id }, documentModal(document, metadata, files));
    } else if (answer.kind === 'reply' && answer.outcome === 'refused') {
      const message = documentToPlainText(answer.document);
      const errors = toFieldErrors(view, { values, message, fieldErrors: answer.fieldErrors ?? {} });
      await ack({ response_action: 'errors', errors });
    } else {
      // Whether Slack can fetch a picture can't be known here, and one that it can't would spoil the whole view.
      await ack({ response_action: 'update', view: removeImages(documentModal(replyDocument(answer), metadata)) });
    }
  };
}

function isPublic(answer: ChatResponse): boolean {
  return answer.kind === 'reply' && !answer.ephemeral;
}

/** A refusal as the plain text that stands below a field. */
function documentToPlainText({ blocks }: Document): string {
  return blocks.flatMap((block) => ('spans' in block ? [spansToPlainText(block.spans)] : [])).join('\n');
}
