import { directPlace, personOf } from '../../chat/place.ts';
import type { ChatPlatform } from '../../chat/platform.ts';
import type { Log } from '../../log.ts';
import type { Subscription } from '../subscribing/subscription.ts';
import { type Trouble, troubleNotice } from './notices.ts';

/** Tells the owner of a subscription in private what became of it. False where that is not possible: then its list says it. */
export type TellOwner = (subscription: Subscription, trouble: Trouble, key: string) => Promise<boolean>;

interface Dependencies {
  readonly platforms: ReadonlyMap<string, ChatPlatform>;
  readonly log: Log;
}

/** Why somebody could not be told is logged. It never rejects. */
export function createTellOwner({ platforms, log }: Dependencies): TellOwner {
  return async (subscription, trouble, key) => {
    const { place, owner, id } = subscription;
    // Whom Paperboy can't write to hears nothing of that in private.
    if (trouble.kind === 'broken' && personOf(place) === owner.id) return false;
    try {
      const outcome = await platforms
        .get(place.platform)
        ?.post(directPlace(place, owner), troubleNotice(subscription, trouble), key);
      if (outcome?.kind === 'sent') return true;
      log.warn(
        { subscription: id, trouble: trouble.kind, outcome: outcome?.kind },
        'the owner of a subscription could not be told',
      );
    } catch (error) {
      log.error({ err: error, subscription: id }, 'the owner of a subscription could not be told');
    }
    return false;
  };
}
