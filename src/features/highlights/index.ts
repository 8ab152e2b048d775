/** The public entry of highlights. The store imports the types of `subscription.ts` and `delivery.ts`. */
export { describeDelivery } from './delivery.ts';
export { startDeliveryScheduler } from './delivery-scheduler.ts';
export type { RecordDelivery } from './dispatcher.ts';
export type { HighlightsService } from './highlights-service.ts';
export { invalidInputError, SUBSCRIBE_EXAMPLE } from './input-correction.ts';
export { createOwnerNotifier, postOnce } from './owner-notices.ts';
export { createPostRateLimiter } from './post-rate-limiter.ts';
export { previewNextPost, previewSubscription } from './preview.ts';
export { saveSubscription } from './save-subscription.ts';
export { describeSchedule } from './schedule.ts';
export { suggestDays } from './schedule-input.ts';
export { toTrendingRanks } from './selection.ts';
export {
  checkDraft,
  findDuplicate,
  findSubscription,
  listVisibleSubscriptions,
} from './subscription-access.ts';
export {
  confirmUnsubscribe,
  pauseSubscription,
  reduceSubscription,
  restoreSubscription,
  resumeSubscription,
  sendNow,
  unsubscribe,
} from './subscription-actions.ts';
export { describeState, subscriptionCard, subscriptionStatus, topicName } from './subscription-card.ts';
export {
  defaultDays,
  type InputBase,
  parseSubscriptionInput,
  SUBSCRIPTION_DEFAULTS,
  toOptionValues,
} from './subscription-input.ts';
export { suggestTimeZones } from './time-zones.ts';
