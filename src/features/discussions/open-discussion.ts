import { setTimeout as sleep } from 'node:timers/promises';
import type { CallContext } from '../../chat/context.ts';
import { type Document, note } from '../../chat/document.ts';
import type { Place } from '../../chat/place.ts';
import { POST_VISIBILITY_DELAY_MS, type ReadThreadOutcome } from '../../chat/platform.ts';
import { allPaperIds, type Paper } from '../../papers/paper.ts';
import { UserError, unreachable } from '../../runtime/errors.ts';
import {
  createOpeningLease,
  type Discussion,
  type DiscussionDeps,
  isoTimestampIn,
  requireChannel,
} from './discussion.ts';
import { endDiscussion, formatThreadTitle } from './discussion-card.ts';
import {
  createCardRefusedError,
  createThreadPostponedError,
  createThreadRefusedError,
  describeCardUnknown,
  describeOpeningInProgress,
  describeOpenThread,
  describeThreadFailure,
  describeThreadPending,
} from './opening-messages.ts';
import { openCardThread, type PostCardResult, postCard, recordCard } from './opening-steps.ts';

/** How long somebody waits for another one who opens the same discussion just now, and how often they look. */
const OPENING_WAIT_TIMEOUT_MS = 5000;
const OPENING_POLL_INTERVAL_MS = 200;
/** What was there may be gone by the time that one looks at it; more often than this it is not. */
const MAX_OPEN_ATTEMPTS = 3;

/**
 * Opens the discussion of a paper in the channel that somebody calls from, and says where it is. Where the channel has one already it is
 * that one: woken, where it went to sleep, and brought back to the lists; where nobody can write in it any more, a new one takes its place.
 *
 * @param wait passes milliseconds
 * @throws UserError where there can be none, and says what would mend it
 */
export async function openDiscussion(
  paper: Paper,
  context: CallContext,
  wait: (ms: number) => Promise<unknown> = sleep,
): Promise<Document> {
  const place = requireChannel(context);
  const platform = context.discussions.findPlatform(place.platform);
  if (platform === undefined) {
    throw new UserError(
      'A discussion needs a channel that Paperboy is connected to. Start Paperboy there, and call this in it.',
    );
  }
  if (context.threadBlockedReason !== undefined) {
    const reply = await linkToOpenDiscussion(paper, place, { core: context, platform });
    if (reply === undefined) throw new UserError(context.threadBlockedReason);
    return reply;
  }
  for (let attempt = 0; attempt < MAX_OPEN_ATTEMPTS; attempt += 1) {
    const id = context.discussions.newId();
    // Two who press in one process are two: each of them has in hand what they began.
    const deps = { core: context, platform, owner: `${context.discussions.owner} ${id}` };
    const { isNew, discussion } = await beginOpening(id, paper, place, deps, context);
    const reply = isNew
      ? await openNewDiscussion(discussion, paper, deps)
      : await waitForOpening(discussion, paper, deps, wait);
    if (reply !== undefined) return reply;
  }
  return describeOpeningInProgress(paper);
}

/** Leads to one that is open. Gives nothing where there is none, or nobody can write in it any more. */
async function linkToOpenDiscussion(
  paper: Paper,
  place: Place,
  deps: Pick<DiscussionDeps, 'core' | 'platform'>,
): Promise<Document | undefined> {
  for (const discussion of await deps.core.discussions.repository.findOpenByPapers(place, allPaperIds(paper))) {
    const reply = await reopenDiscussion(discussion, paper, deps);
    if (reply !== undefined) return reply;
  }
  return undefined;
}

async function beginOpening(
  id: string,
  paper: Paper,
  place: Place,
  { owner, core }: DiscussionDeps,
  { person }: CallContext,
) {
  const { repository } = core.discussions;
  const earlier = await repository.findLastEnded(place, allPaperIds(paper));
  const newDiscussion = {
    ...{ id, place, paperId: paper.id, opener: { id: person.id, name: person.name } },
    openedAt: core.now().toISOString(),
    ...(earlier !== undefined && { follows: earlier.id }),
  };
  return repository.findOrCreate(newDiscussion, createOpeningLease(owner, core));
}

/** Opens one that was begun just now. Gives nothing where somebody else has it in hand by the end. */
async function openNewDiscussion(
  discussion: Discussion,
  paper: Paper,
  deps: DiscussionDeps,
): Promise<Document | undefined> {
  const { core, owner } = deps;
  const { repository } = core.discussions;
  const cardResult = await postOrFindCard(discussion, paper, deps);
  switch (cardResult.kind) {
    case 'lease-lost':
      return undefined;
    case 'refused':
      await repository.deleteOpening(discussion.id, owner);
      throw createCardRefusedError(cardResult.failure, discussion.place);
    case 'unknown':
      await repository.release(discussion.id, { owner, until: isoTimestampIn(POST_VISIBILITY_DELAY_MS, core) });
      return describeCardUnknown(paper, cardResult.reason);
    case 'posted':
      break;
    default:
      return unreachable(cardResult);
  }
  const threadResult = await openCardThread(cardResult.discussion, paper, deps);
  switch (threadResult.kind) {
    case 'lease-lost':
      return undefined;
    case 'open':
      return describeOpenThread(paper, threadResult.thread);
    case 'postponed':
      if (threadResult.refusalReason !== undefined)
        throw createThreadPostponedError(threadResult.refusalReason, discussion.place);
      return describeThreadPending(paper);
    case 'no-thread':
      throw createThreadRefusedError(threadResult.reason, discussion.place);
    default:
      return unreachable(threadResult);
  }
}

/** Posts the card. One of which no answer came may be there all the same. */
async function postOrFindCard(discussion: Discussion, paper: Paper, deps: DiscussionDeps): Promise<PostCardResult> {
  const since = deps.core.now().toISOString();
  const cardResult = await postCard(discussion, paper, deps);
  if (cardResult.kind !== 'unknown') return cardResult;
  try {
    const card = await deps.platform.findPosted(discussion.place, discussion.id, since);
    return card === undefined ? cardResult : await recordCard(discussion, card, deps);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { kind: 'unknown', reason: `${cardResult.reason}, and it can not be looked for: ${message}` };
  }
}

/** Leads to one that was there. Gives nothing where it is not there any more. */
async function waitForOpening(
  discussion: Discussion,
  paper: Paper,
  deps: DiscussionDeps,
  wait: (ms: number) => Promise<unknown>,
): Promise<Document | undefined> {
  if (discussion.state.kind === 'open') return reopenDiscussion(discussion, paper, deps);
  const { repository } = deps.core.discussions;
  const { platform, tenant } = discussion.place;
  for (let waitedMs = 0; waitedMs < OPENING_WAIT_TIMEOUT_MS; waitedMs += OPENING_POLL_INTERVAL_MS) {
    await wait(OPENING_POLL_INTERVAL_MS);
    const current = await repository.get(platform, tenant, discussion.id);
    if (current === undefined || current.state.kind === 'ended') return undefined;
    if (current.state.kind === 'open') return describeOpenThread(paper, current.thread);
  }
  return describeOpeningInProgress(paper);
}

/**
 * Leads to a discussion that is open: wakes its thread where that went to sleep, and puts it back into the lists. Gives nothing where
 * nobody can write in it any more: then it has ended.
 */
async function reopenDiscussion(
  discussion: Discussion,
  paper: Paper,
  deps: Pick<DiscussionDeps, 'core' | 'platform'>,
): Promise<Document | undefined> {
  const { core, platform } = deps;
  const { card, thread } = discussion;
  if (card === undefined || thread === undefined)
    throw new Error(`discussion ${discussion.id} is open and has no thread`);
  const readResult = await platform.readThread(thread.place);
  const endReason = findEndReason(readResult);
  if (endReason !== undefined) return endForReplacement(discussion, endReason, deps);
  if (!discussion.isListed) await core.discussions.repository.setListed(discussion, true);
  if (readResult.kind !== 'read') {
    const explanation = describeThreadFailure(readResult, discussion.place);
    return {
      blocks: [
        ...describeOpenThread(paper, thread).blocks,
        note(`How it stands can't be seen just now. ${explanation}`),
      ],
    };
  }
  // Whoever comes may be the first in a month, and a platform may tell nothing of what is written there.
  await core.discussions.repository.recordThreadActivity(thread.place, core.now().toISOString());
  if (readResult.state !== 'archived') return describeOpenThread(paper, thread);
  const openResult = await platform.openThread(card, formatThreadTitle(paper));
  switch (openResult.kind) {
    case 'locked':
      return endForReplacement(discussion, 'locked', deps);
    case 'gone':
      return endForReplacement(discussion, 'deleted', deps);
    case 'open':
      return describeOpenThread(paper, openResult.thread, 'had gone to sleep, and is open again');
    default: {
      const reply = describeOpenThread(paper, thread, 'has gone to sleep, and could not be woken');
      return { blocks: [...reply.blocks, note(describeThreadFailure(openResult, discussion.place))] };
    }
  }
}

function findEndReason(readResult: ReadThreadOutcome): 'locked' | 'deleted' | undefined {
  if (readResult.kind === 'gone') return 'deleted';
  return readResult.kind === 'read' && readResult.state === 'locked' ? 'locked' : undefined;
}

/** What becomes of the old card keeps nobody from a new one. */
async function endForReplacement(
  discussion: Discussion,
  reason: 'locked' | 'deleted',
  deps: Pick<DiscussionDeps, 'core' | 'platform'>,
): Promise<undefined> {
  await endDiscussion(discussion, reason, deps);
}
