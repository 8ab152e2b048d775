import { commandButton } from '../../chat/action.ts';
import type { CallContext } from '../../chat/context.ts';
import {
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
import type { Place } from '../../chat/place.ts';
import { allPaperIds, type Paper } from '../../papers/paper.ts';
import { UserError } from '../../runtime/errors.ts';
import { truncate } from '../../text/format.ts';
import type { Span } from '../../text/spans.ts';
import { texToSpans, texToText } from '../../text/tex/index.ts';
import { type Discussion, type RankedDiscussion, requireChannel } from './discussion.ts';
import { formatActivity, formatReplyCount } from './discussion-card.ts';

interface DiscussionListItem {
  readonly discussion: Discussion;
  readonly paper: Paper;
  readonly controls: readonly Control[];
}

/** A discussion in a list: the title leads to its thread, and below it stand who opened it, and how much was said. */
export function buildDiscussionListItem(item: DiscussionListItem): PaperBlock {
  const { activity, openedAt } = item.discussion;
  return buildListBlock(item, [
    ...formatActivity(activity),
    ...(activity.replies > 0 ? [] : [text(', opened '), time(openedAt)]),
  ]);
}

/** The same among those that were discussed most: "5 replies this week. In all: 12 replies by 4 people, last Mar 5 at 09:00". */
export function buildMostDiscussedItem(
  { replies, discussion }: RankedDiscussion,
  paper: Paper,
  controls: readonly Control[],
): PaperBlock {
  const totals =
    discussion.activity.replies === replies ? [] : [text('. In all: '), ...formatActivity(discussion.activity)];
  return buildListBlock({ discussion, paper, controls }, [text(`${formatReplyCount(replies)} this week`), ...totals]);
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
    links: url === undefined ? [] : [{ label: 'Go to the thread', url }],
    controls,
  };
}

/**
 * For each of these papers that has a discussion in a channel, by its id: that it has, with the replies and the way there. What was
 * taken off the lists is not told.
 */
export async function findDiscussionBadges(
  papers: readonly Paper[],
  place: Place,
  { discussions: { repository } }: Pick<CallContext, 'discussions'>,
): Promise<ReadonlyMap<string, readonly Span[]>> {
  const openDiscussions =
    papers.length === 0 ? [] : await repository.findOpenByPapers(place, papers.flatMap(allPaperIds));
  return new Map(
    papers.flatMap((paper) => {
      const discussion = openDiscussions.find(
        ({ paperId, isListed }) => isListed && allPaperIds(paper).includes(paperId),
      );
      return discussion === undefined ? [] : [[paper.id, formatDiscussionBadge(discussion)] as const];
    }),
  );
}

function formatDiscussionBadge({ activity: { replies }, thread }: Discussion): Span[] {
  const text = `discussed here: ${replies === 0 ? 'no reply yet' : formatReplyCount(replies)}`;
  return [thread?.url === undefined ? { kind: 'text', text } : { kind: 'link', text, url: thread.url }];
}

/**
 * Takes a discussion out of Paperboy's lists, or puts it back, for the one who opened it. Its thread stays as it is: what others said there
 * is theirs.
 *
 * @throws UserError where they have opened none with this id here
 */
export async function setDiscussionListed(id: string, isListed: boolean, context: CallContext): Promise<Document> {
  const place = requireChannel(context);
  const { repository } = context.discussions;
  const discussion = await repository.get(place.platform, place.tenant, id);
  const isInChannel = discussion?.place.channel === place.channel;
  if (
    discussion === undefined ||
    !isInChannel ||
    !(await repository.setListed(discussion, isListed, context.person.id))
  ) {
    throw new UserError(
      `You have opened no discussion "${truncate(id, 40)}" here, and only whoever opened one can take it off the list. To see all: /papers discussions`,
    );
  }
  const title = emphasis(texToText(context.papers.get(discussion.paperId)?.title ?? discussion.paperId));
  const undo = isListed
    ? { label: 'Take off the list', text: `discussions remove:${id}` }
    : { label: 'Undo', text: `discussions restore:${id}` };
  return {
    blocks: [
      prose(isListed ? 'On the list again: ' : 'Taken off the list: ', title, '.'),
      ...(isListed
        ? []
        : [note('Its thread stays as it is. Where somebody asks to discuss the paper again, it comes back.')]),
      {
        kind: 'actions',
        controls: [commandButton(undo.label, { text: undo.text, replacesOriginal: true }, context.actionStore)],
      },
    ],
  };
}
