import { formatByline } from '../papers/byline.ts';
import type { Paper } from '../papers/paper.ts';
import { pluralize } from '../text/counted.ts';
import type { Span } from '../text/span.ts';
import { texToSpans, texToText } from '../text/tex.ts';
import { commandButton } from './action.ts';
import type { AppServices } from './context.ts';
import type { Control, PaperBlock } from './document.ts';
import { paperFacts } from './paper-facts.ts';

/** How a paper stands in a list: what to mark in its title, the sentence to show, and why it is there. */
export interface CompactCardContent {
  readonly title?: readonly Span[];
  readonly sentence?: readonly Span[];
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
  { title, sentence, why, isSaved }: CompactCardContent,
  context: Pick<AppServices, 'actionStore'>,
): PaperBlock {
  return {
    kind: 'paper',
    title: title ?? texToSpans(paper.title),
    url: paperUrl(paper),
    byline: [{ kind: 'text', text: [formatByline(paper), ...formatCounts(paper)].filter(Boolean).join(' · ') }],
    lead: sentence ?? summarySpans(paper),
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
