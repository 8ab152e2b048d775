import { strong } from '../../chat/document.ts';
import { directMessageUserId, type Place } from '../../chat/place.ts';
import { pluralize } from '../../text/counted.ts';
import { truncate } from '../../text/shorten.ts';
import type { Span } from '../../text/span.ts';
import { describeSchedule } from '../schedule/read-schedule.ts';
import { MAX_PAPERS, type Subscription } from './subscription.ts';

/** What a topic is called that has no words: all papers. It may be typed, too. */
export const ALL_PAPERS_TOPIC = 'everything';

const MOST_DISCUSSED_LABEL = 'the most discussed papers';

const MAX_TOPIC_LENGTH = 80;

/** What a subscription is on, as it stands in a sentence, shortened where it is long: "safe rl", "the most discussed papers on safe rl". */
export function topicName({ topic, about }: Pick<Subscription, 'topic' | 'about'>): string {
  const shown = truncate(topic, MAX_TOPIC_LENGTH);
  if (about === 'discussions') return topic === '' ? MOST_DISCUSSED_LABEL : `${MOST_DISCUSSED_LABEL} on ${shown}`;
  return topic === '' ? ALL_PAPERS_TOPIC : shown;
}

/** "the best 5 papers", "all papers with at least 20 upvotes, the best 10 at most", "the 5 with the most replies in a week" */
export function describeCriteria({ criteria, about }: Pick<Subscription, 'criteria' | 'about'>): string {
  if (about === 'discussions' && criteria.kind === 'best') {
    return `the ${criteria.count === 1 ? 'one' : criteria.count} with the most replies in a week`;
  }
  if (criteria.kind === 'upvotes')
    return `all papers with at least ${pluralize(criteria.atLeast, 'upvote')}, the best ${MAX_PAPERS} at most`;
  return criteria.count === 1 ? 'the best paper' : `the best ${criteria.count} papers`;
}

/** What comes on a day on which there is nothing to say. */
export function describeQuietDay({ onQuietDay }: Pick<Subscription, 'onQuietDay'>): string {
  return onQuietDay === 'archive' ? 'older papers that were not shown here yet, labelled so' : 'nothing';
}

/** Where a subscription posts, as seen from another place: "this channel", "you, in private". */
export function describePlace({ platform, channel, thread }: Place, from: Place): string {
  if (directMessageUserId({ platform, channel, tenant: '' }) !== undefined) return 'you, in private';
  const isHere = channel === from.channel;
  if (thread === undefined) return isHere ? 'this channel' : `the channel ${channel}`;
  return thread === from.thread ? 'this thread' : `a thread of ${isHere ? 'this channel' : `the channel ${channel}`}`;
}

/** What stands above the papers. */
export function describeChart({ hasChart }: Pick<Subscription, 'hasChart'>): string {
  return hasChart ? 'papers per month on the topic, above the papers' : 'none';
}

/** "safe rl: the best 5 papers, on weekdays at 09:00 (Europe/Berlin)", the topic strong. */
export function describeSubscription(
  subscription: Pick<Subscription, 'about' | 'topic' | 'criteria' | 'schedule' | 'hasChart'>,
): Span[] {
  const details = `: ${describeCriteria(subscription)}, ${describeSchedule(subscription.schedule)}${subscription.hasChart ? ', with a chart' : ''}`;
  return [strong(topicName(subscription)), { kind: 'text', text: details }];
}
