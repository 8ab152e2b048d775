import type { FetchSuggestions } from '../../src/chat/autocomplete.ts';
import { formatUsage } from '../../src/chat/command.ts';
import { code, type Document, heading, note, prose } from '../../src/chat/document.ts';
import type { ChatResponse, Form, FormField } from '../../src/chat/interaction.ts';
import type { Option, OptionValues } from '../../src/chat/option.ts';
import { escapeText } from './escape.ts';
import { CANCEL, type PromptCompletion } from './prompt.ts';

interface FillInFormDeps {
  /** Returns `undefined` once the input has ended. */
  readonly ask: (
    question: string,
    complete: (typed: string) => Promise<PromptCompletion>,
  ) => Promise<string | undefined>;
  readonly fetchSuggestions: FetchSuggestions;
  readonly submit: (values: OptionValues) => Promise<ChatResponse>;
  readonly show: (document: Document) => void;
}

/** Typed as an answer, it clears the field. */
const CLEAR_VALUE = '-';

/** Asks for the fields of a form one by one and submits it. If it's refused, asks for the invalid fields again. */
export async function fillInForm(
  { command, fields: allFields, hiddenValues }: Form,
  deps: FillInFormDeps,
): Promise<void> {
  const { submit, show } = deps;
  // A terminal is a single channel.
  const fields = allFields.filter(({ option }) => option.kind !== 'channel');
  const values = new Map(fields.flatMap(({ name, value }) => (value ? [[name, value]] : [])));
  const [enter, clear, cancel] = [code('Enter'), code(CLEAR_VALUE), code(CANCEL)];
  const instructions = note(enter, ' keeps the value in brackets, ', clear, ' clears it, ', cancel, ' cancels.');
  show({ blocks: [heading(`/papers ${command.name}`), instructions] });
  for (let fieldsToAsk: readonly FormField[] = fields; ; ) {
    for (const field of fieldsToAsk) {
      if (!(await askForField(field, values, command.name, deps))) return;
    }
    const answer = await submit({ ...hiddenValues, ...Object.fromEntries(values) });
    if (answer.kind !== 'reply') return;
    show(answer.document);
    if (answer.outcome !== 'refused' || fields.length === 0) return;
    const invalidFields = fields.filter(({ name }) => Object.hasOwn(answer.fieldErrors ?? {}, name));
    fieldsToAsk = invalidFields.length > 0 ? invalidFields : fields;
  }
}

/** Asks for a field and stores the answer in `values`. Returns false if the form was canceled or the input ended. */
async function askForField(
  field: FormField,
  values: Map<string, string>,
  command: string,
  { ask, fetchSuggestions, show }: FillInFormDeps,
): Promise<boolean> {
  const { name, option, required } = field;
  do {
    const answer = await ask(formatQuestion(field, values.get(name)), (partial) =>
      completeField(option, partial, () => fetchSuggestions(command, name, partial)),
    );
    if (answer === undefined) return false;
    const typed = answer.trim();
    if (typed === CANCEL) {
      show({ blocks: [prose('Canceled. Nothing was changed.')] });
      return false;
    }
    if (typed === CLEAR_VALUE) values.delete(name);
    else if (typed !== '') values.set(name, typed);
  } while (required && !values.has(name));
  return true;
}

/** Shown instead of a form where no one can fill it in. */
export function describeOneLineUsage({ command }: Form): Document {
  return {
    blocks: [
      prose('Forms need an interactive terminal. Use one line instead: ', code(formatUsage(command))),
      prose('For example: ', code(`/papers ${command.examples[0]}`)),
    ],
  };
}

/** `Topic (What to watch) [robots]: ` */
function formatQuestion({ label, option, required }: FormField, value: string | undefined): string {
  const hints = [option.description, ...describeAllowedValues(option), ...(required ? [] : ['optional'])];
  const currentValue = value === undefined ? '' : ` [${value}]`;
  return escapeText(`${label} (${hints.filter(Boolean).join('; ')})${currentValue}: `);
}

function describeAllowedValues(option: Option): string[] {
  if (option.kind === 'choice') return [option.choices.join(', ')];
  return option.kind === 'integer' ? [`${option.min} to ${option.max}`] : [];
}

async function completeField(
  option: Option,
  partial: string,
  fetchSuggestions: () => ReturnType<FetchSuggestions>,
): Promise<PromptCompletion> {
  if (option.kind === 'choice') {
    return {
      candidates: option.choices.filter((choice) => choice.startsWith(partial.toLowerCase())),
      replacedText: partial,
    };
  }
  if (!option.autocomplete) return { candidates: [], replacedText: partial };
  return { candidates: (await fetchSuggestions()).map(({ value }) => value), replacedText: partial };
}
