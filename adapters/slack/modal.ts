import { setTimeout as sleep } from 'node:timers/promises';
import type { BlockAction, BlockSuggestion, RespondFn, types, ViewResponseAction, ViewSubmitAction } from '@slack/bolt';
import { decodeAction } from '../../src/chat/action.ts';
import type { Document } from '../../src/chat/document.ts';
import { type Form, formOf } from '../../src/chat/form.ts';
import type { Answer, Invocation, Suggestion } from '../../src/chat/invocation.ts';
import { replyKind } from '../../src/chat/reply-kind.ts';
import type { AnswerDependencies } from './answer.ts';
import { actionOf, type Pressed } from './controls.ts';
import { errorsAt, formView, optionOf, valuesIn } from './form.ts';
import { LIMITS } from './limits.ts';
import { refusalOf } from './outcome.ts';
import { withoutPictures } from './pictures.ts';
import { writePlain } from './plain.ts';
import { readTyped } from './read-text.ts';
import { render } from './render.ts';
import { actorOf, viewerOf } from './translate.ts';
import { answerView, DEEPEST, LOADING, noteIn, placeIn, type ViewNote } from './view.ts';

type SlackView = ViewSubmitAction['view'];

/** What people do in modals and on the home tab. */
export interface Modals {
  /** Opens a form at once: a trigger works for three seconds. */
  openForm(form: Form, who: Who, trigger: string): Promise<void>;
  /** Somebody pressed something in a modal, or on their home tab. */
  pressed(body: BlockAction & { readonly view: SlackView }): Promise<void>;
  /** Somebody submitted a form. */
  submitted(body: ViewSubmitAction): Promise<Submission>;
  /** Somebody types in a field that offers listed values. */
  suggest(body: BlockSuggestion): Promise<types.PlainTextOption[]>;
}

/** What Slack is told at once about a form, and what is left to do afterwards. */
interface Submission {
  readonly acknowledgement: ViewResponseAction;
  readonly afterwards?: (respond: RespondFn) => Promise<unknown>;
}

type Who = Pick<Invocation, 'place' | 'person'>;

/** How long an answer may take before something is shown without it. Slack waits three seconds. */
const PATIENCE_MS = 1500;

export function createModals({ dispatch, commands, keepsakes, web, log }: AnswerDependencies): Modals {
  const suggestions = async (who: Who, asked: { command: string; option: string; partial: string }) => {
    const answer = await dispatch({ ...who, kind: 'suggest', ...asked });
    const all = answer.kind === 'suggestions' ? answer.suggestions : [];
    return all.filter(({ value }) => value.length <= LIMITS.optionValue).slice(0, LIMITS.options);
  };

  const drawn = async ({ command, fields }: Form, who: Who, note: ViewNote): Promise<types.ModalView> => {
    const chosen = new Map<string, Suggestion>();
    for (const { name, option, value } of fields) {
      if (option.kind !== 'text' || !option.listed || value === undefined) continue;
      const found = await suggestions(who, { command: command.name, option: name, partial: value });
      const same = found.find((one) => one.value === value);
      if (same !== undefined) chosen.set(name, same);
    }
    return formView({ command, fields }, { note, chosen });
  };

  /** Shows a view on top of another, or in its place where no more fit. Gives its id. */
  const show = async (view: types.ModalView, trigger: string, on?: SlackView): Promise<string> => {
    const isOnModal = on?.type === 'modal';
    if (isOnModal && noteIn(on).depth >= DEEPEST) {
      await web.views.update({ view_id: on.id, hash: on.hash, view });
      return on.id;
    }
    const call = { trigger_id: trigger, view };
    const { view: shown } = await (isOnModal ? web.views.push(call) : web.views.open(call));
    return shown?.id ?? '';
  };

  /** Shows an answer, or that it is on its way until it is there. */
  const showAnswer = async (
    answering: Promise<Document>,
    note: ViewNote,
    showFirst: (view: types.ModalView) => Promise<string>,
  ) => {
    const document = await inTime(answering);
    const id = await showFirst(answerView(document ?? LOADING, note));
    if (document === undefined) await web.views.update({ view_id: id, view: answerView(await answering, note) });
  };

  return {
    async openForm(form, who, trigger) {
      const note = { channel: who.place.channel, thread: who.place.thread, depth: 1 };
      await show(await drawn(form, who, note), trigger);
    },

    async pressed(body) {
      const [pressed] = body.actions;
      const action = pressed && actionOf(pressed as Pressed);
      if (action === undefined) return;
      const { view, trigger_id: trigger } = body;
      const who = viewerOf(body);
      const invocation: Invocation = { ...who, kind: 'action', action };
      const kind = replyKind(invocation, { commands, keepsakes });
      const note = noteIn(view);
      const next = { ...note, depth: Math.min(note.depth + 1, DEEPEST) };
      // What everybody shall see needs a place, and a view is in none: so its form asks for one.
      const isPublic = kind.command !== undefined && !kind.private;
      const form = isPublic ? formOf({ text: decodeAction(action, keepsakes).text }, commands) : kind.form;
      if (form !== undefined) {
        await show(await drawn(form, who, next), trigger, view);
        return;
      }
      const answering = dispatch(invocation).then(documentOf);
      if (!kind.replaces || view.type !== 'modal') {
        await showAnswer(answering, next, (first) => show(first, trigger, view));
        return;
      }
      try {
        await web.views.update({ view_id: view.id, hash: view.hash, view: answerView(await answering, note) });
      } catch (error) {
        // Two presses, and the other one was faster: what it showed stays.
        if (refusalOf(error) !== 'hash_conflict') throw error;
        log.info({ view: view.id }, 'a view had changed already');
      }
    },

    async submitted(body) {
      const { view, response_urls: [address] = [] } = body;
      const note = noteIn(view);
      const who = viewerOf(body);
      const form = formOf({ command: note.command ?? '', values: {} }, commands);
      const values = valuesIn(view.state.values);
      const place = address === undefined ? who.place : { ...who.place, channel: address.channel_id };
      const answering = dispatch({ ...who, place, kind: 'form submitted', command: form.command.name, values });
      const answer = await inTime(answering);
      if (answer === undefined) {
        const afterwards = async () =>
          web.views.update({ view_id: view.id, view: answerView(documentOf(await answering), note) });
        return { acknowledgement: { response_action: 'update', view: answerView(LOADING, note) }, afterwards };
      }
      const document = documentOf(answer);
      if (answer.kind === 'reply' && answer.outcome === 'refused') {
        const errors = errorsAt(form, { values, message: writtenOut(document), wrong: answer.fields ?? {} });
        return { acknowledgement: { response_action: 'errors', errors } };
      }
      if (address === undefined || answer.kind !== 'reply' || answer.private) {
        return { acknowledgement: { response_action: 'update', view: answerView(document, note) } };
      }
      const message = { response_type: 'in_channel' as const, ...render(document) };
      return {
        acknowledgement: { response_action: 'clear' },
        afterwards: (respond) => withoutPictures(message, respond),
      };
    },

    async suggest(body) {
      const { command = '' } = noteIn(body.view ?? {});
      const asked = { command, option: body.block_id, partial: readTyped(body.value) };
      const found = await suggestions(actorOf(body, placeIn(body.view ?? {})), asked);
      return found.map(optionOf);
    },
  };
}

/** What a promise gives, unless that takes too long. */
async function inTime<T>(promise: Promise<T>): Promise<T | undefined> {
  return Promise.race([promise, sleep(PATIENCE_MS, undefined, { ref: false })]);
}

function documentOf(answer: Answer): Document {
  return answer.kind === 'reply' ? answer.document : { blocks: [] };
}

/** A refusal as the plain text that stands below a field. */
function writtenOut({ blocks }: Document): string {
  return blocks.flatMap((block) => ('spans' in block ? [writePlain(block.spans)] : [])).join('\n');
}
