import type { Document } from '../chat/document.ts';
import type { Place } from '../chat/place.ts';
import type { PostOutcome } from '../chat/platform.ts';
import type { ReadingListRepository } from '../saved/saved-papers.ts';
import type { DeliveryRepository } from './delivering/delivery.ts';
import type { SubscriptionRepository } from './subscribing/subscription.ts';

/** What commands need of the daily highlights. */
export interface HighlightsService {
  readonly subscriptions: SubscriptionRepository;
  readonly deliveries: DeliveryRepository;
  readonly saved: ReadingListRepository;
  /** Says something unasked in a place of any platform. `key`: the same key is the same post. */
  post(place: Place, document: Document, key: string): Promise<PostOutcome>;
  /** Looks for what is due now, rather than at the next full minute. */
  wake(): void;
  /** A fresh id, of eight small letters and digits. */
  newId(): string;
  /** The version of the time zone data that slots are computed with. */
  readonly tzdataVersion: string;
}
