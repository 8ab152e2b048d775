import { Temporal } from 'temporal-polyfill';
import { encodeAction } from '../chat/action.ts';
import type { Core } from '../chat/context.ts';
import { type Block, type Control, type Document, heading, note, strong } from '../chat/document.ts';
import { listedPaper } from '../chat/paper-card.ts';
import { showDay } from '../papers/byline.ts';
import type { Span } from '../text/span.ts';
import type { Highlights } from './pick-highlights.ts';
import type { Subscription } from './subscription.ts';

interface Post {
  readonly subscription: Subscription;
  readonly highlights: Highlights;
  /** The instant that the post is for, and the next one, ISO 8601. */
  readonly slot: string;
  readonly next: string;
}

/** One post of a subscription: what day and topic it is for, its papers with why they are there, and what one can do about it. */
export function highlightPost({ subscription, highlights, slot, next }: Post, core: Core): Document {
  const { id, topic, owner, schedule } = subscription;
  const day = Temporal.Instant.from(slot).toZonedDateTimeISO(schedule.zone).toPlainDate().toString();
  const about = topic === '' ? '' : ` on ${topic}`;
  const blocks: Block[] = [
    heading(
      highlights.from === 'archive' ? `From the archive${about}, ${showDay(day)}` : `Papers${about}, ${showDay(day)}`,
    ),
    ...(highlights.from === 'archive' ? [note('Nothing new came; these were not shown here yet.')] : []),
    ...highlights.papers.map(({ paper, why }) => listedPaper(paper, { why: [text(why)] }, core)),
    note('Set up by ', strong(owner.name), '. Next: ', { kind: 'time', at: next }, `. Subscription ${id}.`),
    { kind: 'actions', controls: [whatToDo(subscription, core)] },
  ];
  return { blocks };
}

/** What anybody who may can do about a subscription, from the post itself. */
function whatToDo({ id }: Subscription, { keepsakes }: Core): Control {
  const choice = (label: string, call: string, asks = false) => ({
    label,
    action: encodeAction({ text: call, replaces: false, asks }, keepsakes),
  });
  return {
    kind: 'menu',
    label: 'This subscription …',
    choices: [
      choice('Pause for a week', `subscriptions pause ${id} for:week`),
      choice('Change', `subscribe change:${id}`, true),
      choice('Send fewer', `subscriptions fewer ${id}`),
      choice('Unsubscribe', `subscriptions unsubscribe ${id}`),
    ],
  };
}

function text(words: string): Span {
  return { kind: 'text', text: words };
}
