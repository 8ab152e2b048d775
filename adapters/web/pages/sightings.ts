import { compare } from '../../../src/compare.ts';
import type { Paper, Sighting } from '../../../src/papers/paper.ts';
import { showDay } from '../../../src/text/show-day.ts';

const SOURCES: Readonly<Record<Sighting['source'], string>> = {
  huggingface: 'Hugging Face',
  page: 'a captured page of Hugging Face',
  arxiv: 'arXiv',
  lines: 'an imported list',
};

/** On which days a paper was listed and where, the newest day first: "Mar 3, 2025: Hugging Face, number 4". */
export function sightingsInWords({ seen }: Paper): string[] {
  const dated = seen.flatMap(({ source, listedOn, on, rank }) => {
    const day = listedOn ?? on;
    if (day === undefined) return [];
    const place = rank === undefined ? '' : `, number ${rank}`;
    return [{ day, text: `${showDay(day)}: ${SOURCES[source]}${place}` }];
  });
  dated.sort((a, b) => compare(b.day, a.day) || compare(a.text, b.text));
  return [...new Set(dated.map(({ text }) => text))];
}
