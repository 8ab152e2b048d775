import type { Person, Place } from '../../chat/place.ts';
import type { Schedule } from './schedule.ts';

/** What somebody asked to be posted, where and when. Instants are ISO 8601 in UTC. */
export interface Subscription {
  readonly id: string;
  /** Where it posts: a channel, a thread, or somebody in private (`directPlace`). */
  readonly place: Place;
  /** Who set it up. */
  readonly owner: Person;
  /** New papers, or the papers that were discussed most in its channel in the last week. */
  readonly about: 'papers' | 'discussions';
  /** A query of the query language; empty for everything. */
  readonly topic: string;
  readonly schedule: Schedule;
  readonly criteria: SelectionCriteria;
  /** What comes on a day without anything new: papers from the archive that were not shown yet, labelled so, or nothing. */
  readonly onQuietDay: 'archive' | 'silence';
  /** Above the papers, how many on the topic there were each month. Only where it has a topic and posts once a week. */
  readonly hasChart: boolean;
  readonly state: SubscriptionState;
  readonly createdAt: string;
  /** The next instant at which it posts; none while it is paused without an end. */
  readonly nextSlot?: string;
  /** The time zone data (`process.versions.tz`) that `nextSlot` was computed with. */
  readonly tzdataVersion: string;
}

/** Nobody reads more papers than these in one post. */
export const MAX_PAPERS = 10;

/** No paper has more upvotes, so a higher threshold would bring nothing. */
export const MAX_UPVOTES = 10_000;

/** Who unsubscribed can undo it for so many milliseconds. */
export const UNDO_WINDOW_MS = 7 * 24 * 60 * 60_000;

/** How many papers: the best so many, or all with so many upvotes. */
export type SelectionCriteria =
  | { readonly kind: 'best'; readonly count: number }
  | { readonly kind: 'upvotes'; readonly atLeast: number };

export type SubscriptionState =
  | { readonly kind: 'active' }
  /** Somebody wanted it so; with an instant it goes on by itself from then. */
  | { readonly kind: 'paused'; readonly until?: string }
  /** Somebody unsubscribed. It is kept for a while, so that it can be undone. */
  | {
      readonly kind: 'ended';
      readonly at: string;
      readonly by: string;
      /** That it was paused then, and until when: so it is again when it is brought back. */
      readonly paused?: { readonly until?: string };
    }
  /** It can't be posted there any more. Tried again by itself, and never deleted in silence. */
  | { readonly kind: 'broken'; readonly since: string; readonly reason: string; readonly ownerNotified: boolean };

/** Subscriptions as the store keeps them. What is read or changed for people always names the tenant, so that no tenant sees another's. */
export interface SubscriptionRepository {
  add(subscription: Subscription): Promise<void>;
  get(platform: string, tenant: string, id: string): Promise<Subscription | undefined>;
  /** Of a tenant, oldest first, the ended ones left out; of one channel or one owner where asked for. */
  list(
    platform: string,
    tenant: string,
    filter?: { readonly channel?: string; readonly ownerId?: string },
  ): Promise<readonly Subscription[]>;
  /** Puts a changed subscription in the place of the one with its id. */
  update(subscription: Subscription): Promise<void>;
  /** Changes how one stands, unless it stands otherwise by now than this record says: whoever paused or ended it meanwhile wins. */
  updateState(subscription: Subscription, state: SubscriptionState): Promise<boolean>;
  /** Moves one to another next slot, unless it has another by now than this record says. */
  updateNextSlot(subscription: Subscription, next: Pick<Subscription, 'nextSlot' | 'tzdataVersion'>): Promise<boolean>;
  /** Takes it away with all its deliveries; false where it was not there. */
  remove(platform: string, tenant: string, id: string): Promise<boolean>;
  /** Those whose next slot has come, of all tenants, earliest first. */
  findDue(now: string, limit: number): Promise<readonly Subscription[]>;
  /** Deletes those that ended before an instant, with all that belongs to them. Gives how many. */
  deleteEnded(before: string): Promise<number>;
  /** Those whose next slot was computed with other time zone data. */
  findWithOutdatedTzdata(tzdataVersion: string, limit: number): Promise<readonly Subscription[]>;
}

export function pauseEnd({ until }: { readonly until?: string }): { readonly until?: string } {
  return until === undefined ? {} : { until };
}

export function withState(subscription: Subscription, state: SubscriptionState, next?: string): Subscription {
  const { nextSlot: _, ...rest } = subscription;
  return { ...rest, state, ...(next !== undefined && { nextSlot: next }) };
}

/** A choice as a word of a call, and back. */
export function encodeCriteria(criteria: SelectionCriteria): string {
  return criteria.kind === 'best' ? `best${criteria.count}` : `upvotes${criteria.atLeast}`;
}

export function decodeCriteria(text = ''): SelectionCriteria | undefined {
  const [, kind, digits] = /^(best|upvotes)(\d{1,5})$/.exec(text) ?? [];
  const number = Number(digits);
  if (kind === undefined || number < 1) return undefined;
  return kind === 'best' ? { kind, count: Math.min(number, MAX_PAPERS) } : { kind: 'upvotes', atLeast: number };
}

/** Half the papers, or twice the threshold; nothing where there is no less. */
export function reduceCriteria(criteria: SelectionCriteria): SelectionCriteria | undefined {
  if (criteria.kind === 'best') {
    return criteria.count === 1 ? undefined : { kind: 'best', count: Math.floor(criteria.count / 2) };
  }
  const atLeast = Math.min(criteria.atLeast * 2, MAX_UPVOTES);
  return atLeast === criteria.atLeast ? undefined : { kind: 'upvotes', atLeast };
}
