import { directMessagePlace, directMessageUserId } from '../../chat/place.ts';
import type { ChatPlatform } from '../../chat/platform.ts';
import type { Log } from '../../log.ts';
import type { Subscription } from '../subscribing/subscription.ts';
import { type OwnerNotice, ownerNoticeDocument } from './notices.ts';

/** Tells the owner of a subscription in private what became of it. False where that is not possible: then its list says it. */
export type NotifyOwner = (subscription: Subscription, notice: OwnerNotice, key: string) => Promise<boolean>;

interface OwnerNotifierDeps {
  readonly platforms: ReadonlyMap<string, ChatPlatform>;
  readonly log: Log;
}

/** Why somebody could not be told is logged. It never rejects. */
export function createOwnerNotifier({ platforms, log }: OwnerNotifierDeps): NotifyOwner {
  return async (subscription, notice, key) => {
    const { place, owner, id } = subscription;
    // Whom Paperboy can't write to hears nothing of that in private.
    if (notice.kind === 'broken' && directMessageUserId(place) === owner.id) return false;
    try {
      const outcome = await platforms
        .get(place.platform)
        ?.post(directMessagePlace(place, owner), ownerNoticeDocument(subscription, notice), key);
      if (outcome?.kind === 'sent') return true;
      log.warn(
        { subscription: id, trouble: notice.kind, outcome: outcome?.kind },
        'the owner of a subscription could not be told',
      );
    } catch (error) {
      log.error({ err: error, subscription: id }, 'the owner of a subscription could not be told');
    }
    return false;
  };
}
