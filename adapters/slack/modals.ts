import type { AckFn, BlockAction, RespondFn, types, ViewResponseAction, ViewSubmitAction } from '@slack/bolt';
import { decodeAction } from '../../src/chat/action.ts';
import { type Document, findCharts, prose } from '../../src/chat/document.ts';
import {
  type ChatInteraction,
  type ChatResponse,
  createForm,
  type Form,
  planReply,
  type Reply,
} from '../../src/chat/interaction.ts';
import type { Suggestion } from '../../src/chat/option.ts';
import { withTimeout } from '../../src/runtime/retry.ts';
import type { DocumentWithCharts } from './charts.ts';
import { fetchPressedAction } from './controls.ts';
import { type Autocomplete, formView, parseFormValues, toFieldErrors } from './form.ts';
import { type Actor, type HandlerDeps, toActor } from './interaction.ts';
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

/** `expired`: the trigger expired before the form opened. A `Reply` takes the place of the form. */
type OpenFormResult = 'opened' | 'expired' | Reply;

/** What opens a view: a trigger, and the view in which it was used. */
interface ViewOrigin {
  readonly triggerId: string;
  readonly metadata: ViewMetadata;
  readonly view?: SlackView;
}

type ModalsDeps = Pick<
  HandlerDeps,
  'dispatch' | 'tenant' | 'commands' | 'actionStore' | 'attachCharts' | 'loadingAfterMs'
> & { readonly viewStack: ViewStack; readonly autocomplete: Autocomplete };

/** Opens forms and replies in modals, and handles controls in modals and on the home tab. */
export class Modals {
  readonly #deps: ModalsDeps;

  constructor(deps: ModalsDeps) {
    this.#deps = deps;
  }

  /** Opens a form without dispatching an interaction. */
  openForm(form: Form, actor: Actor, triggerId: string): Promise<OpenFormResult> {
    return this.#showForm(form, actor, { triggerId, metadata: rootMetadata(actor) });
  }

  /** Opens the form that an interaction needs, prefilled if the response comes in time. */
  openFormFor(interaction: ChatInteraction, form: Form, triggerId: string): Promise<OpenFormResult> {
    return this.#dispatchOrShowForm(interaction, form, { triggerId, metadata: rootMetadata(interaction) });
  }

  async handleAction(body: BlockAction & { readonly view: SlackView }): Promise<void> {
    const { tenant, commands, actionStore, viewStack } = this.#deps;
    const action = await fetchPressedAction(body, actionStore);
    if (action === undefined) return;
    const { view, trigger_id: triggerId } = body;
    const metadata = parseViewMetadata(view);
    const childMetadata = { ...metadata, depth: Math.min(metadata.depth + 1, MAX_MODAL_DEPTH) };
    const origin: ViewOrigin = { triggerId, metadata: childMetadata, view };
    const interaction: ChatInteraction = { ...toActor(body, tenant, metadata), kind: 'action', action };
    const plan = planReply(interaction, { commands, actionStore });
    if (plan.form !== undefined) {
      const result = await this.#dispatchOrShowForm(interaction, plan.form, origin);
      if (typeof result === 'object')
        await viewStack.show(documentModal(result.document, childMetadata), triggerId, view);
    } else if (plan.command !== undefined && !plan.ephemeral) {
      // A public reply needs a channel, which the command's form asks for.
      const form = createForm({ text: decodeAction(action, actionStore).text }, commands);
      await this.#showForm(form, interaction, origin);
    } else if (plan.replacesOriginal && view.type === 'modal') {
      await viewStack.replace(view, await this.#createReplyView(interaction, metadata));
    } else {
      await this.#showWhenReady(this.#createReplyView(interaction, childMetadata), origin);
    }
  }

  async #dispatchOrShowForm(interaction: ChatInteraction, form: Form, origin: ViewOrigin): Promise<OpenFormResult> {
    const { dispatch, loadingAfterMs } = this.#deps;
    const response = await withTimeout(dispatch(interaction), loadingAfterMs);
    if (response?.kind === 'reply') return response;
    return this.#showForm(response?.kind === 'form' ? response.form : form, interaction, origin);
  }

  async #showForm(form: Form, actor: Actor, { triggerId, metadata, view }: ViewOrigin): Promise<OpenFormResult> {
    const { loadingAfterMs, viewStack } = this.#deps;
    const initialOptions = (await withTimeout(this.#loadInitialOptions(form, actor), loadingAfterMs)) ?? new Map();
    const shownView = await viewStack.show(formView(form, { metadata, initialOptions }), triggerId, view);
    return shownView === undefined ? 'expired' : 'opened';
  }

  /** The suggestions for the values in fields that only take suggestions. */
  async #loadInitialOptions({ command, fields }: Form, actor: Actor): Promise<Map<string, Suggestion>> {
    const initialOptions = new Map<string, Suggestion>();
    for (const { name, option, value } of fields) {
      if (option.kind !== 'text' || !option.isRestrictedToSuggestions || value === undefined) continue;
      const query = { command: command.name, option: name, partial: value };
      const suggestions = await this.#deps.autocomplete.suggest(actor, query);
      const match = suggestions.find((suggestion) => suggestion.value === value);
      if (match !== undefined) initialOptions.set(name, match);
    }
    return initialOptions;
  }

  async #createReplyView(interaction: ChatInteraction, metadata: ViewMetadata): Promise<types.ModalView> {
    const { dispatch, attachCharts } = this.#deps;
    const { document, files } = await attachCharts(replyDocument(await dispatch(interaction)));
    return documentModal(document, metadata, files);
  }

  /** Shows a view once it's ready, and that it's loading if that takes longer than `loadingAfterMs`. */
  async #showWhenReady(
    pendingView: Promise<types.ModalView>,
    { triggerId, metadata, view }: ViewOrigin,
  ): Promise<void> {
    const { loadingAfterMs, viewStack } = this.#deps;
    const readyView = await withTimeout(pendingView, loadingAfterMs);
    const shownView = await viewStack.show(readyView ?? documentModal(LOADING_DOCUMENT, metadata), triggerId, view);
    if (readyView === undefined && shownView !== undefined) await viewStack.replace(shownView, await pendingView);
  }
}

function rootMetadata({ place: { channel, thread } }: Actor): ViewMetadata {
  return { channel, thread, depth: 1 };
}

type SubmissionHandler = (
  body: ViewSubmitAction,
  ack: AckFn<ViewResponseAction>,
  respond: RespondFn | undefined,
) => Promise<void>;

type SubmissionHandlerDeps = Pick<HandlerDeps, 'dispatch' | 'tenant' | 'log' | 'attachCharts' | 'loadingAfterMs'> & {
  readonly viewStack: ViewStack;
};

const SHARED: Document = { blocks: [prose('Shared.')] };
const NOT_SHARED: Document = {
  blocks: [prose("Couldn't post there. Close this, then try again or choose another channel.")],
};

export function createSubmissionHandler({
  dispatch,
  tenant,
  log,
  attachCharts,
  loadingAfterMs,
  viewStack,
}: SubmissionHandlerDeps): SubmissionHandler {
  /** Posts a public reply to the chosen channel, for which Slack sends a response URL. Returns what the modal shows. */
  const shareIfPublic = async (response: ChatResponse, respond: RespondFn | undefined): Promise<DocumentWithCharts> => {
    const withCharts = await attachCharts(replyDocument(response));
    if (!isPublic(response) || respond === undefined) return withCharts;
    const message = render(withCharts.document, withCharts.files);
    const isSent = await sendToResponseUrl(respond, { response_type: 'in_channel', ...message }, log);
    return { document: isSent ? SHARED : NOT_SHARED, files: new Map() };
  };

  return async (body, ack, respond) => {
    const { view, response_urls: [destination] = [] } = body;
    const metadata = parseViewMetadata(view);
    const { command = '', carried = {} } = metadata.form ?? {};
    const values = { ...carried, ...parseFormValues(view) };
    const location = destination === undefined ? metadata : { channel: destination.channel_id };
    const pendingResponse = dispatch({ ...toActor(body, tenant, location), kind: 'form-submitted', command, values });
    // A rejection is thrown below, after the acknowledgement.
    const response = await withTimeout(pendingResponse, loadingAfterMs).catch(() => undefined);
    if (response === undefined || isPublic(response) || findCharts(replyDocument(response)).length > 0) {
      await ack({ response_action: 'update', view: documentModal(LOADING_DOCUMENT, metadata) });
      const { document, files } = await shareIfPublic(await pendingResponse, respond);
      // The acknowledgement changed the view's hash.
      await viewStack.replace({ id: view.id }, documentModal(document, metadata, files));
    } else if (response.kind === 'reply' && response.outcome === 'refused') {
      const message = documentToPlainText(response.document);
      await ack({ response_action: 'errors', errors: toFieldErrors(view, values, message, response.fieldErrors) });
    } else {
      // Slack would reject the whole acknowledgement if an image weren't available.
      await ack({ response_action: 'update', view: removeImages(documentModal(replyDocument(response), metadata)) });
    }
  };
}

function isPublic(response: ChatResponse): boolean {
  return response.kind === 'reply' && !response.ephemeral;
}

/** A refusal as the text of a field error. */
function documentToPlainText({ blocks }: Document): string {
  return blocks.flatMap((block) => ('spans' in block ? [spansToPlainText(block.spans)] : [])).join('\n');
}
