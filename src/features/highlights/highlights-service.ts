import type { Document } from '../../chat/document.ts';
import type { Place } from '../../chat/place.ts';
import type { PostOutcome } from '../../chat/platform.ts';
import type { DeliveryRepository } from './delivery.ts';
import type { PostDeps } from './post.ts';
import type { SubscriptionRepository } from './subscription.ts';

/** What subscribing and managing subscriptions needs. */
export interface HighlightsService extends PostDeps {
  readonly subscriptions: SubscriptionRepository;
  readonly deliveries: DeliveryRepository;
  /** Posts once per place and key. */
  readonly post: PostFn;
  /** Looks for due deliveries now instead of at the next full minute. */
  readonly wake: () => void;
  /** Returns a new id of eight lowercase letters and digits. */
  readonly newId: () => string;
  /** The version of the time zone data. */
  readonly tzdataVersion: string;
  readonly now: () => Date;
}

/** Posts in a place of any platform. */
type PostFn = (place: Place, document: Document, key: string) => Promise<PostOutcome>;
