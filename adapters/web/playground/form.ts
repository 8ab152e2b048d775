import type { Form, FormField } from '../../../src/chat/interaction.ts';
import { parseChannelId } from '../../../src/chat/option.ts';
import { UserError } from '../../../src/runtime/errors.ts';
import { LIMITS } from '../limits.ts';
import type { RequestContext } from './message.ts';
import type { FieldView, FormView } from './protocol.ts';
import { CHANNELS } from './workspace.ts';

interface OpenForm {
  readonly form: Form;
  /** Of the request that opened the form; the reply to the form belongs there too. */
  readonly context: RequestContext;
}

/** Forms that were opened and not yet submitted. A form belongs to a person, in any of their tabs. */
export interface OpenForms {
  open(openForm: OpenForm): string;
  /** @throws UserError if this person has no such form */
  get(id: string, userId: string): OpenForm;
  /** Removes the form, so that it is submitted once. @throws UserError if this person has no such form */
  take(id: string, userId: string): OpenForm;
  putBack(id: string, openForm: OpenForm): void;
}

const FORM_EXPIRED_MESSAGE =
  'This form has expired. Copy what you want to keep, close the form, and run the command again.';

export function createOpenForms(newId: () => string): OpenForms {
  const formsById = new Map<string, OpenForm>();

  /** Deletes the oldest form beyond a limit: closing a form in the browser sends nothing. */
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
    if (openForm?.context.user.id !== userId) throw new UserError(FORM_EXPIRED_MESSAGE);
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

export function toFormView(id: string, { command, fields }: Form): FormView {
  return { id, title: `/papers ${command.name}`, description: command.description, fields: fields.map(toFieldView) };
}

function toFieldView(field: FormField): FieldView {
  const { name, label, required, option } = field;
  const { description } = option;
  return { name, label, description, required, value: initialValue(field), input: toFieldInput(field) };
}

/** Channels and choices must equal one of the values in the list. */
function initialValue({ option, value = '' }: FormField): string {
  if (option.kind === 'channel') return parseChannelId(option, value) ?? '';
  if (option.kind !== 'choice') return value;
  return option.choices.find((choice) => choice.toLowerCase() === value.toLowerCase()) ?? '';
}

function toFieldInput({ option }: FormField): FieldView['input'] {
  switch (option.kind) {
    case 'text':
      if (option.isRestrictedToSuggestions) return { kind: 'must-match' };
      return { kind: option.autocomplete ? 'suggested' : 'text' };
    case 'integer':
      return { kind: 'number', min: option.min, max: option.max };
    case 'choice':
      return { kind: 'choice', choices: option.choices.map((choice) => ({ label: choice, value: choice })) };
    case 'channel':
      return { kind: 'choice', choices: CHANNELS.map(({ id, name }) => ({ label: `#${name}`, value: id })) };
  }
}
