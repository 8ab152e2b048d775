import { keywordsByModel } from '../papers/keywords-by-model.ts';
import { linkedPage } from '../papers/links.ts';
import type { Paper } from '../papers/paper.ts';
import { showDay } from '../text/show-day.ts';
import type { Span } from '../text/span.ts';
import { type Fact, text } from './document.ts';

/** So many linked models, datasets or Spaces are named; papers have up to hundreds. */
const MOST_NAMED = 3;

const LINKED = { models: 'Models', datasets: 'Datasets', spaces: 'Spaces' } as const;

/** What a paper's own card says below its abstract: keywords, how it stands on arXiv, and what Hugging Face has that goes with it. */
export function paperFacts(paper: Paper): Fact[] {
  return [...keywords(paper), ...onArxiv(paper), ...linked(paper)];
}

/** Keywords that a model chose are marked as such. */
function keywords(paper: Paper): Fact[] {
  if (paper.keywords.length === 0) return [];
  return [{ label: keywordsByModel(paper) ? 'AI keywords' : 'Keywords', spans: [text(paper.keywords.join(', '))] }];
}

/** "cs.LG, cs.AI · v3, updated Jun 3, 2025". The day of the first version is the day of publication, and stands above. */
function onArxiv({ categories = [], version, updatedOn }: Paper): Fact[] {
  const updated = updatedOn === undefined || version === 1 ? undefined : `updated ${showDay(updatedOn)}`;
  const edition = [version === undefined ? undefined : `v${version}`, updated].filter(Boolean).join(', ');
  const said = [categories.join(', '), edition].filter(Boolean).join(' · ');
  return said === '' ? [] : [{ label: 'arXiv', spans: [text(said)] }];
}

/** A fact for each kind of thing that goes with the paper: how many there are, and the way to the first. */
function linked({ linked = {} }: Paper): Fact[] {
  return (['models', 'datasets', 'spaces'] as const).flatMap((kind) => {
    const { total = 0, names = [] } = linked[kind] ?? {};
    const all = Math.max(total, names.length);
    if (all === 0) return [];
    const shown = names.slice(0, MOST_NAMED);
    const spans = shown.flatMap((name, at): Span[] => [
      ...(at === 0 ? [] : [text(', ')]),
      named(name, linkedPage(kind, name)),
    ]);
    const more = all - shown.length;
    const rest = shown.length === 0 ? 'on its page at Hugging Face' : ` and ${more} more`;
    return [{ label: `${LINKED[kind]} (${all})`, spans: more === 0 ? spans : [...spans, text(rest)] }];
  });
}

function named(name: string, url: string | undefined): Span {
  return url === undefined ? text(name) : { kind: 'link', text: name, url };
}
