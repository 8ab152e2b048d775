import { strong } from '../../chat/document.ts';
import { type Place, personOf } from '../../chat/place.ts';
import { counted } from '../../text/counted.ts';
import { shorten } from '../../text/shorten.ts';
import type { Span } from '../../text/span.ts';
import { describeSchedule } from '../schedule/read-schedule.ts';
import { MOST_PAPERS, type Subscription } from './subscription.ts';

/** What a topic is called that has no words: all papers. It may be typed, too. */
export const EVERYTHING = 'everything';

const MOST_DISCUSSED = 'the most discussed papers';

const SHOWN_TOPIC = 80;

/** What a subscription is on, as it stands in a sentence, shortened where it is long: "safe rl", "the most discussed papers on safe rl". */
export function topicName({ topic, about }: Pick<Subscription, 'topic' | 'about'>): string {
  const shown = shorten(topic, SHOWN_TOPIC);
  if (about === 'discussions') return topic === '' ? MOST_DISCUSSED : `${MOST_DISCUSSED} on ${shown}`;
  return topic === '' ? EVERYTHING : shown;
}

/** "the best 5 papers", "all papers with at least 20 upvotes, the best 10 at most", "the 5 with the most replies in a week" */
export function describeChoice({ choice, about }: Pick<Subscription, 'choice' | 'about'>): string {
  if (about === 'discussions' && choice.kind === 'best') {
    return `the ${choice.count === 1 ? 'one' : choice.count} with the most replies in a week`;
  }
  if (choice.kind === 'upvotes')
    return `all papers with at least ${counted(choice.atLeast, 'upvote')}, the best ${MOST_PAPERS} at most`;
  return choice.count === 1 ? 'the best paper' : `the best ${choice.count} papers`;
}

/** What comes on a day on which there is nothing to say. */
export function describeQuietDay({ onQuietDay }: Pick<Subscription, 'onQuietDay'>): string {
  return onQuietDay === 'archive' ? 'older papers that were not shown here yet, labelled so' : 'nothing';
}

/** Where a subscription posts, as seen from another place: "this channel", "you, in private". */
export function describePlace({ platform, channel, thread }: Place, from: Place): string {
  if (personOf({ platform, channel, tenant: '' }) !== undefined) return 'you, in private';
  const isHere = channel === from.channel;
  if (thread === undefined) return isHere ? 'this channel' : `the channel ${channel}`;
  return thread === from.thread ? 'this thread' : `a thread of ${isHere ? 'this channel' : `the channel ${channel}`}`;
}

/** What stands above the papers. */
export function describeChart({ withChart }: Pick<Subscription, 'withChart'>): string {
  return withChart ? 'papers per month on the topic, above the papers' : 'none';
}

/** "safe rl: the best 5 papers, on weekdays at 09:00 (Europe/Berlin)", the topic strong. */
export function subscriptionSpans(
  one: Pick<Subscription, 'about' | 'topic' | 'choice' | 'schedule' | 'withChart'>,
): Span[] {
  const how = `: ${describeChoice(one)}, ${describeSchedule(one.schedule)}${one.withChart ? ', with a chart' : ''}`;
  return [strong(topicName(one)), { kind: 'text', text: how }];
}
