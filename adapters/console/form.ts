import type { Option } from '../../src/chat/command.ts';
import type { Suggest } from '../../src/chat/complete.ts';
import { code, type Document, heading, note, prose } from '../../src/chat/document.ts';
import type { Field, Form } from '../../src/chat/form.ts';
import type { Answer, OptionValues } from '../../src/chat/invocation.ts';
import { usageOf } from '../../src/chat/usage.ts';
import { escapeText } from './escape.ts';
import { type Completion, GIVE_UP } from './prompt.ts';

interface Asking {
  /** The answer to a question; nothing once the input has ended. */
  readonly ask: (question: string, complete: (typed: string) => Promise<Completion>) => Promise<string | undefined>;
  readonly suggest: Suggest;
  readonly submit: (values: OptionValues) => Promise<Answer>;
  readonly show: (document: Document) => void;
}

/** What leaves a field empty in which something stands. */
const EMPTY = '-';

/**
 * Asks for what a form asks for, a question a field. Where that is refused, what was wrong is asked for again, with what was typed still
 * there.
 */
export async function fillIn({ command, fields: all, carried }: Form, asking: Asking): Promise<void> {
  const { submit, show } = asking;
  // A terminal is one channel: there is no other to choose.
  const fields = all.filter(({ option }) => option.kind !== 'channel');
  const values = new Map(fields.flatMap(({ name, value }) => (value ? [[name, value]] : [])));
  const keys = [' takes what stands in brackets, ', code(EMPTY), ' leaves it empty, ', code(GIVE_UP), ' gives up.'];
  show({ blocks: [heading(`/papers ${command.name}`), note(code('Enter'), ...keys)] });
  for (let asked: readonly Field[] = fields; ; ) {
    for (const field of asked) {
      if (!(await askFor(field, values, command.name, asking))) return;
    }
    const answer = await submit({ ...carried, ...Object.fromEntries(values) });
    if (answer.kind !== 'reply') return;
    show(answer.document);
    if (answer.outcome !== 'refused' || fields.length === 0) return;
    const wrong = fields.filter(({ name }) => Object.hasOwn(answer.fields ?? {}, name));
    asked = wrong.length > 0 ? wrong : fields;
  }
}

/** Asks for a field and puts what was typed among the values. False where somebody gave up, or the input has ended. */
async function askFor(
  field: Field,
  values: Map<string, string>,
  command: string,
  { ask, suggest, show }: Asking,
): Promise<boolean> {
  const { name, option, required } = field;
  do {
    const typed = await ask(questionOf(field, values.get(name)), (partial) =>
      completeField(option, partial, () => suggest(command, name, partial)),
    );
    if (typed === undefined) return false;
    if (typed.trim() === GIVE_UP) {
      show({ blocks: [prose('Given up: nothing was changed.')] });
      return false;
    }
    if (typed.trim() === EMPTY) values.delete(name);
    else if (typed.trim() !== '') values.set(name, typed.trim());
  } while (required && !values.has(name));
  return true;
}

/** What is said in the place of a form where nobody is there to fill it in. */
export function inOneLine({ command }: Form): Document {
  return {
    blocks: [
      prose('There is no terminal to ask at. Say it in one line: ', code(usageOf(command))),
      prose('For example: ', code(`/papers ${command.examples[0]}`)),
    ],
  };
}

/** `Topic (What to watch) [robots]: ` */
function questionOf({ label, option, required }: Field, value: string | undefined): string {
  const hints = [option.description, ...valuesOf(option), ...(required ? [] : ['may stay empty'])];
  const standing = value === undefined ? '' : ` [${value}]`;
  return escapeText(`${label} (${hints.filter(Boolean).join('; ')})${standing}: `);
}

/** What may be typed, where that can be said. */
function valuesOf(option: Option): string[] {
  if (option.kind === 'choice') return [option.choices.join(', ')];
  return option.kind === 'integer' ? [`${option.min} to ${option.max}`] : [];
}

async function completeField(option: Option, partial: string, suggest: () => ReturnType<Suggest>): Promise<Completion> {
  if (option.kind === 'choice') {
    return { offers: option.choices.filter((choice) => choice.startsWith(partial.toLowerCase())), on: partial };
  }
  if (option.suggest === undefined) return { offers: [], on: partial };
  return { offers: (await suggest()).map(({ value }) => value), on: partial };
}
