import type { AppServices } from '../../chat/context.ts';
import { type Block, note, strong, time } from '../../chat/document.ts';
import { describeSchedule } from '../schedule/read-schedule.ts';
import { topicName } from '../subscribing/describe-subscription.ts';
import type { Subscription } from '../subscribing/subscription.ts';
import { postMenu } from '../subscribing/subscription-controls.ts';

/** What stands below every post: which subscription it is of, when the next one comes, and what one can do about it. */
export function postFooter(subscription: Subscription, next: string, core: Pick<AppServices, 'actionStore'>): Block[] {
  const { owner, schedule } = subscription;
  return [
    // Where a message is too long its notes are shortened too, so what matters most comes first.
    note(
      'Next: ',
      time(next),
      '. Set up by ',
      strong(owner.name),
      ` for ${topicName(subscription)}, ${describeSchedule(schedule)}.`,
    ),
    { kind: 'actions', controls: [postMenu(subscription, core.actionStore)] },
  ];
}
