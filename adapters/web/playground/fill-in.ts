import type { Document } from '../../../src/chat/document.ts';
import type { Field } from '../../../src/chat/form.ts';
import { plainText } from '../../../src/text/span.ts';
import type { Answers } from './answers.ts';
import type { Ask, AskedTo, Outcome } from './deed.ts';
import type { Forms } from './forms.ts';
import type { Sitter } from './people.ts';

interface Dependencies {
  readonly ask: Ask;
  readonly forms: Forms;
  readonly answers: Answers;
}

/** Takes a form that was filled in. Where that is refused it stays open, with what is wrong where. */
export function createFillIn({ ask, forms, answers }: Dependencies) {
  return async (who: Sitter, { form: id, values }: AskedTo<'submit'>): Promise<Outcome> => {
    const one = forms.take(id, who.id);
    const { command, fields, carried } = one.form;
    const asking = { ...one.asking, who };
    const filled = Object.fromEntries(fields.map(({ name }) => [name, values[name]]));
    const answer = await ask(who, asking.place, {
      kind: 'form submitted',
      command: command.name,
      values: { ...carried, ...filled },
    });
    if (answer.kind !== 'reply' || answer.outcome === 'answered') return answers.give(answer, asking);
    forms.putBack(id, one);
    const text = inWords(answer.document);
    return { kind: 'refused', text, fields: wrongAt(fields, { filled, text, wrong: answer.fields ?? {} }) };
  };
}

interface Refused {
  readonly filled: Readonly<Record<string, string | undefined>>;
  readonly text: string;
  readonly wrong: Readonly<Record<string, string>>;
}

/**
 * What is wrong, at the fields that it belongs to. What has no field, or belongs to one that was left empty, was typed into another one, as
 * a filter is into a query: then all is said at the first.
 */
function wrongAt(fields: readonly Field[], { filled, text, wrong }: Refused): Record<string, string> {
  const [first, ...others] = fields;
  const isTyped = ({ name, required }: Field): boolean => required || (filled[name] ?? '').trim() !== '';
  const open = new Set([first, ...others.filter(isTyped)].map((field) => field?.name));
  const placed = Object.entries(wrong).filter(([name]) => open.has(name));
  if (first === undefined || placed.length === Object.keys(wrong).length) return Object.fromEntries(placed);
  return { ...Object.fromEntries(placed), [first.name]: text };
}

/** A refusal as it stands above the form. */
function inWords({ blocks }: Document): string {
  return blocks.flatMap((block) => ('spans' in block ? [plainText(block.spans)] : [])).join('\n');
}
