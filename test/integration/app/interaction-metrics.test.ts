import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commands } from '../../../commands/index.ts';
import { createMetrics, withInteractionMetrics } from '../../../src/app/metrics.ts';
import { commandButton, storeLongActions } from '../../../src/chat/action.ts';
import type { Command } from '../../../src/chat/command.ts';
import { actions } from '../../../src/chat/document.ts';
import type { InteractionPayload } from '../../../src/chat/interaction.ts';
import { buttonsOf, createTestCore, createTestRouter } from '../../fakes/core.ts';
import { ABOUT } from './monitored-process.ts';

const WHO = {
  place: { platform: 'discord', tenant: 'T123', channel: 'C1' },
  person: { id: 'U1', name: 'Ada' },
  canManage: true,
};

/** A router with metrics, where one command and one suggester always fail. */
function setUp() {
  const metrics = createMetrics(ABOUT);
  const core = createTestCore();
  const broken = async (): Promise<never> => {
    throw new Error('a bug');
  };
  const faults: Record<string, Partial<Command>> = {
    trending: { run: broken },
    search: { suggest: { query: broken } },
  };
  const modules = commands.map((module) => ({
    ...module,
    bind: (needs: Parameters<typeof module.bind>[0]) => ({ ...module.bind(needs), ...faults[module.name] }),
  }));
  const handle = withInteractionMetrics(createTestRouter(core, { platform: 'discord', modules }), {
    platform: 'discord',
    ...{ metrics, lookup: core },
  });
  const counts = async () =>
    Object.fromEntries(
      (await metrics.invocations.get()).values
        .filter(({ value }) => value > 0)
        .map(({ labels: { platform, command, outcome }, value }) => [`${platform} ${command} ${outcome}`, value]),
    );
  return { core, metrics, counts, interact: (payload: InteractionPayload) => handle({ ...WHO, ...payload }) };
}

describe('withInteractionMetrics counts', () => {
  it.each<[string, InteractionPayload, string]>([
    ['a command', { kind: 'command', call: { text: '/papers show walking' } }, 'show answered'],
    [
      'a command with parsed options',
      { kind: 'command', call: { command: 'top', values: { period: 'week' } } },
      'top answered',
    ],
    ['a user error', { kind: 'command', call: { text: 'top page:x' } }, 'top refused'],
    ['an unknown command', { kind: 'command', call: { text: '/papers passwords' } }, 'unknown refused'],
    ['a bug', { kind: 'command', call: { text: 'trending' } }, 'trending failed'],
    ['a form that opens', { kind: 'command', call: { text: 'subscribe' } }, 'subscribe asked'],
    ['a submitted form', { kind: 'form-submitted', command: 'top', values: {} }, 'top answered'],
    ['a form of an unknown command', { kind: 'form-submitted', command: '__proto__', values: {} }, 'unknown refused'],
    ['an expired button', { kind: 'action', action: 'run:#gone' }, 'unknown refused'],
    ['a mention', { kind: 'mention', text: 'walking robots' }, 'search answered'],
    ['a link', { kind: 'link-shared', urls: ['https://x.example'], isDraft: false }, '(link) answered'],
    ['the message shortcut', { kind: 'message-shortcut', text: 'hm' }, '(message) answered'],
    [
      'suggestions',
      { kind: 'autocomplete', command: 'show', option: 'paper', partial: 'wal' },
      '(suggestions) answered',
    ],
    [
      'failing suggestions',
      { kind: 'autocomplete', command: 'search', option: 'query', partial: 'wal' },
      '(suggestions) failed',
    ],
    ['an installation', { kind: 'installed' }, '(installed) answered'],
    ['an uninstallation', { kind: 'uninstalled' }, '(uninstalled) answered'],
  ])('%s', async (_, payload, expected) => {
    const { interact, counts } = setUp();
    await interact(payload);
    expect(await counts()).toEqual({ [`discord ${expected}`]: 1 });
  });

  it('a button with a stored action under its command', async () => {
    const { core, interact, counts } = setUp();
    const text = `search ${'walking '.repeat(20)}`;
    const list = { blocks: [actions(commandButton('More', text, { replacesOriginal: true }))] };
    const action = buttonsOf(storeLongActions(list, core.actionStore)).get('More') ?? '';
    await interact({ kind: 'action', action });
    expect(await counts()).toEqual({ 'discord search answered': 1 });
  });

  it('failures from 0 on, so that Prometheus sees the first one', async () => {
    const { metrics, interact } = setUp();
    const failed = async () =>
      (await metrics.invocations.get()).values.find(
        ({ labels }) => labels.command === 'trending' && labels.outcome === 'failed',
      )?.value;
    expect(await failed()).toBe(0);
    await interact({ kind: 'command', call: { text: 'trending' } });
    expect(await failed()).toBe(1);
  });

  it('and times interactions by command', async () => {
    const { interact, metrics } = setUp();
    await interact({ kind: 'command', call: { text: 'show walking' } });
    const { values } = await metrics.invocationSeconds.get();
    const labels = { platform: 'discord', command: 'show' };
    expect(values).toContainEqual(
      expect.objectContaining({ metricName: 'paperboy_invocation_seconds_count', value: 1, labels }),
    );
  });
});

it('uses no input of people as label', async () => {
  const { interact, metrics, core } = setUp();
  const word = fc.oneof(
    fc.string({ maxLength: 20 }),
    fc.constantFrom('constructor', '__proto__', 'toString', 'help"}'),
  );
  const payload: fc.Arbitrary<InteractionPayload> = fc.oneof(
    word.map((text): InteractionPayload => ({ kind: 'command', call: { text } })),
    word.map((name): InteractionPayload => ({ kind: 'command', call: { command: name, values: {} } })),
    word.map((text): InteractionPayload => ({ kind: 'action', action: `run:${text}` })),
    word.map((text): InteractionPayload => ({ kind: 'mention', text })),
    fc
      .record({ command: word, option: word })
      .map((one): InteractionPayload => ({ kind: 'autocomplete', partial: '', ...one })),
    word.map((command): InteractionPayload => ({ kind: 'form-submitted', command, values: {} })),
  );
  await fc.assert(
    fc.asyncProperty(payload, async (one) => {
      await interact(one);
    }),
    { numRuns: 300 },
  );
  const labels = (await metrics.invocations.get()).values.map(({ labels: { command } }) => String(command));
  const names = core.commands.map(({ name }) => name);
  expect([...new Set(labels)].filter((one) => ![...names, 'unknown'].includes(one) && !one.startsWith('('))).toEqual(
    [],
  );
  expect(labels.length).toBeLessThan(4 * (names.length + 8));
  const written = await metrics.registry.metrics();
  for (const secret of ['T123', 'U1"', 'Ada', 'C1"']) expect(written).not.toContain(secret);
});
