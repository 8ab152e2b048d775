import { commandButton } from '../src/chat/action.ts';
import { defineCommand } from '../src/chat/command.ts';
import { type Block, emphasis, heading, note, prose, strong, time } from '../src/chat/document.ts';
import { PAGE_OPTION, pageFooter, pageWindow } from '../src/chat/pagination.ts';
import { paperUrl } from '../src/chat/paper-card.ts';
import { PAPER_OPTION } from '../src/features/catalog/find-paper.ts';
import type { Paper } from '../src/papers/paper.ts';
import type { PaperComment } from '../src/sources/lookup.ts';
import { sourceRegistry } from '../src/sources/registry.ts';
import { pluralize, truncate } from '../src/text/format.ts';
import type { Span } from '../src/text/spans.ts';
import { texToText } from '../src/text/tex/index.ts';
import type { CommandServices } from './services.ts';

const MAX_COMMENT_LENGTH = 500;
const MAX_AUTHOR_LENGTH = 80;

export const comments = defineCommand(
  {
    name: 'comments',
    description: `Shows the comments on a paper from ${sourceRegistry.titlesOffering('comments')}`,
    options: { paper: PAPER_OPTION, page: PAGE_OPTION },
    audience: 'everyone',
    ephemeral: true,
    examples: ['comments Streaming Deep Reinforcement Learning Finally Works', 'comments mirror descent page:2'],
  },
  ({ finder, cards, paperLookup }: Pick<CommandServices, 'finder' | 'cards' | 'paperLookup'>) => ({
    suggest: { paper: finder.suggest },
    run: async ({ paper: named, page }, call) => {
      const paper = await finder.find(named);
      const badge = await cards.discussionBadge(paper, call);
      const isEnabled = paperLookup.sourceOffering('comments') !== undefined;
      const all = isEnabled && paper.links.huggingFace ? await paperLookup.fetchComments(paper) : [];
      const { offset, limit } = pageWindow(page);
      const extraControls = [
        commandButton('Open', `show ${paper.id}`),
        commandButton('Discuss', `discuss ${paper.id}`),
      ];
      return {
        blocks: [
          heading('Comments on ', emphasis(texToText(paper.title))),
          ...all.slice(offset, offset + limit).flatMap(commentBlocks),
          all.length === 0
            ? prose(...explainNoComments(paper, isEnabled))
            : note('See the whole conversation on ', paperPageLink(paper), '.'),
          ...(badge === undefined ? [] : [note(...badge)]),
          ...pageFooter({ total: all.length, page, commandText: `comments ${paper.id}`, extraControls }),
        ],
      };
    },
  }),
);

function explainNoComments(paper: Paper, isEnabled: boolean): (string | Span)[] {
  const { comments: count = 0, links } = paper;
  const page = paperPageLink(paper);
  if (links.huggingFace === undefined) return ["This paper's comments page isn't known. Look for it on ", page, '.'];
  if (!isEnabled) return ['Loading comments is turned off. Read them on ', page, '.'];
  if (count > 0) return [`Its ${pluralize(count, 'comment')} can't be shown here. See `, page, '.'];
  return ['No comments yet. Be the first on ', page, '.'];
}

function commentBlocks({ author, at, text, replies }: PaperComment): Block[] {
  const words = text.replace(/\s+/g, ' ').trim();
  return [
    note(
      strong(truncate(author.trim() || 'Unknown', MAX_AUTHOR_LENGTH)),
      ', ',
      time(at),
      ...(replies === 0 ? [] : [`, ${pluralize(replies, 'reply', 'replies')}`]),
    ),
    prose(words === '' ? emphasis('no text') : truncate(words, MAX_COMMENT_LENGTH)),
  ];
}

function paperPageLink(paper: Paper): Span {
  return { kind: 'link', text: sourceRegistry.titlesOffering('comments'), url: paperUrl(paper) };
}
