import { type CallContext, isPrivatePlace, type Person, type Place, type Posted } from '../../chat/place.ts';
import type { ChatPlatform, Thread } from '../../chat/platform.ts';
import type { FindTraits } from '../../chat/platform-traits.ts';
import type { Papers } from '../../papers/library.ts';
import type { Clock } from '../../runtime/clock.ts';
import { UserError } from '../../runtime/errors.ts';
import type { ClaimRequest, Lease } from '../../runtime/lease.ts';
import type { SearchIndex } from '../../search/index.ts';

/** A thread about a paper in a channel. Times are ISO 8601 in UTC. */
export interface Discussion {
  /** Also the key of the card, so that the card can be found again. */
  readonly id: string;
  /** The channel, without the thread. */
  readonly place: Place;
  readonly paperId: string;
  readonly opener: Pick<Person, 'id' | 'name'>;
  readonly openedAt: string;
  readonly state: DiscussionState;
  /** The post that the thread starts from. */
  readonly card?: Posted;
  readonly thread?: Thread;
  readonly activity: DiscussionActivity;
  /** The id of the discussion that this one replaces. */
  readonly follows?: string;
  /** Whether lists show it. Its opener can change that. */
  readonly isListed: boolean;
}

export type DiscussionState =
  /** The card and the thread may not exist yet. The card may exist since `attemptedAt`. */
  | { readonly kind: 'opening'; readonly attemptedAt?: string }
  | { readonly kind: 'open' }
  /** `merged`: its paper is a duplicate of one that already has an open discussion in the channel. */
  | { readonly kind: 'ended'; readonly at: string; readonly reason: EndReason | 'merged' };

/** What happened to a thread that people can't write in anymore. */
export type EndReason = 'deleted' | 'locked';

export interface DiscussionActivity {
  readonly replies: number;
  readonly people: number;
  /** When the last reply was sent. */
  readonly lastAt?: string;
}

/** A discussion, and how many replies it got in a period. */
export interface RankedDiscussion {
  readonly discussion: Discussion;
  readonly replies: number;
}

export type NewDiscussion = Pick<Discussion, 'id' | 'place' | 'paperId' | 'opener' | 'openedAt' | 'follows'>;

/**
 * A channel has at most one discussion of a paper that has not ended. The database guarantees it, so two people who
 * open one at the same moment get the same. Every method that serves a person takes the tenant, to keep tenants apart.
 */
export interface DiscussionRepository {
  /** Creates and leases a discussion, or returns the one that the channel already has, under any lease. */
  findOrCreate(
    newDiscussion: NewDiscussion,
    lease: Lease,
  ): Promise<{ readonly isNew: boolean; readonly discussion: Discussion }>;
  get(platform: string, tenant: string, id: string): Promise<Discussion | undefined>;
  /** The open discussions of these papers in a channel. */
  findOpenByPapers(place: Place, paperIds: readonly string[]): Promise<readonly Discussion[]>;
  /** The discussion whose thread this is. It may have ended: people can still ask about its paper there. */
  findByThread(place: Place): Promise<Discussion | undefined>;
  /** The discussion of these papers in a channel that was deleted or locked last. */
  findLastEnded(place: Place, paperIds: readonly string[]): Promise<Discussion | undefined>;
  /** The open and listed discussions of a channel, latest activity first. */
  list(place: Place, limit: number): Promise<readonly Discussion[]>;
  /**
   * The open and listed discussions of a channel with replies since a time, most replies first. Counts whole UTC days.
   */
  listMostDiscussed(place: Place, since: string, limit: number): Promise<readonly RankedDiscussion[]>;

  /** Records that the card is about to be posted. Returns false if the lease was lost. */
  recordPostAttempt(id: string, attempt: { readonly owner: string; readonly at: string }): Promise<boolean>;
  /** Returns false if the lease was lost. */
  recordCard(id: string, posted: { readonly owner: string; readonly card: Posted }): Promise<boolean>;
  /** Records the thread, opens the discussion and releases the lease. Returns false if the lease was lost. */
  markOpen(
    id: string,
    opened: { readonly owner: string; readonly thread: Thread; readonly refreshAt: string },
  ): Promise<boolean>;
  /** Deletes a discussion that can't be opened. Returns false if the lease was lost. */
  deleteOpening(id: string, owner: string): Promise<boolean>;
  /** Releases a discussion that is still opening. Nobody can claim it before `until`. */
  release(id: string, release: { readonly owner: string; readonly until: string }): Promise<void>;
  /** Ends a discussion that is opening or open. Returns false if it has already ended. */
  end(id: string, end: { readonly at: string; readonly reason: EndReason }): Promise<boolean>;
  /** Shows or hides a discussion in lists. Returns false if there is none with this id and, if given, this opener. */
  setListed(discussion: Pick<Discussion, 'id' | 'place'>, isListed: boolean, openerId?: string): Promise<boolean>;

  /** Claims discussions whose opening was interrupted. */
  claimOpenings(request: ClaimRequest): Promise<readonly Discussion[]>;
  /** Claims open discussions that are due for a refresh, longest due first. */
  claimDueRefreshes(request: ClaimRequest): Promise<readonly Discussion[]>;
  /**
   * Records the activity, also for the UTC day of `now`, and releases the lease. Returns false if the lease was lost.
   */
  recordRefresh(
    id: string,
    refresh: {
      readonly owner: string;
      readonly now: string;
      readonly activity: DiscussionActivity;
      /** When the next refresh is due. If omitted, it waits for activity in the thread. */
      readonly refreshAt?: string;
    },
  ): Promise<boolean>;
  /** Makes the discussion of a thread due for a refresh, but no sooner than a minute after the last one. */
  recordThreadActivity(thread: Place, now: string): Promise<void>;
  /** Deletes discussions that ended before a time. Returns how many. */
  deleteEnded(before: string): Promise<number>;
}

/** Discussions for commands, event handlers and the background job. */
export interface DiscussionService {
  readonly repository: DiscussionRepository;
  /** Returns the platform if it is connected. */
  findPlatform(name: string): ChatPlatform | undefined;
  readonly findTraits: FindTraits;
  /** The names of the connected platforms. */
  connectedPlatforms(): readonly string[];
  /** Identifies this process in leases. */
  readonly owner: string;
  /** Refreshes threads that are due, without waiting for the next minute. */
  refreshSoon(): void;
  /** Returns a new id: eight lowercase letters and digits. */
  newId(): string;
}

/** What the functions of this feature need. */
export interface DiscussionDeps extends Clock {
  readonly discussions: DiscussionService;
  readonly papers: Pick<Papers, 'get'>;
  readonly search: Pick<SearchIndex, 'related'>;
}

/**
 * Returns the channel of a call, without the thread.
 *
 * @throws UserError in private conversations
 */
export function requireChannel(call: CallContext): Place {
  if (isPrivatePlace(call)) {
    throw new UserError('Discussions take place in channels. Run this command in a channel.');
  }
  const { platform, tenant, channel } = call.place;
  return { platform, tenant, channel };
}
