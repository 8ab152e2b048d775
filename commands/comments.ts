import { callButton } from '../src/chat/action.ts';
import { defineCommand } from '../src/chat/command.ts';
import type { Context } from '../src/chat/context.ts';
import { type Block, type Document, emphasis, heading, note, prose, strong, time } from '../src/chat/document.ts';
import { findPaper, PAPER } from '../src/chat/find-paper.ts';
import { PAGE, pageFooter, pageWindow } from '../src/chat/paging.ts';
import { homepage } from '../src/chat/paper-card.ts';
import { saidHere } from '../src/chat/papers-here.ts';
import { HUGGING_FACE } from '../src/chat/search-hugging-face.ts';
import { repliesInWords } from '../src/discussions/discussion-in-words.ts';
import type { Paper } from '../src/papers/paper.ts';
import type { PaperComment } from '../src/sources/live/source.ts';
import { shorten } from '../src/text/shorten.ts';
import type { Span } from '../src/text/span.ts';
import { texToText } from '../src/text/tex.ts';

/** What is longer is read better where it was written. */
const SHOWN_TEXT = 500;
const SHOWN_NAME = 80;

export const comments = defineCommand({
  name: 'comments',
  description: 'Shows what people say about a paper on Hugging Face',
  options: { paper: PAPER, page: PAGE },
  audience: 'everyone',
  private: true,
  examples: ['comments Streaming Deep Reinforcement Learning Finally Works', 'comments mirror descent page:2'],
  run: async ({ paper: named, page }, context) => {
    const paper = await findPaper(named, context);
    const said = (await saidHere([paper], context)).get(paper.id);
    const all = canBeAsked(paper, context) ? await context.live.comments(paper) : [];
    const { offset, limit } = pageWindow(page);
    return {
      blocks: [
        heading('Comments on ', emphasis(texToText(paper.title))),
        ...(all.length === 0 ? [prose(...none(paper, context))] : []),
        ...all.slice(offset, offset + limit).flatMap(commentBlocks),
        ...(all.length === 0 ? [] : [note('The whole conversation: ', pageOf(paper))]),
        ...(said === undefined ? [] : [note(...said)]),
        ...footer(paper, all.length, page, context),
      ],
    };
  },
});

function canBeAsked({ links }: Paper, { live }: Context): boolean {
  return links.huggingFace !== undefined && live.sources.includes(HUGGING_FACE);
}

/** Why there is nothing to show, and where to look. */
function none(paper: Paper, { live }: Context): (string | Span)[] {
  if (paper.links.huggingFace === undefined)
    return [`The page of this paper on ${HUGGING_FACE} is not known here. To look for it: `, pageOf(paper)];
  if (!live.sources.includes(HUGGING_FACE))
    return [`Comments are read from ${HUGGING_FACE}, which is switched off here. They are on `, pageOf(paper)];
  const { comments: count = 0 } = paper;
  if (count > 0) return [`None of its comments can be shown here: ${count} were counted on `, pageOf(paper)];
  return ['Nobody has commented on it yet. To be the first: ', pageOf(paper)];
}

function commentBlocks({ author, at, text, replies }: PaperComment): Block[] {
  const words = text.replace(/\s+/g, ' ').trim();
  return [
    note(
      strong(shorten(author.trim() || 'Somebody', SHOWN_NAME)),
      ', ',
      time(at),
      ...(replies === 0 ? [] : [`, ${repliesInWords(replies)}`]),
    ),
    prose(words === '' ? emphasis('a picture, or nothing that can be shown here') : shorten(words, SHOWN_TEXT)),
  ];
}

function footer(paper: Paper, total: number, page: number | undefined, context: Context): Document['blocks'] {
  const call = (label: string, name: string) =>
    callButton(label, { text: `${name} ${paper.id}`, replaces: false }, context.keepsakes);
  const also = [call('Open', 'show'), call('Discuss', 'discuss')];
  return pageFooter({ total, page, call: `comments ${paper.id}`, also }, context);
}

function pageOf(paper: Paper): Span {
  return { kind: 'link', text: HUGGING_FACE, url: homepage(paper) };
}
