import type { AckFn, RespondFn, ViewResponseAction, ViewSubmitAction } from '@slack/bolt';
import { chartsIn } from '../../src/chat/charts-in-document.ts';
import { type Document, prose } from '../../src/chat/document.ts';
import type { Answer } from '../../src/chat/invocation.ts';
import { inTime } from '../../src/in-time.ts';
import type { AnswerDependencies } from './answer-dependencies.ts';
import { errorsAt, valuesIn } from './form.ts';
import type { Illustrated } from './illustrate.ts';
import { withoutPictures } from './pictures.ts';
import { writePlain } from './plain.ts';
import { render } from './render.ts';
import { sayThrough } from './response-url.ts';
import { actorOf } from './translate.ts';
import { answerView, documentOf, LOADING, noteIn } from './view.ts';
import type { ViewStack } from './view-stack.ts';

/** Answers who submitted a form. */
export type Submit = (
  body: ViewSubmitAction,
  ack: AckFn<ViewResponseAction>,
  respond: RespondFn | undefined,
) => Promise<void>;

const SAID: Document = { blocks: [prose('It is there now, for everybody.')] };
const NOT_SAID: Document = {
  blocks: [prose('Slack did not take it there. Close this and try once more, or choose another channel.')],
};

/** Where an answer takes longer than `loadingAfterMs`, the view says so first, and is replaced when the answer is there. */
export function createSubmit(
  { dispatch, tenant, log, illustrate, loadingAfterMs }: AnswerDependencies,
  stack: ViewStack,
): Submit {
  /** What everybody shall see goes to the channel that was chosen, whose address Slack gives with the form. */
  const settle = async (answer: Answer, respond: RespondFn | undefined): Promise<Illustrated> => {
    const illustrated = await illustrate(documentOf(answer));
    if (!isPublic(answer) || respond === undefined) return illustrated;
    const message = render(illustrated.document, illustrated.files);
    const isSaid = await sayThrough(respond, { response_type: 'in_channel', ...message }, log);
    return illustrate(isSaid ? SAID : NOT_SAID);
  };

  return async (body, ack, respond) => {
    const { view, response_urls: [address] = [] } = body;
    const note = noteIn(view);
    const { command = '', carried = {} } = note.form ?? {};
    const values = { ...carried, ...valuesIn(view.state.values) };
    const where = address === undefined ? note : { channel: address.channel_id };
    const answering = dispatch({ ...actorOf(body, tenant, where), kind: 'form submitted', command, values });
    // What goes wrong is told when it is waited for once more, after Slack was told.
    const answer = await inTime(answering, loadingAfterMs).catch(() => undefined);
    if (answer === undefined || isPublic(answer) || chartsIn(documentOf(answer)).length > 0) {
      await ack({ response_action: 'update', view: answerView(LOADING, note) });
      // It has another hash by now.
      const { document, files } = await settle(await answering, respond);
      await stack.replace({ id: view.id }, answerView(document, note, files));
    } else if (answer.kind === 'reply' && answer.outcome === 'refused') {
      const message = writtenOut(answer.document);
      const errors = errorsAt(view, { values, message, wrong: answer.fields ?? {} });
      await ack({ response_action: 'errors', errors });
    } else {
      // Whether Slack can fetch a picture can't be known here, and one that it can't would spoil the whole view.
      await ack({ response_action: 'update', view: withoutPictures(answerView(documentOf(answer), note)) });
    }
  };
}

function isPublic(answer: Answer): boolean {
  return answer.kind === 'reply' && !answer.private;
}

/** A refusal as the plain text that stands below a field. */
function writtenOut({ blocks }: Document): string {
  return blocks.flatMap((block) => ('spans' in block ? [writePlain(block.spans)] : [])).join('\n');
}
