import type { Posted } from '../../chat/place.ts';
import {
  type ChatPlatform,
  type OpenThreadOutcome,
  POST_VISIBILITY_DELAY_MS,
  type PostFailure,
  type PostOutcome,
  type Thread,
} from '../../chat/platform.ts';
import { explainThreadRefusal } from '../../chat/platform-traits.ts';
import type { Paper } from '../../papers/paper.ts';
import { isoTimestampIn } from '../../runtime/clock.ts';
import { unreachable } from '../../runtime/errors.ts';
import { texToText } from '../../text/tex/index.ts';
import type { Discussion, DiscussionDeps } from './discussion.ts';
import { buildDiscussionCard } from './discussion-card.ts';

/** A discussion whose card was posted. */
export type DiscussionWithCard = Discussion & { readonly card: Posted };

export type PostCardResult =
  | { readonly kind: 'posted'; readonly discussion: DiscussionWithCard }
  /** There is no card. */
  | { readonly kind: 'refused'; readonly failure: Exclude<PostFailure, { kind: 'unknown' }> }
  /** There may be a card. */
  | { readonly kind: 'unknown'; readonly reason: string }
  | { readonly kind: 'lease-lost' };

export type OpenThreadResult =
  | { readonly kind: 'open'; readonly thread: Thread }
  /** The discussion was deleted. Its card says why: `reason` is the platform's. */
  | { readonly kind: 'no-thread'; readonly reason: string }
  /** It is retried automatically. `refusalReason` is the platform's; somebody may be able to do something about it. */
  | { readonly kind: 'postponed'; readonly refusalReason?: string }
  | { readonly kind: 'lease-lost' };

/**
 * Longer than a posted card takes to show up. So a process that takes over from one that crashed can tell whether the
 * card was posted.
 */
export const OPENING_LEASE_MS = POST_VISIBILITY_DELAY_MS + 30_000;
/** How long an opening is retried. */
export const OPENING_DEADLINE_MS = 24 * 60 * 60_000;

const THREAD_RETRY_DELAY_MS = 60_000;
const REFUSED_THREAD_RETRY_DELAY_MS = 10 * 60_000;
const FIRST_REFRESH_DELAY_MS = 60_000;

/** The steps of opening a discussion. Each needs the lease, and records its result. */
export class OpeningSteps {
  readonly #deps: DiscussionDeps;
  readonly #platform: ChatPlatform;
  readonly #leaseOwner: string;

  constructor(deps: DiscussionDeps, platform: ChatPlatform, leaseOwner: string) {
    this.#deps = deps;
    this.#platform = platform;
    this.#leaseOwner = leaseOwner;
  }

  /** Posts the card, with the id of the discussion as its key. */
  async postCard(discussion: Discussion, paper: Paper): Promise<PostCardResult> {
    const document = await buildDiscussionCard(discussion, paper, this.#deps);
    const attempt = { owner: this.#leaseOwner, at: this.#deps.now().toISOString() };
    if (!(await this.#repository.recordPostAttempt(discussion.id, attempt))) return { kind: 'lease-lost' };
    const outcome = await this.#platform
      .post(discussion.place, document, discussion.id)
      .catch((error: unknown): PostOutcome => ({ kind: 'unknown', reason: describeAdapterError(error) }));
    switch (outcome.kind) {
      case 'sent':
        return this.#recordCard(discussion, outcome.posted);
      case 'sent-then-deleted':
        return { kind: 'refused', failure: { kind: 'failed', reason: 'somebody deleted its card' } };
      case 'unknown':
        return outcome;
      case 'forbidden':
      case 'gone':
      case 'failed':
      case 'rate-limited':
      case 'unavailable':
        return { kind: 'refused', failure: outcome };
      default:
        return unreachable(outcome);
    }
  }

  /**
   * Searches for a card that was posted at or after a time. Returns undefined if there is none.
   *
   * @throws whatever the platform throws if it can't be searched
   */
  async findCard(discussion: Discussion, since: string): Promise<PostCardResult | undefined> {
    const card = await this.#platform.findPosted(discussion.place, discussion.id, since);
    return card && this.#recordCard(discussion, card);
  }

  /** Opens the thread on the card, or finds the one that is already there. */
  async openThread(discussion: DiscussionWithCard, paper: Paper): Promise<OpenThreadResult> {
    const outcome = await this.#platform
      .openThread(discussion.card, texToText(paper.title))
      // Opening the thread again does no harm.
      .catch((error: unknown): OpenThreadOutcome => ({ kind: 'unknown', reason: describeAdapterError(error) }));
    switch (outcome.kind) {
      case 'open': {
        const { thread } = outcome;
        const refreshAt = isoTimestampIn(FIRST_REFRESH_DELAY_MS, this.#deps);
        const opened = { owner: this.#leaseOwner, thread, refreshAt };
        return (await this.#repository.markOpen(discussion.id, opened))
          ? { kind: 'open', thread }
          : { kind: 'lease-lost' };
      }
      case 'locked':
        return this.#giveUpThread(discussion, paper, 'somebody locked it');
      case 'forbidden':
      case 'gone':
      case 'failed':
        return this.#handleRefusal(discussion, paper, outcome.reason);
      case 'rate-limited':
        return this.#postpone(discussion, paper, 'rate limited by the platform', outcome.retryAfterMs);
      case 'unavailable':
      case 'unknown':
        return this.#postpone(discussion, paper, outcome.reason, THREAD_RETRY_DELAY_MS);
      default:
        return unreachable(outcome);
    }
  }

  /** Gives up the lease. Nobody can claim the discussion for `ms` milliseconds. */
  async release({ id }: Discussion, ms: number): Promise<void> {
    await this.#repository.release(id, { owner: this.#leaseOwner, until: isoTimestampIn(ms, this.#deps) });
  }

  /** Deletes the discussion. Returns false if the lease was lost. */
  delete({ id }: Discussion): Promise<boolean> {
    return this.#repository.deleteOpening(id, this.#leaseOwner);
  }

  get #repository() {
    return this.#deps.discussions.repository;
  }

  async #recordCard(discussion: Discussion, card: Posted): Promise<PostCardResult> {
    const hasLease = await this.#repository.recordCard(discussion.id, { owner: this.#leaseOwner, card });
    return hasLease ? { kind: 'posted', discussion: { ...discussion, card } } : { kind: 'lease-lost' };
  }

  async #handleRefusal(discussion: DiscussionWithCard, paper: Paper, reason: string): Promise<OpenThreadResult> {
    if (!this.#explain(discussion, reason).isTransient) return this.#giveUpThread(discussion, paper, reason);
    await this.#showRefusal(discussion, paper, reason);
    const result = await this.#postpone(discussion, paper, reason, REFUSED_THREAD_RETRY_DELAY_MS);
    return result.kind === 'postponed' ? { ...result, refusalReason: reason } : result;
  }

  async #postpone(
    discussion: DiscussionWithCard,
    paper: Paper,
    reason: string,
    delayMs: number,
  ): Promise<OpenThreadResult> {
    const ageMs = this.#deps.now().getTime() - Date.parse(discussion.openedAt);
    if (ageMs > OPENING_DEADLINE_MS) return this.#giveUpThread(discussion, paper, reason);
    await this.release(discussion, delayMs);
    return { kind: 'postponed' };
  }

  /** Updates the card first: if the process crashes in between, another one finds the discussion and tries again. */
  async #giveUpThread(discussion: DiscussionWithCard, paper: Paper, reason: string): Promise<OpenThreadResult> {
    await this.#showRefusal(discussion, paper, reason);
    return (await this.delete(discussion)) ? { kind: 'no-thread', reason } : { kind: 'lease-lost' };
  }

  async #showRefusal(discussion: DiscussionWithCard, paper: Paper, reason: string): Promise<void> {
    const notice = `The thread couldn't be opened: ${this.#explain(discussion, reason).cause}.`;
    await this.#platform.update(discussion.card, await buildDiscussionCard(discussion, paper, this.#deps, notice));
  }

  #explain({ place }: Discussion, reason: string) {
    return explainThreadRefusal(reason, this.#deps.discussions.findTraits(place.platform));
  }
}

/** An adapter that throws has a bug, and it isn't known how far it got. */
function describeAdapterError(error: unknown): string {
  return `an error in the adapter: ${String(error)}`;
}
