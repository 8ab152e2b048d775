import { linkedArtifactUrl } from '../papers/links.ts';
import { formatByline, hasModelKeywords, type Paper } from '../papers/paper.ts';
import { formatDay, pluralize } from '../text/format.ts';
import type { Span } from '../text/spans.ts';
import { texToSpans, texToText } from '../text/tex/index.ts';
import { commandButton } from './action.ts';
import type { AppServices } from './context.ts';
import { type Control, type Fact, type PaperBlock, text } from './document.ts';

/** How a paper stands in a list: what to mark in its title, the sentence to show, and why it is there. */
export interface CompactCardContent {
  readonly title?: readonly Span[];
  readonly snippet?: readonly Span[];
  readonly why?: readonly Span[];
  /** It is in a list of what somebody saved, so it may be taken out of it. */
  readonly isSaved?: boolean;
}

/** A paper by itself, with all that is known of it. */
export function paperCard(
  paper: Paper,
  context: Pick<AppServices, 'actionStore'>,
  why: readonly Span[] = [],
): PaperBlock {
  return {
    ...compactPaperCard(paper, { why }, context),
    abstract: texToSpans(paper.abstract),
    facts: paperFacts(paper),
    links: paperLinks(paper),
    controls: paperButtons(
      ['discuss', 'related', 'save', 'share', ...(hasComments(paper) ? ['comments' as const] : [])],
      paper,
      context,
    ),
  };
}

/** A paper in a list: title, byline, one sentence, and buttons that lead on. They are five, as many as a menu of Slack and a row of Discord hold. */
export function compactPaperCard(
  paper: Paper,
  { title, snippet, why, isSaved }: CompactCardContent,
  context: Pick<AppServices, 'actionStore'>,
): PaperBlock {
  return {
    kind: 'paper',
    title: title ?? texToSpans(paper.title),
    url: paperUrl(paper),
    byline: [{ kind: 'text', text: [formatByline(paper), ...formatCounts(paper)].filter(Boolean).join(' · ') }],
    lead: snippet ?? summarySpans(paper),
    facts: [],
    links: [],
    controls: paperButtons(['show', 'discuss', 'related', 'share', isSaved ? 'unsave' : 'save'], paper, context),
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

/** Buttons that call these commands on a paper. */
function paperButtons(
  names: readonly (keyof typeof BUTTON_LABELS)[],
  { id }: Paper,
  { actionStore }: Pick<AppServices, 'actionStore'>,
): Control[] {
  return names.map((name) =>
    commandButton(BUTTON_LABELS[name], { text: `${name} ${id}`, replacesOriginal: false }, actionStore),
  );
}

/** The paper's page; where its id is not known, the search that finds it. */
export function paperUrl({ links, title }: Paper): string {
  return links.huggingFace ?? links.arxiv ?? `https://huggingface.co/papers?q=${encodeURIComponent(texToText(title))}`;
}

/** A summary that a model wrote is marked as such. */
function summarySpans({ summary }: Paper): Span[] {
  const mark: Span[] = summary.by === 'model' ? [{ kind: 'emphasis', text: 'AI summary: ' }] : [];
  return [...mark, ...texToSpans(summary.text)];
}

/** "40 upvotes", "1 comment". */
function formatCounts({ upvotes, comments, codeStars }: Paper): string[] {
  return Object.entries({ upvote: upvotes, comment: comments, star: codeStars }).flatMap(([one, count]) =>
    count === undefined ? [] : [pluralize(count, one)],
  );
}

/** Whether there is something to read where comments are asked for: they stand on the paper's page at Hugging Face. */
function hasComments({ comments = 0, links }: Paper): boolean {
  return comments > 0 && links.huggingFace !== undefined;
}

/** Where there is more of a paper, each with its label. */
export function paperLinks(paper: Paper): PaperBlock['links'] {
  const { huggingFace, arxiv, pdf, code, project } = paper.links;
  const labelled = {
    'Hugging Face': huggingFace,
    arXiv: arxiv,
    PDF: pdf,
    Code: code,
    Project: project,
    'Find on Hugging Face': huggingFace || arxiv ? undefined : paperUrl(paper),
  };
  return Object.entries(labelled).flatMap(([label, url]) => (url === undefined ? [] : [{ label, url }]));
}

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
