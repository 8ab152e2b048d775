import { commandButton } from '../src/chat/action.ts';
import { defineCommand } from '../src/chat/command.ts';
import type { CallContext } from '../src/chat/context.ts';
import { type Control, code, type Document, heading, type PaperBlock, prose } from '../src/chat/document.ts';
import { PAGE_OPTION, pageFooter, pageWindow } from '../src/chat/pagination.ts';
import { type Discussion, requireChannel } from '../src/features/discussions/discussion.ts';
import { buildDiscussionListItem, setDiscussionListed } from '../src/features/discussions/discussion-list.ts';
import { normalizeTitle, parseArxivId } from '../src/papers/identity.ts';
import type { Paper } from '../src/papers/paper.ts';
import { findOnTopicIds } from '../src/search/index.ts';
import { truncate } from '../src/text/format.ts';
import { texToText } from '../src/text/tex/index.ts';

/** More than anybody pages through; older ones are found by their paper or topic. */
const MAX_DISCUSSIONS = 1000;
const MAX_SUGGESTIONS = 25;
const MAX_QUERY_SHOWN = 80;

interface DiscussionWithPaper {
  readonly discussion: Discussion;
  readonly paper: Paper;
}

export const discussions = defineCommand({
  name: 'discussions',
  description: 'Lists what is discussed in this channel, the latest activity first',
  options: {
    about: {
      kind: 'text',
      description: 'A paper (title, id or link) or a topic, as in a search; all unless you say',
      isRest: true,
      suggest: async (partial, context) => {
        const typed = partial.trim().toLowerCase();
        return (await listOpenDiscussions(context))
          .map(({ paper }) => ({ label: texToText(paper.title), value: paper.id }))
          .filter(({ label, value }) => `${value} ${label.toLowerCase()}`.includes(typed))
          .slice(0, MAX_SUGGESTIONS);
      },
    },
    page: PAGE_OPTION,
    remove: { kind: 'text', description: 'The discussion to take off the list, by its id', hidden: 'always' },
    restore: { kind: 'text', description: 'The discussion to put back, by its id', hidden: 'always' },
  },
  audience: 'everyone',
  ephemeral: true,
  examples: ['discussions', 'discussions safe rl since:2024', 'discussions page:2'],
  run: async ({ about = '', page, remove, restore }, context) => {
    if (remove !== undefined) return setDiscussionListed(remove, false, context);
    if (restore !== undefined) return setDiscussionListed(restore, true, context);
    const all = await listOpenDiscussions(context);
    if (all.length === 0) return emptyDocument(context);
    const matching = about === '' ? all : filterDiscussions(all, about, context);
    const { offset, limit } = pageWindow(page);
    const commandText = `discussions ${about}`.trim();
    return {
      blocks: [
        heading(formatHeading(matching.length, topicTitle(about, context))),
        ...(matching.length === 0 ? [prose('To see all that are open here: ', code('/papers discussions'))] : []),
        ...matching.slice(offset, offset + limit).map((one) => discussionBlock(one, context)),
        ...pageFooter(
          { total: matching.length, page, commandText, extraControls: [weeklyDigestButton(context)] },
          context,
        ),
      ],
    };
  },
});

/** Those whose papers are at hand: one that came just now is, in a moment. */
async function listOpenDiscussions(context: CallContext): Promise<readonly DiscussionWithPaper[]> {
  const open = await context.discussions.repository.list(requireChannel(context), MAX_DISCUSSIONS);
  return open.flatMap((discussion) => {
    const paper = context.papers.get(discussion.paperId);
    return paper === undefined ? [] : [{ discussion, paper }];
  });
}

/** Those of a paper, where one is named; else those of the papers that a search would find. @throws UserError as `parseQuery` */
function filterDiscussions(
  all: readonly DiscussionWithPaper[],
  about: string,
  { papers, search }: CallContext,
): readonly DiscussionWithPaper[] {
  const named = papers.get(parseArxivId(about) ?? about);
  if (named !== undefined) return all.filter(({ paper }) => paper.id === named.id);
  const key = normalizeTitle(about);
  const ofTitle = all.filter(({ paper }) => normalizeTitle(texToText(paper.title)) === key);
  if (ofTitle.length > 0) return ofTitle;
  const onTopic = findOnTopicIds(about, search);
  return all.filter(({ paper }) => onTopic.has(paper.id));
}

function discussionBlock({ discussion, paper }: DiscussionWithPaper, { person, actionStore }: CallContext): PaperBlock {
  const controls: Control[] = [
    commandButton('Open', { text: `show ${paper.id}`, replacesOriginal: false }, actionStore),
  ];
  if (discussion.opener.id === person.id) {
    const remove = { text: `discussions remove:${discussion.id}`, replacesOriginal: false };
    controls.push(commandButton('Take off the list', remove, actionStore));
  }
  return buildDiscussionListItem({ discussion, paper, controls });
}

/** An id or a link says less than the title that it stands for. */
function topicTitle(about: string, { papers }: CallContext): string {
  const named = papers.get(parseArxivId(about) ?? about);
  return named === undefined ? about : texToText(named.title);
}

function formatHeading(count: number, about: string): string {
  const what = about === '' ? '' : ` about ${truncate(about, MAX_QUERY_SHOWN)}`;
  if (count === 0) return `No discussion here${what}`;
  return `${count === 1 ? 'One discussion' : `${count} discussions`} here${what}`;
}

function emptyDocument(context: CallContext): Document {
  return {
    blocks: [
      prose(
        'Nothing is discussed in this channel yet. Press Discuss at a paper, and it gets a thread here; or type: ',
        code('/papers discuss <paper>'),
      ),
      {
        kind: 'actions',
        controls: [
          commandButton(
            'Discuss a paper',
            { text: 'discuss', replacesOriginal: false, opensForm: true },
            context.actionStore,
          ),
        ],
      },
    ],
  };
}

function weeklyDigestButton({ actionStore }: CallContext): Control {
  return commandButton(
    'Most discussed, weekly',
    { text: 'subscribe about:discussions', replacesOriginal: false, opensForm: true },
    actionStore,
  );
}
