import type { InteractionHandler } from './dispatch.ts';
import type { Document } from './document.ts';
import type { Place, Posted } from './place.ts';

/** What became of a post. Nobody can tell after `unknown` whether it arrived: `findPosted` may, and a blind repeat might double it. */
export type PostOutcome =
  | { readonly kind: 'sent'; readonly posted: Posted }
  /** It was there, under this key, and somebody has deleted it since. */
  | { readonly kind: 'sent-then-deleted' }
  | { readonly kind: 'forbidden'; readonly reason: string }
  | { readonly kind: 'gone'; readonly reason: string }
  | { readonly kind: 'rate-limited'; readonly retryAfterMs: number }
  /** The platform will never take this message: a fault of ours, or its rules against the text. */
  | { readonly kind: 'failed'; readonly reason: string }
  /** Nothing was sent and nothing can be, anywhere, until the host mends it. */
  | { readonly kind: 'unavailable'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string };

/**
 * A message may show later than the request ended that sent it. Before so many milliseconds nobody concludes that it is not there.
 */
export const POST_VISIBILITY_DELAY_MS = 2 * 60_000;

/** Why nothing was sent, or nobody knows. */
export type PostFailure = Exclude<PostOutcome, { kind: 'sent' | 'sent-then-deleted' }>;

/** A thread, and where a browser or an app shows it; a terminal shows it nowhere. */
export interface Thread {
  readonly place: Place;
  readonly url?: string;
}

/** What became of opening a thread, or of waking the one that is there. `locked`: somebody closed it, and nobody writes there any more. */
export type OpenThreadOutcome =
  | { readonly kind: 'open'; readonly thread: Thread }
  | { readonly kind: 'locked' }
  | PostFailure;

/** How a thread stands. Nothing of what people say in it is read. */
export type ReadThreadOutcome =
  | {
      readonly kind: 'read';
      readonly state: 'open' | 'archived' | 'locked';
      /** Messages in it, without the one that it starts from. */
      readonly replies: number;
      /** Those who take part, without Paperboy. */
      readonly people: number;
      /** The instant of the last message, ISO 8601 in UTC. */
      readonly lastAt?: string;
    }
  | PostFailure;

/** A platform that people talk on. What it lacks is made up for inside its adapter, so no caller asks what it can do. */
export interface ChatPlatform {
  readonly name: string;
  /** Connects, and answers what people do through `dispatch` from then on. Resolves when it is ready. */
  start(onInteraction: InteractionHandler): Promise<void>;
  /** Answers nothing new, finishes the answers in hand, for seven seconds at most, and disconnects. */
  stop(): Promise<void>;
  /** Whether it can hear people by now, as far as it knows: false before it has started, while a broken line is mended, and once stopped. */
  connected(): boolean;
  /** Says something unasked. `key` is the delivery's own: the same key is the same post. */
  post(place: Place, document: Document, key: string): Promise<PostOutcome>;
  /** Puts a document in the place of what was said before. */
  update(posted: Posted, document: Document): Promise<PostOutcome>;
  /**
   * Opens a thread on a message, or wakes the one that it has, which may have gone to sleep. A channel that is made of threads alone (a
   * forum of Discord) gets one with every post, and that is then the thread.
   */
  openThread(posted: Posted, title: string): Promise<OpenThreadOutcome>;
  /** How the thread on a message stands. */
  readThread(thread: Place): Promise<ReadThreadOutcome>;
  /** Looks for the post of a delivery since an instant (ISO 8601, UTC), to settle an unknown outcome. */
  findPosted(place: Place, key: string, since: string): Promise<Posted | undefined>;
}
