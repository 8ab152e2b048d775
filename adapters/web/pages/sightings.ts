import { compareCodeUnits } from '../../../src/compare.ts';
import type { Paper, SourceRecord } from '../../../src/papers/paper.ts';
import { formatDay } from '../../../src/text/show-day.ts';

const SOURCE_LABELS: Readonly<Record<SourceRecord['source'], string>> = {
  huggingface: 'Hugging Face',
  page: 'a captured page of Hugging Face',
  arxiv: 'arXiv',
  lines: 'an imported list',
};

/** On which days a paper was listed and where, the newest day first: "Mar 3, 2025: Hugging Face, number 4". */
export function describeListings({ seen }: Paper): string[] {
  const dated = seen.flatMap(({ source, listedOn, on, rank }) => {
    const day = listedOn ?? on;
    if (day === undefined) return [];
    const rankText = rank === undefined ? '' : `, number ${rank}`;
    return [{ day, text: `${formatDay(day)}: ${SOURCE_LABELS[source]}${rankText}` }];
  });
  dated.sort((a, b) => compareCodeUnits(b.day, a.day) || compareCodeUnits(a.text, b.text));
  return [...new Set(dated.map(({ text }) => text))];
}
