import type { DiscussionState } from '../features/discussions/discussion.ts';
import type { DeliveryState } from '../features/highlights/delivery.ts';
import type { Subscription, SubscriptionState } from '../features/highlights/subscription.ts';

/**
 * The tables, the same in SQLite and PostgreSQL. Times are whole milliseconds since 1970, flags are 0 or 1 (a boolean
 * would end the process in libsql), and records that no query looks into are JSON.
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
  /** The revision of the corpus in which the paper last changed. */
  revision: number;
}

interface PaperAliasRow {
  alias: string;
  paper_id: string;
}

/** One row. Writers of papers increment the revision first, and so wait for each other. */
interface CorpusRow {
  id: number;
  revision: number;
}

/** One row, which is written to check that the database can be written. */
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
  /** JSON of `SelectionCriteria`. */
  criteria: string;
  on_quiet_day: Subscription['onQuietDay'];
  with_chart: number;
  state: SubscriptionState['kind'];
  paused_until: number | null;
  ended_at: number | null;
  ended_by: string | null;
  /** Whether an ended subscription was paused before. */
  was_paused: number;
  broken_since: number | null;
  broken_reason: string | null;
  owner_notified: number;
  created_at: number;
  next_slot: number | null;
  zone_data: string;
}

export interface DeliveryRow {
  id: string;
  subscription_id: string;
  /** The platform and tenant of the subscription, by a foreign key. */
  platform: string;
  tenant: string;
  slot: number;
  state: DeliveryState;
  attempts: number;
  not_before: number | null;
  lease_owner: string | null;
  lease_until: number | null;
  attempted_at: number | null;
  /** When an unknown delivery was last searched for. */
  last_checked_at: number | null;
  /** JSON of a `Document`. */
  document: string | null;
  /** JSON of an array of ids. */
  paper_ids: string;
  /** JSON of a `Posted`. */
  posted: string | null;
  reason: string | null;
  /** Whether the owner was notified that the outcome is unknown. */
  owner_notified: number;
  changed_at: number;
}

/**
 * The papers that a subscription has shown, or may have. The delivery is part of the key, so that taking back what one
 * delivery showed leaves what another one showed.
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

/** A unique index allows one discussion per channel and paper that has not ended. */
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
  /** The id of the message that the thread is on. */
  thread: string | null;
  thread_url: string | null;
  follows: string | null;
  listed: number;
  replies: number;
  people: number;
  last_at: number | null;
  refresh_at: number | null;
  refreshed_at: number | null;
  /** Whether there was activity in the thread since the discussion was claimed for a refresh. */
  has_new_activity: number;
  lease_owner: string | null;
  lease_until: number | null;
}

/** The total number of replies at the last refresh of a UTC day. */
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
  rate_limited: number;
}

export interface SourceListingRow {
  source: string;
  listing_key: string;
  fetched_at: number;
  etag: string | null;
  /** JSON of an array of ids. */
  paper_ids: string;
}

export type Dialect = 'sqlite' | 'postgres';
