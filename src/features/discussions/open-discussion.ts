import { setTimeout as sleep } from 'node:timers/promises';
import { type Document, note } from '../../chat/document.ts';
import type { CallContext, Person, Place } from '../../chat/place.ts';
import { type ChatPlatform, POST_VISIBILITY_DELAY_MS, type ReadThreadOutcome } from '../../chat/platform.ts';
import type { PlatformTraits } from '../../chat/platform-traits.ts';
import { allPaperIds, type Paper } from '../../papers/paper.ts';
import { UserError, unreachable } from '../../runtime/errors.ts';
import { createLease } from '../../runtime/lease.ts';
import { texToText } from '../../text/tex/index.ts';
import { type Discussion, type DiscussionDeps, type EndReason, requireChannel } from './discussion.ts';
import { endDiscussion } from './discussion-card.ts';
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
import { OPENING_LEASE_MS, OpeningSteps, type PostCardResult } from './opening-steps.ts';

/** How long to wait for another person who is opening the same discussion. */
const OPENING_WAIT_TIMEOUT_MS = 5000;
const OPENING_POLL_INTERVAL_MS = 200;
/** A discussion that was found may end before its thread is read. */
const MAX_OPEN_ATTEMPTS = 3;

/** A person's request to discuss a paper in a channel. */
interface OpenRequest {
  readonly paper: Paper;
  readonly place: Place;
  readonly person: Person;
  readonly platform: ChatPlatform;
  readonly traits: PlatformTraits;
}

/**
 * Opens the discussion of a paper in the caller's channel, and links to it. If the channel has one already, that one is
 * unarchived and listed again; if nobody can write in it anymore, a new one replaces it.
 *
 * @param wait resolves after a number of milliseconds
 * @throws UserError if there can't be a discussion, with what to do about it
 */
export async function openDiscussion(
  paper: Paper,
  deps: DiscussionDeps,
  call: CallContext,
  wait: (ms: number) => Promise<unknown> = sleep,
): Promise<Document> {
  const place = requireChannel(call);
  const { discussions } = deps;
  const platform = discussions.findPlatform(place.platform);
  if (platform === undefined) {
    throw new UserError("No discussion was opened: Paperboy isn't connected to this platform.");
  }
  const request = { paper, place, person: call.person, platform, traits: call.platform };
  if (call.threadBlockedReason !== undefined) {
    const reply = await linkToOpenDiscussion(request, deps);
    if (reply === undefined) throw new UserError(call.threadBlockedReason);
    return reply;
  }
  for (let attempt = 0; attempt < MAX_OPEN_ATTEMPTS; attempt += 1) {
    const id = discussions.newId();
    // Two requests in one process need different leases.
    const leaseOwner = `${discussions.owner} ${id}`;
    const { isNew, discussion } = await findOrCreateDiscussion(id, leaseOwner, request, deps);
    const reply = isNew
      ? await openNewDiscussion(discussion, request, new OpeningSteps(deps, platform, leaseOwner), deps)
      : await waitForOpening(discussion, request, deps, wait);
    if (reply !== undefined) return reply;
  }
  return describeOpeningInProgress(paper);
}

/** Links to an open discussion. Returns undefined if there is none that people can write in. */
async function linkToOpenDiscussion(request: OpenRequest, deps: DiscussionDeps): Promise<Document | undefined> {
  const { place, paper } = request;
  for (const discussion of await deps.discussions.repository.findOpenByPapers(place, allPaperIds(paper))) {
    const reply = await reopenDiscussion(discussion, request, deps);
    if (reply !== undefined) return reply;
  }
  return undefined;
}

async function findOrCreateDiscussion(
  id: string,
  leaseOwner: string,
  { paper, place, person }: OpenRequest,
  deps: DiscussionDeps,
) {
  const { repository } = deps.discussions;
  const earlier = await repository.findLastEnded(place, allPaperIds(paper));
  const newDiscussion = {
    ...{ id, place, paperId: paper.id, opener: { id: person.id, name: person.name } },
    openedAt: deps.now().toISOString(),
    ...(earlier !== undefined && { follows: earlier.id }),
  };
  return repository.findOrCreate(newDiscussion, createLease(leaseOwner, OPENING_LEASE_MS, deps));
}

/** Returns undefined if the lease was lost. */
async function openNewDiscussion(
  discussion: Discussion,
  { paper, traits }: OpenRequest,
  steps: OpeningSteps,
  deps: DiscussionDeps,
): Promise<Document | undefined> {
  const cardResult = await postOrFindCard(discussion, paper, steps, deps);
  switch (cardResult.kind) {
    case 'lease-lost':
      return undefined;
    case 'refused':
      await steps.delete(discussion);
      throw createCardRefusedError(cardResult.failure, traits);
    case 'unknown':
      await steps.release(discussion, POST_VISIBILITY_DELAY_MS);
      return describeCardUnknown(paper, cardResult.reason);
    case 'posted':
      break;
    default:
      return unreachable(cardResult);
  }
  const threadResult = await steps.openThread(cardResult.discussion, paper);
  switch (threadResult.kind) {
    case 'lease-lost':
      return undefined;
    case 'open':
      return describeOpenThread(paper, threadResult.thread);
    case 'postponed':
      if (threadResult.refusalReason !== undefined) {
        throw createThreadPostponedError(threadResult.refusalReason, traits);
      }
      return describeThreadPending(paper);
    case 'no-thread':
      throw createThreadRefusedError(threadResult.reason, traits);
    default:
      return unreachable(threadResult);
  }
}

/** Posts the card. If the outcome is unknown, searches for it right away. */
async function postOrFindCard(
  discussion: Discussion,
  paper: Paper,
  steps: OpeningSteps,
  { now }: DiscussionDeps,
): Promise<PostCardResult> {
  const since = now().toISOString();
  const cardResult = await steps.postCard(discussion, paper);
  if (cardResult.kind !== 'unknown') return cardResult;
  try {
    return (await steps.findCard(discussion, since)) ?? cardResult;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { kind: 'unknown', reason: `${cardResult.reason}, and the search for it failed: ${message}` };
  }
}

/** Waits until another request has opened the discussion. Returns undefined if it has ended. */
async function waitForOpening(
  discussion: Discussion,
  request: OpenRequest,
  deps: DiscussionDeps,
  wait: (ms: number) => Promise<unknown>,
): Promise<Document | undefined> {
  if (discussion.state.kind === 'open') return reopenDiscussion(discussion, request, deps);
  const { id, place } = discussion;
  for (let waitedMs = 0; waitedMs < OPENING_WAIT_TIMEOUT_MS; waitedMs += OPENING_POLL_INTERVAL_MS) {
    await wait(OPENING_POLL_INTERVAL_MS);
    const current = await deps.discussions.repository.get(place.platform, place.tenant, id);
    if (current === undefined || current.state.kind === 'ended') return undefined;
    if (current.state.kind === 'open') return describeOpenThread(request.paper, current.thread);
  }
  return describeOpeningInProgress(request.paper);
}

/**
 * Unarchives an open discussion and lists it again. Ends it and returns undefined if nobody can write in it anymore.
 */
async function reopenDiscussion(
  discussion: Discussion,
  { paper, platform, traits }: OpenRequest,
  deps: DiscussionDeps,
): Promise<Document | undefined> {
  const { card, thread } = discussion;
  const { repository } = deps.discussions;
  if (card === undefined || thread === undefined) throw new Error(`open discussion ${discussion.id} has no thread`);
  const endForReplacement = async (reason: EndReason): Promise<undefined> => {
    // If the old card can't be updated, a new one is posted anyway.
    await endDiscussion(discussion, reason, platform, deps);
  };
  const readResult = await platform.readThread(thread.place);
  const endReason = findEndReason(readResult);
  if (endReason !== undefined) return endForReplacement(endReason);
  if (!discussion.isListed) await repository.setListed(discussion, true);
  if (readResult.kind !== 'read') {
    const reply = describeOpenThread(paper, thread);
    return { blocks: [...reply.blocks, note(`Its status is unknown. ${describeThreadFailure(readResult, traits)}`)] };
  }
  // The first person to come back in a month makes it worth refreshing. Some platforms don't report new replies.
  await repository.recordThreadActivity(thread.place, deps.now().toISOString());
  if (readResult.state !== 'archived') return describeOpenThread(paper, thread);
  const openResult = await platform.openThread(card, texToText(paper.title));
  switch (openResult.kind) {
    case 'locked':
      return endForReplacement('locked');
    case 'gone':
      return endForReplacement('deleted');
    case 'open':
      return describeOpenThread(paper, openResult.thread, 'was archived and is open again');
    default: {
      const reply = describeOpenThread(paper, thread, "is archived and couldn't be reopened");
      return { blocks: [...reply.blocks, note(describeThreadFailure(openResult, traits))] };
    }
  }
}

function findEndReason(readResult: ReadThreadOutcome): EndReason | undefined {
  if (readResult.kind === 'gone') return 'deleted';
  return readResult.kind === 'read' && readResult.state === 'locked' ? 'locked' : undefined;
}
