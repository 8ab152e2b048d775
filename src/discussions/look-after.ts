import type { Core } from '../chat/context.ts';
import type { ChatPlatform, PostOutcome, ThreadReading } from '../chat/platform.ts';
import { unreachable } from '../errors.ts';
import { groupBy } from '../group-by.ts';
import type { Log } from '../log.ts';
import type { Activity, Discussion } from './discussion.ts';
import { discussionCard } from './discussion-card.ts';
import { endDiscussion } from './end-discussion.ts';
import { inMs } from './hands.ts';
import { nextLookAt } from './next-look.ts';

interface Dependencies {
  readonly core: Core;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** How many may be looked at. */
  readonly most: number;
}

/** Longer than it takes to look at some twenty one after the other, on a platform that answers slowly. */
const LEASE_MS = 10 * 60_000;

const SOON_MS = 60_000;
const LATER_MS = 5 * 60_000;
/** Somebody has to mend something first. */
const MUCH_LATER_MS = 6 * 60 * 60_000;

/**
 * Looks at the threads that are due: counts what was said, and brings their cards up to date. What people say is not read. One whose thread
 * is gone has ended; one that is locked may be unlocked again, so it ends only when somebody asks for it meanwhile.
 *
 * @returns how many were looked at
 */
export async function lookAfter(dependencies: Dependencies): Promise<number> {
  const { core, most } = dependencies;
  if (most <= 0) return 0;
  const { discussions, owner, platforms: connected } = core.discussions;
  const lease = { owner, until: inMs(LEASE_MS, core) };
  const claim = { lease, now: core.now().toISOString(), limit: most, platforms: connected() };
  const due = await discussions.claimLooks(claim);
  const platforms = groupBy(due, ({ place }) => place.platform);
  await Promise.all([...platforms].map(([name, ofPlatform]) => lookAtAll(name, ofPlatform, dependencies)));
  return due.length;
}

/** One after the other: platforms let an app read little. Once one says so, the others wait. */
async function lookAtAll(name: string, all: readonly Discussion[], dependencies: Dependencies): Promise<void> {
  const { core, log, signal } = dependencies;
  const platform = core.discussions.platform(name);
  let waitMs = platform === undefined ? LATER_MS : 0;
  for (const one of all) {
    if (signal.aborted) waitMs = SOON_MS;
    try {
      const seen = platform === undefined || waitMs > 0 ? later(one, waitMs) : await look(one, platform, dependencies);
      if (seen.kind === 'ended') continue;
      waitMs = Math.max(waitMs, seen.waitMs ?? 0);
      await note(one, seen, core);
    } catch (error) {
      log.error({ err: error, discussion: one.id }, 'a discussion could not be looked at');
    }
  }
}

/** What a look has seen. `inMs`: when the next one is, where it is not by the rhythm. `waitMs`: how long the platform asks to wait. */
type Seen =
  | { readonly kind: 'seen'; readonly activity: Activity; readonly inMs?: number; readonly waitMs?: number }
  | { readonly kind: 'ended' };

async function look(one: Discussion, platform: ChatPlatform, dependencies: Dependencies): Promise<Seen> {
  if (one.thread === undefined) throw new Error(`discussion ${one.id} is open and has no thread`);
  const reading = await platform.readThread(one.thread.place);
  switch (reading.kind) {
    case 'read':
      return seen(one, activityOf(reading), platform, dependencies);
    case 'gone':
      return end(one, platform, dependencies);
    case 'rate limited':
      return limited(one, reading.retryAfterMs);
    case 'unavailable':
    case 'unknown':
      return later(one, LATER_MS);
    case 'forbidden':
    case 'failed':
      return later(one, MUCH_LATER_MS);
    default:
      return unreachable(reading);
  }
}

/** What the card could not be told is not noted either: so the next look finds it changed, and tells it. */
async function seen(
  one: Discussion,
  activity: Activity,
  platform: ChatPlatform,
  { core, log }: Dependencies,
): Promise<Seen> {
  const outcome = isSame(one.activity, activity) ? undefined : await refresh({ ...one, activity }, platform, core);
  switch (outcome?.kind) {
    case undefined:
    case 'sent':
    case 'sent and deleted':
      return { kind: 'seen', activity };
    case 'rate limited':
      return limited(one, outcome.retryAfterMs);
    case 'unavailable':
    case 'unknown':
      return later(one, LATER_MS);
    case 'forbidden':
    case 'gone':
    case 'failed':
      log.warn({ discussion: one.id, reason: outcome.reason }, 'the card of a discussion can not be changed');
      return { kind: 'seen', activity };
    default:
      return unreachable(outcome);
  }
}

async function refresh(one: Discussion, platform: ChatPlatform, core: Core): Promise<PostOutcome | undefined> {
  const paper = core.papers.get(one.paperId);
  if (paper === undefined || one.card === undefined) return undefined;
  return platform.update(one.card, await discussionCard(one, paper, core));
}

async function end(one: Discussion, platform: ChatPlatform, { core, log }: Dependencies): Promise<Seen> {
  const outcome = await endDiscussion(one, 'deleted', { core, platform });
  log.info({ discussion: one.id, card: outcome?.kind }, 'the thread of a discussion is gone');
  return { kind: 'ended' };
}

async function note(
  one: Discussion,
  { activity, inMs: ms }: Extract<Seen, { kind: 'seen' }>,
  core: Core,
): Promise<void> {
  const { discussions, owner } = core.discussions;
  const lookAt = ms === undefined ? nextLookAt({ ...one, activity }, core) : inMs(ms, core);
  const now = core.now().toISOString();
  await discussions.looked(one.id, { owner, now, activity, lookAt });
}

function later({ activity }: Discussion, ms: number): Seen & { kind: 'seen' } {
  return { kind: 'seen', activity, inMs: ms };
}

function limited(one: Discussion, retryAfterMs: number): Seen {
  const waitMs = Math.max(retryAfterMs, SOON_MS);
  return { ...later(one, waitMs), waitMs };
}

function activityOf({ replies, people, lastAt }: Extract<ThreadReading, { kind: 'read' }>): Activity {
  return { replies, people, ...(lastAt !== undefined && { lastAt }) };
}

function isSame(one: Activity, other: Activity): boolean {
  return one.replies === other.replies && one.people === other.people && one.lastAt === other.lastAt;
}
