import { hasModelKeywords } from '../papers/keywords-by-model.ts';
import { linkedArtifactUrl } from '../papers/links.ts';
import type { Paper } from '../papers/paper.ts';
import { formatDay } from '../text/show-day.ts';
import type { Span } from '../text/span.ts';
import { type Fact, text } from './document.ts';

/** So many linked models, datasets or Spaces are named; papers have up to hundreds. */
const MAX_LINKED_NAMES = 3;

const LINKED_LABELS = { models: 'Models', datasets: 'Datasets', spaces: 'Spaces' } as const;

/** What a paper's own card says below its abstract: keywords, how it stands on arXiv, and what Hugging Face has that goes with it. */
export function paperFacts(paper: Paper): Fact[] {
  return [...keywordFacts(paper), ...arxivFacts(paper), ...linkedFacts(paper)];
}

/** Keywords that a model chose are marked as such. */
function keywordFacts(paper: Paper): Fact[] {
  if (paper.keywords.length === 0) return [];
  return [{ label: hasModelKeywords(paper) ? 'AI keywords' : 'Keywords', spans: [text(paper.keywords.join(', '))] }];
}

/** "cs.LG, cs.AI · v3, updated Jun 3, 2025". The day of the first version is the day of publication, and stands above. */
function arxivFacts({ categories = [], version, updatedOn }: Paper): Fact[] {
  const updated = updatedOn === undefined || version === 1 ? undefined : `updated ${formatDay(updatedOn)}`;
  const edition = [version === undefined ? undefined : `v${version}`, updated].filter(Boolean).join(', ');
  const description = [categories.join(', '), edition].filter(Boolean).join(' · ');
  return description === '' ? [] : [{ label: 'arXiv', spans: [text(description)] }];
}

/** A fact for each kind of thing that goes with the paper: how many there are, and the way to the first. */
function linkedFacts({ linked = {} }: Paper): Fact[] {
  return (['models', 'datasets', 'spaces'] as const).flatMap((kind) => {
    const { total = 0, names = [] } = linked[kind] ?? {};
    const all = Math.max(total, names.length);
    if (all === 0) return [];
    const shown = names.slice(0, MAX_LINKED_NAMES);
    const spans = shown.flatMap((name, at): Span[] => [
      ...(at === 0 ? [] : [text(', ')]),
      linkSpan(name, linkedArtifactUrl(kind, name)),
    ]);
    const more = all - shown.length;
    const rest = shown.length === 0 ? 'on its page at Hugging Face' : ` and ${more} more`;
    return [{ label: `${LINKED_LABELS[kind]} (${all})`, spans: more === 0 ? spans : [...spans, text(rest)] }];
  });
}

function linkSpan(name: string, url: string | undefined): Span {
  return url === undefined ? text(name) : { kind: 'link', text: name, url };
}
