import type { BlockAction, types } from '@slack/bolt';
import { decodeAction } from '../../src/chat/action.ts';
import { type Form, formOf } from '../../src/chat/form.ts';
import type { Invocation, Reply, Suggestion } from '../../src/chat/invocation.ts';
import { replyKind } from '../../src/chat/reply-kind.ts';
import { inTime } from '../../src/in-time.ts';
import type { AnswerDependencies } from './answer-dependencies.ts';
import { fetchPressed } from './controls.ts';
import { formView } from './form.ts';
import type { Suggestions } from './suggest.ts';
import { actorOf } from './translate.ts';
import { answerView, DEEPEST, documentOf, LOADING, noteIn, type SlackView, type ViewNote } from './view.ts';
import type { ViewStack } from './view-stack.ts';

/** What people do in modals and on the home tab. */
export interface Modals {
  /** Opens a form at once: a trigger works for three seconds. */
  openForm(form: Form, who: Who, trigger: string): Promise<Opened>;
  /** Opens the form that an invocation asks for, filled in as far as that is known in time. */
  ask(invocation: Invocation, form: Form, trigger: string): Promise<Opened>;
  /** Somebody pressed something in a modal, or on their home tab. */
  pressed(body: BlockAction & { readonly view: SlackView }): Promise<void>;
}

/** Whether a form opened; or what is answered in its place. */
type Opened = 'opened' | 'too late' | Reply;

type Who = Pick<Invocation, 'place' | 'person'>;

/** Where a view is opened from. */
interface From {
  readonly trigger: string;
  readonly note: ViewNote;
  readonly view?: SlackView;
}

/** Where something takes longer than `loadingAfterMs`, a view says so first, and is replaced when the answer is there. */
export function createModals(
  { dispatch, tenant, commands, keepsakes, illustrate, loadingAfterMs }: AnswerDependencies,
  stack: ViewStack,
  suggestions: Suggestions,
): Modals {
  /** The choices that stand at first in the fields that offer listed values. */
  const chosenIn = async ({ command, fields }: Form, who: Who): Promise<Map<string, Suggestion>> => {
    const chosen = new Map<string, Suggestion>();
    for (const { name, option, value } of fields) {
      if (option.kind !== 'text' || !option.listed || value === undefined) continue;
      const found = await suggestions.for(who, { command: command.name, option: name, partial: value });
      const same = found.find((one) => one.value === value);
      if (same !== undefined) chosen.set(name, same);
    }
    return chosen;
  };

  const showForm = async (form: Form, who: Who, { trigger, note, view }: From): Promise<Opened> => {
    const chosen = (await inTime(chosenIn(form, who), loadingAfterMs)) ?? new Map<string, Suggestion>();
    const shown = await stack.show(formView(form, { note, chosen }), trigger, view);
    return shown === undefined ? 'too late' : 'opened';
  };

  const ask = async (invocation: Invocation, form: Form, from: From): Promise<Opened> => {
    const answer = await inTime(dispatch(invocation), loadingAfterMs);
    if (answer?.kind === 'reply') return answer;
    return showForm(answer?.kind === 'form' ? answer.form : form, invocation, from);
  };

  /** Shows an answer, or that it is on its way until it is there. */
  const showAnswer = async (answering: Promise<types.ModalView>, { trigger, note, view }: From): Promise<void> => {
    const answer = await inTime(answering, loadingAfterMs);
    const shown = await stack.show(answer ?? answerView(LOADING, note), trigger, view);
    if (answer === undefined && shown !== undefined) await stack.replace(shown, await answering);
  };

  const answerTo = async (invocation: Invocation, note: ViewNote): Promise<types.ModalView> => {
    const { document, files } = await illustrate(documentOf(await dispatch(invocation)));
    return answerView(document, note, files);
  };

  const noteOf = ({ place: { channel, thread } }: Who): ViewNote => ({ channel, thread, depth: 1 });

  return {
    openForm: (form, who, trigger) => showForm(form, who, { trigger, note: noteOf(who) }),
    ask: (invocation, form, trigger) => ask(invocation, form, { trigger, note: noteOf(invocation) }),
    async pressed(body) {
      const action = await fetchPressed(body, keepsakes);
      if (action === undefined) return;
      const { view, trigger_id: trigger } = body;
      const note = noteIn(view);
      const next = { ...note, depth: Math.min(note.depth + 1, DEEPEST) };
      const from: From = { trigger, note: next, view };
      const invocation: Invocation = { ...actorOf(body, tenant, note), kind: 'action', action };
      const kind = replyKind(invocation, { commands, keepsakes });
      if (kind.form !== undefined) {
        const opened = await ask(invocation, kind.form, from);
        if (typeof opened === 'object') await stack.show(answerView(opened.document, next), trigger, view);
      } else if (kind.command !== undefined && !kind.private) {
        // What everybody shall see needs a place, and a view is in none: so its form asks for one.
        await showForm(formOf({ text: decodeAction(action, keepsakes).text }, commands), invocation, from);
      } else if (kind.replaces && view.type === 'modal') {
        await stack.replace(view, await answerTo(invocation, note));
      } else {
        await showAnswer(answerTo(invocation, next), from);
      }
    },
  };
}
