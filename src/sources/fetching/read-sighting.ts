import type { z } from 'zod';
import type { FullSourceRecord } from '../../papers/paper.ts';
import { MAX_ABSTRACT_LENGTH, MAX_TITLE_LENGTH, SourceRecord } from '../../papers/paper.ts';
import { toSingleLine } from './said.ts';

/** What an entry says of a paper, or in a sentence why it says nothing. */
export type EntryResult = { readonly record: FullSourceRecord } | { readonly skipReason: string };

type RecordField = Exclude<keyof SourceRecord, 'id' | 'source' | 'at' | 'on' | 'title' | 'abstract'>;

/** What a source says beside the id and the texts of a paper; what is `undefined` is not known. */
export type RecordFields = { readonly [K in RecordField]?: SourceRecord[K] | undefined };

export interface SourceEntry {
  readonly source: 'huggingface' | 'arxiv';
  readonly now: Date;
  /** Without its version. */
  readonly id: string;
  readonly title: unknown;
  readonly abstract: unknown;
  readonly fields: RecordFields;
}

/** An entry needs its texts; whatever else of it does not fit a sighting is left out. */
export function toSourceRecord({ source, now, id, title, abstract, fields }: SourceEntry): EntryResult {
  const texts = { title: parseText(title, MAX_TITLE_LENGTH), abstract: parseText(abstract, MAX_ABSTRACT_LENGTH) };
  const errors = Object.entries(texts).flatMap(([name, text]) =>
    'error' in text ? [`its ${name} ${text.error}`] : [],
  );
  if ('error' in texts.title || 'error' in texts.abstract) return { skipReason: `${id}: ${errors.join(', and ')}.` };
  const validFields = Object.entries(fields).filter(([name, value]) => isValidField(name as RecordField, value));
  const at = now.toISOString();
  return {
    record: {
      source,
      at,
      on: at.slice(0, 10),
      id,
      title: texts.title.text,
      abstract: texts.abstract.text,
      ...Object.fromEntries(validFields),
    },
  };
}

function parseText(value: unknown, maxLength: number): { readonly text: string } | { readonly error: string } {
  if (value === undefined || value === null) return { error: 'is missing' };
  if (typeof value !== 'string') return { error: 'is no text' };
  const text = toSingleLine(value);
  if (text === '') return { error: 'is empty' };
  return text.length > maxLength ? { error: `has ${text.length} characters, and ${maxLength} are the most` } : { text };
}

function isValidField(name: RecordField, value: unknown): boolean {
  if (value === undefined) return false;
  const schema: z.ZodType = SourceRecord.shape[name];
  return schema.safeParse(value).success;
}
