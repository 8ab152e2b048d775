import type { FetchSuggestions } from '../../src/chat/autocomplete.ts';
import { formatUsage } from '../../src/chat/command.ts';
import { code, type Document, heading, note, prose } from '../../src/chat/document.ts';
import type { Form, FormField } from '../../src/chat/form.ts';
import type { ChatResponse } from '../../src/chat/interaction.ts';
import type { Option, OptionValues } from '../../src/chat/option.ts';
import { escapeText } from './escape.ts';
import { CANCEL, type PromptCompletion } from './prompt.ts';

interface FillInFormDeps {
  /** The answer to a question; nothing once the input has ended. */
  readonly ask: (
    question: string,
    complete: (typed: string) => Promise<PromptCompletion>,
  ) => Promise<string | undefined>;
  readonly fetchSuggestions: FetchSuggestions;
  readonly submit: (values: OptionValues) => Promise<ChatResponse>;
  readonly show: (document: Document) => void;
}

/** What leaves a field empty in which something stands. */
const CLEAR_VALUE = '-';

/**
 * Asks for what a form asks for, a question a field. Where that is refused, what was wrong is asked for again, with what was typed still
 * there.
 */
export async function fillInForm(
  { command, fields: allFields, hiddenValues }: Form,
  deps: FillInFormDeps,
): Promise<void> {
  const { submit, show } = deps;
  // A terminal is one channel: there is no other to choose.
  const fields = allFields.filter(({ option }) => option.kind !== 'channel');
  const values = new Map(fields.flatMap(({ name, value }) => (value ? [[name, value]] : [])));
  const instructions = [
    ' takes what stands in brackets, ',
    code(CLEAR_VALUE),
    ' leaves it empty, ',
    code(CANCEL),
    ' gives up.',
  ];
  show({ blocks: [heading(`/papers ${command.name}`), note(code('Enter'), ...instructions)] });
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

/** Asks for a field and puts what was typed among the values. False where somebody gave up, or the input has ended. */
async function askForField(
  field: FormField,
  values: Map<string, string>,
  command: string,
  { ask, fetchSuggestions, show }: FillInFormDeps,
): Promise<boolean> {
  const { name, option, required } = field;
  do {
    const typed = await ask(formatQuestion(field, values.get(name)), (partial) =>
      completeField(option, partial, () => fetchSuggestions(command, name, partial)),
    );
    if (typed === undefined) return false;
    if (typed.trim() === CANCEL) {
      show({ blocks: [prose('Given up: nothing was changed.')] });
      return false;
    }
    if (typed.trim() === CLEAR_VALUE) values.delete(name);
    else if (typed.trim() !== '') values.set(name, typed.trim());
  } while (required && !values.has(name));
  return true;
}

/** What is said in the place of a form where nobody is there to fill it in. */
export function describeOneLineUsage({ command }: Form): Document {
  return {
    blocks: [
      prose('There is no terminal to ask at. Say it in one line: ', code(formatUsage(command))),
      prose('For example: ', code(`/papers ${command.examples[0]}`)),
    ],
  };
}

/** `Topic (What to watch) [robots]: ` */
function formatQuestion({ label, option, required }: FormField, value: string | undefined): string {
  const hints = [option.description, ...describeAllowedValues(option), ...(required ? [] : ['may stay empty'])];
  const currentValue = value === undefined ? '' : ` [${value}]`;
  return escapeText(`${label} (${hints.filter(Boolean).join('; ')})${currentValue}: `);
}

/** What may be typed, where that can be said. */
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
  if (option.suggest === undefined) return { candidates: [], replacedText: partial };
  return { candidates: (await fetchSuggestions()).map(({ value }) => value), replacedText: partial };
}
