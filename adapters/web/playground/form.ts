import type { Form, FormField } from '../../../src/chat/form.ts';
import { parseChannelId } from '../../../src/chat/option.ts';
import { UserError } from '../../../src/runtime/errors.ts';
import { LIMITS } from '../limits.ts';
import type { RequestContext } from './message.ts';
import type { FieldView, FormView } from './protocol.ts';
import { CHANNELS } from './workspace.ts';

/** A form that somebody has before them, and for what its answer will be. */
interface OpenForm {
  readonly form: Form;
  readonly context: RequestContext;
}

/** The forms that are open. They belong to whoever asked for them, whichever of their tabs they fill them in at. */
export interface OpenForms {
  open(openForm: OpenForm): string;
  /** @throws UserError where this person has no such form */
  get(id: string, userId: string): OpenForm;
  /** Gives a form out of hand, so that it is worked on once. @throws UserError where this person has no such form */
  take(id: string, userId: string): OpenForm;
  putBack(id: string, openForm: OpenForm): void;
}

const FORM_CLOSED_MESSAGE =
  'This form is not open any more. Copy from it what you want to keep, close it, and send the command again.';

/** Keeps so many open in all and of one person (`LIMITS`), the newest; the oldest is forgotten. */
export function createOpenForms(newId: () => string): OpenForms {
  const formsById = new Map<string, OpenForm>();

  /** What nobody closes is forgotten: of a form that is put away in the browser nothing is heard again. */
  const evictOldest = (userId: string): void => {
    const ids = [...formsById.keys()];
    const userFormIds = ids.filter((id) => formsById.get(id)?.context.user.id === userId);
    const oldest =
      userFormIds.length > LIMITS.openFormsPerUser
        ? userFormIds[0]
        : ids.length > LIMITS.openForms
          ? ids[0]
          : undefined;
    if (oldest !== undefined) formsById.delete(oldest);
  };

  const get: OpenForms['get'] = (id, userId) => {
    const openForm = formsById.get(id);
    if (openForm?.context.user.id !== userId) throw new UserError(FORM_CLOSED_MESSAGE);
    return openForm;
  };

  const putBack: OpenForms['putBack'] = (id, openForm) => {
    formsById.set(id, openForm);
    evictOldest(openForm.context.user.id);
  };

  return {
    get,
    putBack,
    open(openForm) {
      const id = newId();
      putBack(id, openForm);
      return id;
    },
    take(id, userId) {
      const openForm = get(id, userId);
      formsById.delete(id);
      return openForm;
    },
  };
}

/** A form as the page draws it. */
export function toFormView(id: string, { command, fields }: Form): FormView {
  return { id, title: `/papers ${command.name}`, description: command.description, fields: fields.map(toFieldView) };
}

function toFieldView(field: FormField): FieldView {
  const { name, label, required, option } = field;
  return { name, label, note: option.description, required, value: initialValue(field), input: toFieldInput(field) };
}

/** A choice is one as it is offered, however it was typed. */
function initialValue({ option, value = '' }: FormField): string {
  if (option.kind === 'channel') return parseChannelId(option, value) ?? '';
  if (option.kind !== 'choice') return value;
  return option.choices.find((choice) => choice.toLowerCase() === value.toLowerCase()) ?? '';
}

function toFieldInput({ option }: FormField): FieldView['input'] {
  switch (option.kind) {
    case 'text':
      return { kind: option.isRestrictedToSuggestions ? 'list' : option.suggest === undefined ? 'text' : 'suggested' };
    case 'integer':
      return { kind: 'number', min: option.min, max: option.max };
    case 'choice':
      return { kind: 'choice', choices: option.choices.map((choice) => ({ label: choice, value: choice })) };
    case 'channel':
      return { kind: 'choice', choices: CHANNELS.map(({ id, name }) => ({ label: `#${name}`, value: id })) };
  }
}
