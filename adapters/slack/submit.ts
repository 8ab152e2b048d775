import type { AckFn, RespondFn, ViewResponseAction, ViewSubmitAction } from '@slack/bolt';
import { findCharts } from '../../src/chat/charts-in-document.ts';
import { type Document, prose } from '../../src/chat/document.ts';
import type { ChatResponse } from '../../src/chat/invocation.ts';
import { withTimeout } from '../../src/in-time.ts';
import type { SlackHandlerDeps } from './answer-dependencies.ts';
import { parseFormValues, toFieldErrors } from './form.ts';
import type { DocumentWithCharts } from './illustrate.ts';
import { removeImages } from './pictures.ts';
import { spansToPlainText } from './plain.ts';
import { render } from './render.ts';
import { sendToResponseUrl } from './response-url.ts';
import { toActor } from './translate.ts';
import { documentModal, LOADING_DOCUMENT, parseViewMetadata, replyDocument } from './view.ts';
import type { ViewStack } from './view-stack.ts';

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
