import { commandButton } from '../src/chat/action.ts';
import { defineCommand } from '../src/chat/command.ts';
import type { CallContext } from '../src/chat/context.ts';
import { type Block, type Document, emphasis, heading, note, prose, strong, time } from '../src/chat/document.ts';
import { PAGE_OPTION, pageFooter, pageWindow } from '../src/chat/pagination.ts';
import { paperUrl } from '../src/chat/paper-card.ts';
import { findPaper, PAPER_OPTION } from '../src/features/catalog/find-paper.ts';
import { HUGGING_FACE } from '../src/features/catalog/hugging-face-search.ts';
import { loadDiscussionBadges } from '../src/features/catalog/papers-with-badges.ts';
import { formatReplyCount } from '../src/features/discussions/discussion-card.ts';
import type { Paper } from '../src/papers/paper.ts';
import type { PaperComment } from '../src/sources/source.ts';
import { truncate } from '../src/text/format.ts';
import type { Span } from '../src/text/spans.ts';
import { texToText } from '../src/text/tex/index.ts';

/** What is longer is read better where it was written. */
const MAX_COMMENT_LENGTH = 500;
const MAX_AUTHOR_LENGTH = 80;

export const comments = defineCommand({
  name: 'comments',
  description: 'Shows what people say about a paper on Hugging Face',
  options: { paper: PAPER_OPTION, page: PAGE_OPTION },
  audience: 'everyone',
  ephemeral: true,
  examples: ['comments Streaming Deep Reinforcement Learning Finally Works', 'comments mirror descent page:2'],
  run: async ({ paper: named, page }, context) => {
    const paper = await findPaper(named, context);
    const badges = (await loadDiscussionBadges([paper], context)).get(paper.id);
    const all = canFetchComments(paper, context) ? await context.paperLookup.fetchComments(paper) : [];
    const { offset, limit } = pageWindow(page);
    return {
      blocks: [
        heading('Comments on ', emphasis(texToText(paper.title))),
        ...(all.length === 0 ? [prose(...explainNoComments(paper, context))] : []),
        ...all.slice(offset, offset + limit).flatMap(commentBlocks),
        ...(all.length === 0 ? [] : [note('The whole conversation: ', paperPageLink(paper))]),
        ...(badges === undefined ? [] : [note(...badges)]),
        ...footer(paper, all.length, page, context),
      ],
    };
  },
});

function canFetchComments({ links }: Paper, { paperLookup }: CallContext): boolean {
  return links.huggingFace !== undefined && paperLookup.sourceTitles.includes(HUGGING_FACE);
}

/** Why there is nothing to show, and where to look. */
function explainNoComments(paper: Paper, { paperLookup }: CallContext): (string | Span)[] {
  if (paper.links.huggingFace === undefined)
    return [`The page of this paper on ${HUGGING_FACE} is not known here. To look for it: `, paperPageLink(paper)];
  if (!paperLookup.sourceTitles.includes(HUGGING_FACE))
    return [`Comments are read from ${HUGGING_FACE}, which is switched off here. They are on `, paperPageLink(paper)];
  const { comments: count = 0 } = paper;
  if (count > 0) return [`None of its comments can be shown here: ${count} were counted on `, paperPageLink(paper)];
  return ['Nobody has commented on it yet. To be the first: ', paperPageLink(paper)];
}

function commentBlocks({ author, at, text, replies }: PaperComment): Block[] {
  const words = text.replace(/\s+/g, ' ').trim();
  return [
    note(
      strong(truncate(author.trim() || 'Somebody', MAX_AUTHOR_LENGTH)),
      ', ',
      time(at),
      ...(replies === 0 ? [] : [`, ${formatReplyCount(replies)}`]),
    ),
    prose(
      words === '' ? emphasis('a picture, or nothing that can be shown here') : truncate(words, MAX_COMMENT_LENGTH),
    ),
  ];
}

function footer(paper: Paper, total: number, page: number | undefined, context: CallContext): Document['blocks'] {
  const paperButton = (label: string, name: string) =>
    commandButton(label, { text: `${name} ${paper.id}`, replacesOriginal: false }, context.actionStore);
  const extraControls = [paperButton('Open', 'show'), paperButton('Discuss', 'discuss')];
  return pageFooter({ total, page, commandText: `comments ${paper.id}`, extraControls }, context);
}

function paperPageLink(paper: Paper): Span {
  return { kind: 'link', text: HUGGING_FACE, url: paperUrl(paper) };
}
