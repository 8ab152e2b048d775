import type { Document } from '../../../src/chat/document.ts';
import type { FormField } from '../../../src/chat/form.ts';
import { spansToText } from '../../../src/text/span.ts';
import type { ReplySender } from './answers.ts';
import type { DispatchAs, TabRequestOf, TabResponse } from './deed.ts';
import type { OpenForms } from './forms.ts';
import type { PlaygroundUser } from './people.ts';

interface SubmitDeps {
  readonly dispatchAs: DispatchAs;
  readonly openForms: OpenForms;
  readonly replySender: ReplySender;
}

/** Takes a form that was filled in. Where that is refused it stays open, with what is wrong where. */
export function createSubmitHandler({ dispatchAs, openForms, replySender }: SubmitDeps) {
  return async (user: PlaygroundUser, { form: formId, values }: TabRequestOf<'submit'>): Promise<TabResponse> => {
    const openForm = openForms.take(formId, user.id);
    const { command, fields, hiddenValues } = openForm.form;
    const context = { ...openForm.context, user };
    const submitted = Object.fromEntries(fields.map(({ name }) => [name, values[name]]));
    const result = await dispatchAs(user, context.place, {
      kind: 'form-submitted',
      command: command.name,
      values: { ...hiddenValues, ...submitted },
    });
    if (result.kind !== 'reply' || result.outcome === 'answered') return replySender.deliver(result, context);
    openForms.putBack(formId, openForm);
    const message = describeRefusal(result.document);
    return {
      kind: 'refused',
      text: message,
      fields: placeFieldErrors(fields, { submitted, message, fieldErrors: result.fieldErrors ?? {} }),
    };
  };
}

interface SubmitErrors {
  readonly submitted: Readonly<Record<string, string | undefined>>;
  readonly message: string;
  readonly fieldErrors: Readonly<Record<string, string>>;
}

/**
 * What is wrong, at the fields that it belongs to. What has no field, or belongs to one that was left empty, was typed into another one, as
 * a filter is into a query: then all is said at the first.
 */
function placeFieldErrors(
  fields: readonly FormField[],
  { submitted, message, fieldErrors }: SubmitErrors,
): Record<string, string> {
  const [first, ...others] = fields;
  const isFilledIn = ({ name, required }: FormField): boolean => required || (submitted[name] ?? '').trim() !== '';
  const eligible = new Set([first, ...others.filter(isFilledIn)].map((field) => field?.name));
  const placed = Object.entries(fieldErrors).filter(([name]) => eligible.has(name));
  if (first === undefined || placed.length === Object.keys(fieldErrors).length) return Object.fromEntries(placed);
  return { ...Object.fromEntries(placed), [first.name]: message };
}

/** A refusal as it stands above the form. */
function describeRefusal({ blocks }: Document): string {
  return blocks.flatMap((block) => ('spans' in block ? [spansToText(block.spans)] : [])).join('\n');
}
