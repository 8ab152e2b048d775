import type { Paper } from './paper.ts';

/** Whether a model chose the paper's keywords: those of Hugging Face are (`ai_keywords` in its API). */
export function hasModelKeywords({ keywords, seen }: Paper): boolean {
  // The newest sighting that has keywords is where the paper's are from, and `seen` has the newest first.
  return keywords.length > 0 && seen.find((record) => record.keywords !== undefined)?.source === 'huggingface';
}
