import { commandButton } from '../../chat/action.ts';
import {
  actions,
  type Control,
  type Document,
  emphasis,
  note,
  type PaperBlock,
  prose,
  strong,
  text,
  time,
} from '../../chat/document.ts';
import { paperUrl } from '../../chat/paper-card.ts';
import type { CallContext, Place } from '../../chat/place.ts';
import { allPaperIds, type Paper } from '../../papers/paper.ts';
import { UserError } from '../../runtime/errors.ts';
import { truncate } from '../../text/format.ts';
import type { Span } from '../../text/spans.ts';
import { texToSpans, texToText } from '../../text/tex/index.ts';
import { type Discussion, type DiscussionDeps, type DiscussionRepository, requireChannel } from './discussion.ts';
import { findListedDiscussion, formatActivity, formatReplyCount } from './discussion-card.ts';

interface DiscussionListItem {
  readonly discussion: Discussion;
  readonly paper: Paper;
  readonly controls: readonly Control[];
}

/** A discussion in a list. The title links to its thread. */
export function buildDiscussionListItem(item: DiscussionListItem): PaperBlock {
  const { activity, openedAt } = item.discussion;
  return buildListBlock(item, [
    ...formatActivity(activity),
    ...(activity.replies > 0 ? [] : [text(', opened '), time(openedAt)]),
  ]);
}

/** A discussed paper, and its entry in a list of the most discussed. */
interface DiscussedPaper {
  readonly paperId: string;
  buildItem(paper: Paper, controls: readonly Control[]): PaperBlock;
}

/** The papers with the most replies in a channel since a time, most first. */
export async function loadMostDiscussed(
  place: Place,
  since: string,
  limit: number,
  repository: DiscussionRepository,
): Promise<readonly DiscussedPaper[]> {
  const ranked = await repository.listMostDiscussed(place, since, limit);
  return ranked.map(({ discussion, replies }) => ({
    paperId: discussion.paperId,
    buildItem(paper, controls) {
      const { activity } = discussion;
      const total = activity.replies === replies ? [] : [text('. Total: '), ...formatActivity(activity)];
      return buildListBlock({ discussion, paper, controls }, [
        text(`${formatReplyCount(replies)} this week`),
        ...total,
      ]);
    },
  }));
}

function buildListBlock({ discussion, paper, controls }: DiscussionListItem, activity: readonly Span[]): PaperBlock {
  const url = discussion.thread?.url;
  return {
    kind: 'paper',
    title: texToSpans(paper.title),
    url: url ?? paperUrl(paper),
    byline: [text('Opened by '), strong(discussion.opener.name)],
    lead: activity,
    facts: [],
    links: url === undefined ? [] : [{ label: 'Go to thread', url }],
    controls,
  };
}

/** By paper id, for each of these papers with a listed discussion in the channel: its reply count, with a link. */
export async function findDiscussionBadges(
  papers: readonly Paper[],
  place: Place,
  { discussions: { repository } }: Pick<DiscussionDeps, 'discussions'>,
): Promise<ReadonlyMap<string, readonly Span[]>> {
  const open = await repository.findOpenByPapers(place, papers.flatMap(allPaperIds));
  return new Map(
    papers.flatMap((paper) => {
      const discussion = findListedDiscussion(paper, open);
      return discussion === undefined ? [] : [[paper.id, [formatBadge(discussion)]] as const];
    }),
  );
}

function formatBadge({ activity, thread }: Discussion): Span {
  const text = `discussed here: ${formatReplyCount(activity.replies)}`;
  return thread?.url === undefined ? { kind: 'text', text } : { kind: 'link', text, url: thread.url };
}

/**
 * Shows or hides a discussion in lists, for the person who opened it. The thread stays as it is: the replies of others
 * aren't theirs to hide.
 *
 * @throws UserError if the person has opened no discussion with this id in the channel
 */
export async function setDiscussionListed(
  id: string,
  isListed: boolean,
  { discussions: { repository }, papers }: Pick<DiscussionDeps, 'discussions' | 'papers'>,
  call: CallContext,
): Promise<Document> {
  const place = requireChannel(call);
  const discussion = await repository.get(place.platform, place.tenant, id);
  if (
    discussion?.place.channel !== place.channel ||
    !(await repository.setListed(discussion, isListed, call.person.id))
  ) {
    throw new UserError(
      `You haven't opened a discussion "${truncate(id, 40)}" in this channel, and only the opener can change whether it's listed. To list all discussions, type /papers discussions`,
    );
  }
  const title = emphasis(texToText(papers.get(discussion.paperId)?.title ?? discussion.paperId));
  const undo = { replacesOriginal: true };
  if (isListed) {
    return {
      blocks: [
        prose('Listed again: ', title, '.'),
        actions(commandButton('Remove from list', `discussions remove:${id}`, undo)),
      ],
    };
  }
  return {
    blocks: [
      prose('Removed from the list: ', title, '.'),
      note('The thread stays open. If somebody discusses the paper again, it returns to the list.'),
      actions(commandButton('Undo', `discussions restore:${id}`, undo)),
    ],
  };
}
