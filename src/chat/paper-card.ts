import { linkedArtifactUrl } from '../papers/links.ts';
import { formatByline, hasModelKeywords, type Paper } from '../papers/paper.ts';
import { PAPER_SITES } from '../papers/sites.ts';
import { formatDay, pluralize } from '../text/format.ts';
import type { Span } from '../text/spans.ts';
import { texToSpans, texToText } from '../text/tex/index.ts';
import { commandButton } from './action.ts';
import { type Control, type Fact, type PaperBlock, text } from './document.ts';

/** What a list shows of a paper instead of the defaults. */
export interface CompactCardContent {
  readonly title?: readonly Span[];
  readonly snippet?: readonly Span[];
  readonly why?: readonly Span[];
  /** It is in the person's reading list, so the card has Remove instead of Save. */
  readonly isSaved?: boolean;
}

/** A paper on its own, with everything that is known about it. */
export function paperCard(paper: Paper, why: readonly Span[] = []): PaperBlock {
  return {
    ...compactPaperCard(paper, { why }),
    abstract: texToSpans(paper.abstract),
    facts: paperFacts(paper),
    links: paperLinks(paper),
    controls: paperButtons(
      ['discuss', 'related', 'save', 'share', ...(hasComments(paper) ? ['comments' as const] : [])],
      paper,
    ),
  };
}

/**
 * A paper in a list: title, byline, one sentence, and five buttons, the most that fit in a Discord row or a Slack menu.
 */
export function compactPaperCard(paper: Paper, { title, snippet, why, isSaved }: CompactCardContent = {}): PaperBlock {
  return {
    kind: 'paper',
    title: title ?? texToSpans(paper.title),
    url: paperUrl(paper),
    byline: [{ kind: 'text', text: [formatByline(paper), ...formatCounts(paper)].filter(Boolean).join(' · ') }],
    lead: snippet ?? summarySpans(paper),
    facts: [],
    links: [],
    controls: paperButtons(['show', 'discuss', 'related', 'share', isSaved ? 'unsave' : 'save'], paper),
    ...(why && why.length > 0 && { why }),
    ...(paper.thumbnail && { thumbnail: { url: paper.thumbnail, alt: texToText(paper.title) } }),
  };
}

const BUTTON_LABELS = {
  show: 'Open',
  discuss: 'Discuss',
  related: 'Related',
  share: 'Share',
  save: 'Save',
  unsave: 'Remove',
  comments: 'Comments',
} as const;

function paperButtons(names: readonly (keyof typeof BUTTON_LABELS)[], { id }: Paper): Control[] {
  return names.map((name) => commandButton(BUTTON_LABELS[name], `${name} ${id}`));
}

/** The paper's page, or a search for its title. */
export function paperUrl({ links, title }: Paper): string {
  const pages = PAPER_SITES.flatMap(({ key }) => links[key] ?? []);
  return pages[0] ?? `https://huggingface.co/papers?q=${encodeURIComponent(texToText(title))}`;
}

function summarySpans({ summary }: Paper): Span[] {
  const mark: Span[] = summary.by === 'model' ? [{ kind: 'emphasis', text: 'AI summary: ' }] : [];
  return [...mark, ...texToSpans(summary.text)];
}

/** "40 upvotes", "1 comment". */
function formatCounts({ upvotes, comments, codeStars }: Paper): string[] {
  return Object.entries({ upvote: upvotes, comment: comments, star: codeStars }).flatMap(([noun, count]) =>
    count === undefined ? [] : [pluralize(count, noun)],
  );
}

/** Comments are read from the paper's page on Hugging Face. */
function hasComments({ comments = 0, links }: Paper): boolean {
  return comments > 0 && links.huggingFace !== undefined;
}

export function paperLinks(paper: Paper): PaperBlock['links'] {
  const { pdf, code, project } = paper.links;
  const pages = PAPER_SITES.flatMap(({ key, title: label }) => ({ label, url: paper.links[key] }));
  const links = [
    ...pages,
    ...[
      { label: 'PDF', url: pdf },
      { label: 'Code', url: code },
      { label: 'Project', url: project },
    ],
    { label: 'Find on Hugging Face', url: pages.some(({ url }) => url) ? undefined : paperUrl(paper) },
  ];
  return links.flatMap(({ label, url }) => (url === undefined ? [] : [{ label, url }]));
}

/** Papers have up to hundreds of models, datasets and Spaces. */
const MAX_LINKED_NAMES = 3;

const LINKED_LABELS = { models: 'Models', datasets: 'Datasets', spaces: 'Spaces' } as const;

/** What the card shows below the abstract: keywords, arXiv version, and linked models, datasets and Spaces. */
export function paperFacts(paper: Paper): Fact[] {
  return [...keywordFacts(paper), ...arxivFacts(paper), ...linkedFacts(paper)];
}

function keywordFacts(paper: Paper): Fact[] {
  if (paper.keywords.length === 0) return [];
  return [
    {
      label: hasModelKeywords(paper) ? 'AI keywords' : 'Keywords',
      spans: [text(paper.keywords.join(', '))],
    },
  ];
}

/** "cs.LG, cs.AI · v3, updated Jun 3, 2025". The date of the first version is in the byline. */
function arxivFacts({ categories = [], version, updatedOn }: Paper): Fact[] {
  const updated = updatedOn === undefined || version === 1 ? undefined : `updated ${formatDay(updatedOn)}`;
  const edition = [version === undefined ? undefined : `v${version}`, updated].filter(Boolean).join(', ');
  const description = [categories.join(', '), edition].filter(Boolean).join(' · ');
  return description === '' ? [] : [{ label: 'arXiv', spans: [text(description)] }];
}

/** "Models (12): nvidia/walker, gpt2 and 10 more", likewise datasets and Spaces. */
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
    const rest = shown.length === 0 ? 'see its page on Hugging Face' : ` and ${more} more`;
    return [{ label: `${LINKED_LABELS[kind]} (${all})`, spans: more === 0 ? spans : [...spans, text(rest)] }];
  });
}

function linkSpan(name: string, url: string | undefined): Span {
  return url === undefined ? text(name) : { kind: 'link', text: name, url };
}
