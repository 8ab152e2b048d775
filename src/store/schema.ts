import type { DiscussionState } from '../features/discussions/discussion.ts';
import type { DeliveryState } from '../features/highlights/delivery.ts';
import type { Subscription, SubscriptionState } from '../features/highlights/subscription.ts';

/**
 * What stands in the database, the same in SQLite and PostgreSQL. Instants are whole milliseconds since 1970 (`instant.ts`), records
 * that nobody asks for by a part of them are JSON.
 */
export interface Tables {
  readonly paperboy_migrations: MigrationRow;
  readonly papers: PaperRow;
  readonly paper_aliases: PaperAliasRow;
  readonly corpus: CorpusRow;
  readonly health_check: HealthCheckRow;
  readonly subscriptions: SubscriptionRow;
  readonly deliveries: DeliveryRow;
  readonly shown_papers: ShownPaperRow;
  readonly saved_papers: SavedPaperRow;
  readonly actions: ActionRow;
  readonly channel_settings: ChannelSettingRow;
  readonly discussions: DiscussionRow;
  readonly discussion_days: DiscussionDayRow;
  readonly sources: SourceRow;
  readonly source_listings: SourceListingRow;
}

interface MigrationRow {
  name: string;
  ran_at: number;
}

interface PaperRow {
  id: string;
  json: string;
  /** The revision of the corpus that this paper came or changed with. */
  revision: number;
}

interface PaperAliasRow {
  alias: string;
  paper_id: string;
}

/** One row. Whoever writes papers raises its revision first, and so waits for whoever writes already. */
interface CorpusRow {
  id: number;
  revision: number;
}

/** One row: when somebody last looked whether the database can be written. */
interface HealthCheckRow {
  id: number;
  checked_at: number;
}

export interface SubscriptionRow {
  id: string;
  platform: string;
  tenant: string;
  channel: string;
  thread: string | null;
  owner_id: string;
  owner_name: string;
  owner_zone: string | null;
  about: Subscription['about'];
  topic: string;
  /** JSON of a `Schedule`. */
  schedule: string;
  /** JSON of a `Choice`. */
  criteria: string;
  on_quiet_day: Subscription['onQuietDay'];
  /** 0 or 1. */
  with_chart: number;
  state: SubscriptionState['kind'];
  paused_until: number | null;
  ended_at: number | null;
  ended_by: string | null;
  /** Of an ended one, whether it was paused: 0 or 1. */
  was_paused: number;
  broken_since: number | null;
  broken_reason: string | null;
  /** 0 or 1: libsql ends the process over a boolean. */
  owner_notified: number;
  created_at: number;
  next_slot: number | null;
  zone_data: string;
}

export interface DeliveryRow {
  id: string;
  subscription_id: string;
  /** The platform and tenant of the subscription; a foreign key keeps them so. */
  platform: string;
  tenant: string;
  slot: number;
  state: DeliveryState;
  attempts: number;
  not_before: number | null;
  lease_owner: string | null;
  lease_until: number | null;
  attempted_at: number | null;
  /** When somebody last tried to find out about one that is unknown. */
  last_checked_at: number | null;
  /** JSON of a `Document`. */
  document: string | null;
  /** JSON of a list of ids. */
  paper_ids: string;
  /** JSON of a `Posted`. */
  posted: string | null;
  reason: string | null;
  /** 0 or 1: whether the owner was told that the outcome is unknown. */
  owner_notified: number;
  changed_at: number;
}

/**
 * Which papers a subscription has shown, or may have. The delivery that showed a paper belongs to the key, so that taking back what one
 * delivery showed leaves what another showed.
 */
interface ShownPaperRow {
  subscription_id: string;
  paper_id: string;
  delivery_id: string;
}

interface SavedPaperRow {
  platform: string;
  tenant: string;
  person: string;
  paper_id: string;
  saved_at: number;
}

interface ActionRow {
  key: string;
  text: string;
  stored_at: number;
}

interface ChannelSettingRow {
  platform: string;
  tenant: string;
  channel: string;
  name: string;
  value: string;
}

/** One that has not ended is the only one of its channel and paper: a unique index holds that. */
export interface DiscussionRow {
  id: string;
  platform: string;
  tenant: string;
  channel: string;
  paper_id: string;
  opener_id: string;
  opener_name: string;
  opened_at: number;
  state: DiscussionState['kind'];
  attempted_at: number | null;
  ended_at: number | null;
  ended_reason: Extract<DiscussionState, { kind: 'ended' }>['reason'] | null;
  /** JSON of a `Posted`. */
  card: string | null;
  /** The message that the thread starts from. */
  thread: string | null;
  thread_url: string | null;
  follows: string | null;
  /** 0 or 1. */
  listed: number;
  replies: number;
  people: number;
  last_at: number | null;
  refresh_at: number | null;
  refreshed_at: number | null;
  /** 0 or 1: whether something happened in the thread since it was taken in hand to be looked at. */
  has_new_activity: number;
  lease_owner: string | null;
  lease_until: number | null;
}

/** How many replies a discussion had in all at the last look of a UTC day. */
interface DiscussionDayRow {
  discussion_id: string;
  day: string;
  replies: number;
}

export interface SourceRow {
  name: string;
  lease_owner: string | null;
  lease_until: number | null;
  last_success_at: number | null;
  failing_since: number | null;
  failures: number;
  retry_at: number | null;
  reason: string | null;
  /** 0 or 1: it asked for that itself. */
  rate_limited: number;
}

export interface SourceListingRow {
  source: string;
  listing_key: string;
  fetched_at: number;
  etag: string | null;
  /** JSON of a list of ids. */
  paper_ids: string;
}

/** Whose SQL is spoken, where the two differ. */
export type Dialect = 'sqlite' | 'postgres';
