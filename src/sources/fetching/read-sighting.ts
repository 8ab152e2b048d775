import type { z } from 'zod';
import type { FullSighting } from '../../papers/paper.ts';
import { LONGEST_ABSTRACT, LONGEST_TITLE, Sighting } from '../../papers/paper.ts';
import { oneLine } from './said.ts';

/** What an entry says of a paper, or in a sentence why it says nothing. */
export type EntryReading = { readonly sighting: FullSighting } | { readonly refused: string };

type Field = Exclude<keyof Sighting, 'id' | 'source' | 'at' | 'on' | 'title' | 'abstract'>;

/** What a source says beside the id and the texts of a paper; what is `undefined` is not known. */
export type Said = { readonly [K in Field]?: Sighting[K] | undefined };

export interface Entry {
  readonly source: 'huggingface' | 'arxiv';
  readonly now: Date;
  /** Without its version. */
  readonly id: string;
  readonly title: unknown;
  readonly abstract: unknown;
  readonly said: Said;
}

/** An entry needs its texts; whatever else of it does not fit a sighting is left out. */
export function readSighting({ source, now, id, title, abstract, said }: Entry): EntryReading {
  const texts = { title: readText(title, LONGEST_TITLE), abstract: readText(abstract, LONGEST_ABSTRACT) };
  const wrong = Object.entries(texts).flatMap(([name, text]) => ('wrong' in text ? [`its ${name} ${text.wrong}`] : []));
  if ('wrong' in texts.title || 'wrong' in texts.abstract) return { refused: `${id}: ${wrong.join(', and ')}.` };
  const fitting = Object.entries(said).filter(([name, value]) => fits(name as Field, value));
  const at = now.toISOString();
  return {
    sighting: {
      source,
      at,
      on: at.slice(0, 10),
      id,
      title: texts.title.text,
      abstract: texts.abstract.text,
      ...Object.fromEntries(fitting),
    },
  };
}

function readText(value: unknown, most: number): { readonly text: string } | { readonly wrong: string } {
  if (value === undefined || value === null) return { wrong: 'is missing' };
  if (typeof value !== 'string') return { wrong: 'is no text' };
  const text = oneLine(value);
  if (text === '') return { wrong: 'is empty' };
  return text.length > most ? { wrong: `has ${text.length} characters, and ${most} are the most` } : { text };
}

function fits(name: Field, value: unknown): boolean {
  if (value === undefined) return false;
  const schema: z.ZodType = Sighting.shape[name];
  return schema.safeParse(value).success;
}
