import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCommand } from '../../../../src/chat/parse-command.ts';
import type { CallContext } from '../../../../src/chat/place.ts';
import type { Weekday } from '../../../../src/features/highlights/schedule.ts';
import type { Subscription } from '../../../../src/features/highlights/subscription.ts';
import { isSameDraft } from '../../../../src/features/highlights/subscription-access.ts';
import {
  formatSubscribeCommand,
  parseSubscriptionInput,
  type SubscriptionDraft,
  type SubscriptionInput,
  toOptionValues,
} from '../../../../src/features/highlights/subscription-input.ts';
import { createTestCommands, findTestTraits } from '../../../fakes/core.ts';

const HERE = { platform: 'slack', tenant: 'T1', channel: 'C024BE7LR' };
const now = () => new Date('2025-03-05T09:00:00Z');
const commands = createTestCommands();
const call: CallContext = {
  place: HERE,
  person: { id: 'U1', name: 'Ada' },
  platform: findTestTraits('slack'),
  canManage: true,
};

const weekday = fc.constantFrom<Weekday[]>(1, 2, 3, 4, 5, 6, 7);
const topic = fc.oneof(
  fc.constantFrom(
    '',
    'safe rl',
    '"reward model" -diffusion since:2024',
    'a"b c" d',
    'C++ & <b>',
    'time travel',
    '“curly” quotes',
  ),
  fc.string({ unit: 'grapheme', maxLength: 30 }),
);

/** Drafts with valid topics. */
const drafts: fc.Arbitrary<SubscriptionDraft> = fc
  .record({
    place: fc.constantFrom(HERE, { ...HERE, channel: 'C999999999' }, { ...HERE, channel: `user:${call.person.id}` }),
    topic,
    schedule: fc.record({
      days: fc.uniqueArray(weekday, { minLength: 1 }).map((days) => days.toSorted()),
      time: fc.integer({ min: 0, max: 1439 }).map((at) => new Date(at * 60_000).toISOString().slice(11, 16)),
      zone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/Argentina/Buenos_Aires', 'Asia/Kolkata'),
    }),
    criteria: fc.oneof(
      fc.record({ kind: fc.constant('best' as const), count: fc.integer({ min: 1, max: 10 }) }),
      fc.record({ kind: fc.constant('upvotes' as const), atLeast: fc.integer({ min: 1, max: 10_000 }) }),
    ),
    onQuietDay: fc.constantFrom('silence' as const, 'archive' as const),
    hasChart: fc.boolean(),
    about: fc.constant('papers' as const),
  })
  .map((draft) => ({ ...draft, topic: draft.topic.trim().split(/\s+/).join(' ') }))
  .map((draft) => ({ ...draft, hasChart: draft.hasChart && draft.topic !== '' && draft.schedule.days.length === 1 }))
  .filter(({ topic }) => 'draft' in parseSubscriptionInput({ topic, zone: 'UTC' }, {}, now, call));

function parse(input: SubscriptionInput, previous?: Subscription): SubscriptionDraft {
  const parsed = parseSubscriptionInput(input, { previous }, now, call);
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  return parsed.draft;
}

describe('parseSubscriptionInput', () => {
  it('parses the command of a button to the same draft', () => {
    fc.assert(
      fc.property(drafts, (draft) => {
        const text = formatSubscribeCommand({ ...toOptionValues(draft, HERE), as: 'abcd1234', confirm: 'yes' });
        const { command, values } = parseCommand({ text }, commands);
        expect(command.name).toBe('subscribe');
        expect(values).toMatchObject({ as: 'abcd1234', confirm: 'yes' });
        expect(isSameDraft(parse(values as SubscriptionInput), draft)).toBe(true);
      }),
    );
  });

  it('parses an unchanged form to the same draft', () => {
    fc.assert(
      fc.property(drafts, (draft) => {
        const id = { id: 'abcd1234', owner: call.person, state: { kind: 'active' as const } };
        const previous: Subscription = {
          ...draft,
          ...id,
          createdAt: '2025-01-01T00:00:00.000Z',
          tzdataVersion: '2025a',
        };
        const typed = Object.entries(toOptionValues(draft, HERE)).map(([name, value]) => [name, String(value)]);
        const { values } = parseCommand({ command: 'subscribe', values: Object.fromEntries(typed) }, commands);
        expect(parse(values as SubscriptionInput, previous)).toEqual(draft);
      }),
    );
  });

  it('keeps a thread elsewhere, which no form field can name', () => {
    const place = { ...HERE, channel: 'C999999999', thread: '1741.1' };
    const draft = parse({ topic: 'safe rl', zone: 'UTC' });
    const previous = { ...draft, place, id: 'x', owner: call.person } as Subscription;
    expect(toOptionValues(previous, HERE)).not.toHaveProperty('channel');
    expect(parse(toOptionValues(previous, HERE) as SubscriptionInput, previous).place).toEqual(place);
    expect(parse({ channel: place.channel }, previous).place).toEqual({ ...HERE, channel: place.channel });
  });
});
