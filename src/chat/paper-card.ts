import { byline } from '../papers/byline.ts';
import type { Paper } from '../papers/paper.ts';
import { counted } from '../text/counted.ts';
import type { Span } from '../text/span.ts';
import { texToSpans, texToText } from '../text/tex.ts';
import { callButton } from './action.ts';
import type { Core } from './context.ts';
import type { Control, PaperBlock } from './document.ts';
import { paperFacts } from './paper-facts.ts';

/** How a paper stands in a list: what to mark in its title, the sentence to show, and why it is there. */
export interface Listed {
  readonly title?: readonly Span[];
  readonly sentence?: readonly Span[];
  readonly why?: readonly Span[];
  /** It is in a list of what somebody saved, so it may be taken out of it. */
  readonly isSaved?: boolean;
}

/** A paper by itself, with all that is known of it. */
export function paperCard(paper: Paper, context: Pick<Core, 'keepsakes'>, why: readonly Span[] = []): PaperBlock {
  return {
    ...listedPaper(paper, { why }, context),
    abstract: texToSpans(paper.abstract),
    facts: paperFacts(paper),
    links: links(paper),
    controls: calls(
      ['discuss', 'related', 'save', 'share', ...(hasComments(paper) ? ['comments' as const] : [])],
      paper,
      context,
    ),
  };
}

/** A paper in a list: title, byline, one sentence, and buttons that lead on. They are five, as many as a menu of Slack and a row of Discord hold. */
export function listedPaper(
  paper: Paper,
  { title, sentence, why, isSaved }: Listed,
  context: Pick<Core, 'keepsakes'>,
): PaperBlock {
  return {
    kind: 'paper',
    title: title ?? texToSpans(paper.title),
    url: homepage(paper),
    byline: [{ kind: 'text', text: [byline(paper), ...counts(paper)].filter(Boolean).join(' · ') }],
    lead: sentence ?? summary(paper),
    facts: [],
    links: [],
    controls: calls(['show', 'discuss', 'related', 'share', isSaved ? 'unsave' : 'save'], paper, context),
    ...(why && why.length > 0 && { why }),
    ...(paper.thumbnail && { thumbnail: { url: paper.thumbnail, alt: texToText(paper.title) } }),
  };
}

const LABELS = {
  show: 'Open',
  discuss: 'Discuss',
  related: 'Related',
  share: 'Share',
  save: 'Save',
  unsave: 'Remove',
  comments: 'Comments',
} as const;

/** Buttons that call these commands on a paper. */
function calls(
  names: readonly (keyof typeof LABELS)[],
  { id }: Paper,
  { keepsakes }: Pick<Core, 'keepsakes'>,
): Control[] {
  return names.map((name) => callButton(LABELS[name], { text: `${name} ${id}`, replaces: false }, keepsakes));
}

/** The paper's page; where its id is not known, the search that finds it. */
export function homepage({ links, title }: Paper): string {
  return links.huggingFace ?? links.arxiv ?? `https://huggingface.co/papers?q=${encodeURIComponent(texToText(title))}`;
}

/** A summary that a model wrote is marked as such. */
function summary({ summary }: Paper): Span[] {
  const mark: Span[] = summary.by === 'model' ? [{ kind: 'emphasis', text: 'AI summary: ' }] : [];
  return [...mark, ...texToSpans(summary.text)];
}

/** "40 upvotes", "1 comment". */
function counts({ upvotes, comments, codeStars }: Paper): string[] {
  return Object.entries({ upvote: upvotes, comment: comments, star: codeStars }).flatMap(([one, count]) =>
    count === undefined ? [] : [counted(count, one)],
  );
}

/** Whether there is something to read where comments are asked for: they stand on the paper's page at Hugging Face. */
function hasComments({ comments = 0, links }: Paper): boolean {
  return comments > 0 && links.huggingFace !== undefined;
}

/** Where there is more of a paper, each with its label. */
export function links(paper: Paper): PaperBlock['links'] {
  const { huggingFace, arxiv, pdf, code, project } = paper.links;
  const labelled = {
    'Hugging Face': huggingFace,
    arXiv: arxiv,
    PDF: pdf,
    Code: code,
    Project: project,
    'Find on Hugging Face': huggingFace || arxiv ? undefined : homepage(paper),
  };
  return Object.entries(labelled).flatMap(([label, url]) => (url === undefined ? [] : [{ label, url }]));
}
