import { commandButton } from '../../chat/action.ts';
import { type Block, code, type Document, emphasis, note, prose, strong, text, time } from '../../chat/document.ts';
import { paperCard } from '../../chat/paper-card.ts';
import type { ChatPlatform, PostOutcome } from '../../chat/platform.ts';
import { allPaperIds, type Paper } from '../../papers/paper.ts';
import { pluralize } from '../../text/format.ts';
import type { Span } from '../../text/spans.ts';
import { texToText } from '../../text/tex/index.ts';
import type { Discussion, DiscussionActivity, DiscussionDeps, EndReason } from './discussion.ts';

/** How many similar papers are checked for discussions in the channel, and how many of those are linked. */
const MAX_RELATED_CANDIDATES = 30;
const MAX_RELATED_LINKS = 3;

const THREAD_COMMANDS_HINT: readonly (string | Span)[] = [
  ' In the thread, mention me with ',
  code('related'),
  ', ',
  code('cite'),
  ', ',
  code('summary'),
  ' or ',
  code('links'),
  '.',
];

/**
 * The message that a discussion's thread starts from.
 *
 * @param threadNotice why there is no thread, for example "The thread was locked."
 */
export async function buildDiscussionCard(
  discussion: Discussion,
  paper: Paper,
  deps: DiscussionDeps,
  threadNotice?: string,
): Promise<Document> {
  const [relatedBlocks, earlierBlocks] = await Promise.all([
    relatedDiscussionBlocks(discussion, paper, deps),
    earlierDiscussionBlocks(discussion, deps),
  ]);
  const { opener, openedAt, activity } = discussion;
  const controls = [
    threadNotice === undefined
      ? commandButton('Summary', `summary ${paper.id}`)
      : commandButton('Discuss', `discuss ${paper.id}`),
    commandButton('Related', `related ${paper.id}`),
    commandButton('Cite', `cite ${paper.id}`),
    commandButton('Save', `save ${paper.id}`),
  ];
  return {
    blocks: [
      { ...paperCard(paper), controls },
      threadNotice === undefined ? note(...formatActivity(activity), '.') : note(threadNotice),
      ...relatedBlocks,
      ...earlierBlocks,
      note(
        ...['Opened by ', strong(opener.name), ', ', time(openedAt), '.'],
        ...(threadNotice === undefined ? THREAD_COMMANDS_HINT : []),
      ),
    ],
  };
}

/** Links to the discussions of the most similar papers in the channel. */
async function relatedDiscussionBlocks(
  { id, place }: Discussion,
  paper: Paper,
  { search, discussions }: DiscussionDeps,
): Promise<Block[]> {
  const relatedPapers = search.related(paper, MAX_RELATED_CANDIDATES).map(({ paper: related }) => related);
  const open = await discussions.repository.findOpenByPapers(place, relatedPapers.flatMap(allPaperIds));
  const links = relatedPapers.flatMap((related): Span[] => {
    const discussion = findListedDiscussion(
      related,
      open.filter((candidate) => candidate.id !== id),
    );
    if (discussion === undefined) return [];
    const title = texToText(related.title);
    const url = discussion.thread?.url;
    return [url === undefined ? emphasis(title) : { kind: 'link', text: title, url }];
  });
  if (links.length === 0) return [];
  const separated = links.slice(0, MAX_RELATED_LINKS).flatMap((link, at) => (at === 0 ? [link] : [' · ', link]));
  return [prose('Related discussions: ', ...separated)];
}

/** The listed discussion of a paper, if there is one among these. */
export function findListedDiscussion(paper: Paper, discussions: readonly Discussion[]): Discussion | undefined {
  return discussions.find(({ paperId, isListed }) => isListed && allPaperIds(paper).includes(paperId));
}

const EARLIER_NOTICES = {
  locked: 'Continues an earlier discussion that was locked',
  deleted: 'Replaces an earlier discussion that was deleted',
  merged: 'Continues an earlier discussion of a duplicate of this paper',
} as const;

/** The discussion that this one replaces, unless it has been forgotten. */
async function earlierDiscussionBlocks(
  { place, follows }: Discussion,
  { discussions }: DiscussionDeps,
): Promise<Block[]> {
  if (follows === undefined) return [];
  const earlier = await discussions.repository.get(place.platform, place.tenant, follows);
  if (earlier?.state.kind !== 'ended') return [];
  const notice = EARLIER_NOTICES[earlier.state.reason];
  const url = earlier.thread?.url;
  return [url === undefined ? note(`${notice}.`) : note(`${notice}: `, { kind: 'link', text: 'earlier thread', url })];
}

const END_NOTICES = { deleted: 'The thread was deleted.', locked: 'The thread was locked.' } as const;

/**
 * Ends a discussion so that another one can replace it, and says so on its card.
 *
 * @returns the outcome of the card's update; undefined if there is no card, or the discussion had already ended
 */
export async function endDiscussion(
  discussion: Discussion,
  reason: EndReason,
  platform: ChatPlatform,
  deps: DiscussionDeps,
): Promise<PostOutcome | undefined> {
  const hasEnded = await deps.discussions.repository.end(discussion.id, { at: deps.now().toISOString(), reason });
  return hasEnded ? updateCard(discussion, platform, deps, END_NOTICES[reason]) : undefined;
}

/** Updates the card. Does nothing if there is none, or this process hasn't loaded the paper. */
export async function updateCard(
  discussion: Discussion,
  platform: ChatPlatform,
  deps: DiscussionDeps,
  threadNotice?: string,
): Promise<PostOutcome | undefined> {
  const paper = deps.papers.get(discussion.paperId);
  if (paper === undefined || discussion.card === undefined) return undefined;
  return platform.update(discussion.card, await buildDiscussionCard(discussion, paper, deps, threadNotice));
}

/** "1 reply", "12 replies", "no replies yet" */
export function formatReplyCount(count: number): string {
  return count === 0 ? 'no replies yet' : pluralize(count, 'reply', 'replies');
}

/** "12 replies from 4 people, last reply Mar 5 at 09:00", "No replies yet" */
export function formatActivity({ replies, people, lastAt }: DiscussionActivity): Span[] {
  if (replies === 0) return [text('No replies yet')];
  const from = people === 0 ? '' : ` from ${pluralize(people, 'person', 'people')}`;
  return [
    text(formatReplyCount(replies) + from),
    ...(lastAt === undefined ? [] : [text(', last reply '), time(lastAt)]),
  ];
}
