import { commandButton } from '../src/chat/action.ts';
import { defineCommand } from '../src/chat/command.ts';
import { actions, code, type Document, heading, type PaperBlock, prose } from '../src/chat/document.ts';
import { PAGE_OPTION, pageFooter, pageWindow } from '../src/chat/pagination.ts';
import type { CallContext, Person } from '../src/chat/place.ts';
import { type Discussion, requireChannel } from '../src/features/discussions/discussion.ts';
import { buildDiscussionListItem, setDiscussionListed } from '../src/features/discussions/discussion-list.ts';
import { normalizeTitle, parseArxivId } from '../src/papers/identity.ts';
import type { Paper } from '../src/papers/paper.ts';
import { findOnTopicIds } from '../src/search/index.ts';
import { pluralize, truncate } from '../src/text/format.ts';
import { texToText } from '../src/text/tex/index.ts';
import type { CommandServices } from './services.ts';

type DiscussionsServices = Pick<CommandServices, 'discussions' | 'papers' | 'search'>;

/** The most that are listed. */
const MAX_DISCUSSIONS = 1000;
const MAX_SUGGESTIONS = 25;
const MAX_TOPIC_SHOWN = 80;

interface DiscussionWithPaper {
  readonly discussion: Discussion;
  readonly paper: Paper;
}

export const discussions = defineCommand(
  {
    name: 'discussions',
    description: 'Lists the discussions in this channel, latest activity first',
    options: {
      about: {
        kind: 'text',
        description: 'A paper (title, id or link) or a topic, as in a search. Default: all',
        isRest: true,
        autocomplete: true,
      },
      page: PAGE_OPTION,
      remove: { kind: 'text', description: 'Id of the discussion to hide', hidden: 'always' },
      restore: { kind: 'text', description: 'Id of the discussion to list again', hidden: 'always' },
    },
    audience: 'everyone',
    ephemeral: true,
    examples: ['discussions', 'discussions safe rl since:2024', 'discussions page:2'],
  },
  (deps: DiscussionsServices) => ({
    suggest: {
      about: async (partial, call) => {
        const typed = partial.trim().toLowerCase();
        return (await listOpenDiscussions(deps, call))
          .map(({ paper }) => ({ label: texToText(paper.title), value: paper.id }))
          .filter(({ label, value }) => `${value} ${label.toLowerCase()}`.includes(typed))
          .slice(0, MAX_SUGGESTIONS);
      },
    },
    run: async ({ about = '', page, remove, restore }, call) => {
      if (remove !== undefined) return setDiscussionListed(remove, false, deps, call);
      if (restore !== undefined) return setDiscussionListed(restore, true, deps, call);
      const all = await listOpenDiscussions(deps, call);
      if (all.length === 0) return emptyDocument();
      const matching = about === '' ? all : filterDiscussions(all, about, deps);
      const { offset, limit } = pageWindow(page);
      const commandText = `discussions ${about}`.trim();
      const extraControls = [commandButton('Weekly summary', 'subscribe about:discussions', { opensForm: true })];
      return {
        blocks: [
          heading(formatHeading(matching.length, describeTopic(about, deps))),
          ...(matching.length === 0 ? [prose('To list all discussions, type ', code('/papers discussions'), '.')] : []),
          ...matching.slice(offset, offset + limit).map((discussion) => discussionBlock(discussion, call.person)),
          ...pageFooter({ total: matching.length, page, commandText, extraControls }),
        ],
      };
    },
  }),
);

/** Without those whose papers this process hasn't loaded yet. */
async function listOpenDiscussions(
  { discussions, papers }: DiscussionsServices,
  call: CallContext,
): Promise<readonly DiscussionWithPaper[]> {
  const open = await discussions.repository.list(requireChannel(call), MAX_DISCUSSIONS);
  return open.flatMap((discussion) => {
    const paper = papers.get(discussion.paperId);
    return paper === undefined ? [] : [{ discussion, paper }];
  });
}

/** The discussions of a paper, or of the papers that match a topic. @throws UserError like `parseQuery` */
function filterDiscussions(
  all: readonly DiscussionWithPaper[],
  about: string,
  { papers, search }: DiscussionsServices,
): readonly DiscussionWithPaper[] {
  const named = papers.get(parseArxivId(about) ?? about);
  if (named !== undefined) return all.filter(({ paper }) => paper.id === named.id);
  const key = normalizeTitle(about);
  const byTitle = all.filter(({ paper }) => normalizeTitle(texToText(paper.title)) === key);
  if (byTitle.length > 0) return byTitle;
  const onTopic = findOnTopicIds(about, search);
  return all.filter(({ paper }) => onTopic.has(paper.id));
}

function discussionBlock({ discussion, paper }: DiscussionWithPaper, { id }: Person): PaperBlock {
  const controls = [
    commandButton('Open', `show ${paper.id}`),
    ...(discussion.opener.id === id ? [commandButton('Remove from list', `discussions remove:${discussion.id}`)] : []),
  ];
  return buildDiscussionListItem({ discussion, paper, controls });
}

/** The paper's title if the topic is an id or a link. */
function describeTopic(about: string, { papers }: DiscussionsServices): string {
  const named = papers.get(parseArxivId(about) ?? about);
  return named === undefined ? about : texToText(named.title);
}

function formatHeading(count: number, topic: string): string {
  const about = topic === '' ? '' : ` about ${truncate(topic, MAX_TOPIC_SHOWN)}`;
  return `${count === 0 ? 'No discussions' : pluralize(count, 'discussion')}${about} in this channel`;
}

function emptyDocument(): Document {
  return {
    blocks: [
      prose(
        'No discussions in this channel yet. To start one, press Discuss on a paper or type ',
        code('/papers discuss <paper>'),
        '.',
      ),
      actions(commandButton('Discuss a paper', 'discuss', { opensForm: true })),
    ],
  };
}
