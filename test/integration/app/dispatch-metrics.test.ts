import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commands } from '../../../commands/index.ts';
import { createMetrics, withDispatchMetrics } from '../../../src/app/metrics.ts';
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

/** A core whose dispatch is counted, and one command that always fails. */
function counting() {
  const metrics = createMetrics(ABOUT);
  const core = createTestCore();
  const broken = async (): Promise<never> => {
    throw new Error('a bug');
  };
  const faults: Record<string, Partial<Command>> = { trending: { run: broken }, search: { suggest: { query: broken } } };
  const modules = commands.map((module) => ({
    ...module,
    bind: (needs: Parameters<typeof module.bind>[0]) => ({ ...module.bind(needs), ...faults[module.name] }),
  }));
  const dispatch = withDispatchMetrics(createTestRouter(core, { platform: 'discord', modules }), {
    platform: 'discord',
    ...{ metrics, lookup: core },
  });
  const counted = async () =>
    Object.fromEntries(
      (await metrics.invocations.get()).values
        .filter(({ value }) => value > 0)
        .map(({ labels: { platform, command, outcome }, value }) => [`${platform} ${command} ${outcome}`, value]),
    );
  return { core, metrics, counted, does: (deed: InteractionPayload) => dispatch({ ...WHO, ...deed }) };
}

describe('what people do is counted', () => {
  it.each<[string, InteractionPayload, string]>([
    ['a command', { kind: 'command', call: { text: '/papers show walking' } }, 'show answered'],
    ['options taken apart', { kind: 'command', call: { command: 'top', values: { period: 'week' } } }, 'top answered'],
    ['a mistake', { kind: 'command', call: { text: 'top page:x' } }, 'top refused'],
    ['a command that does not exist', { kind: 'command', call: { text: '/papers passwords' } }, 'unknown refused'],
    ['a fault of ours', { kind: 'command', call: { text: 'trending' } }, 'trending failed'],
    ['a form that opens', { kind: 'command', call: { text: 'subscribe' } }, 'subscribe asked'],
    ['a form', { kind: 'form-submitted', command: 'top', values: {} }, 'top answered'],
    ['a form of nothing', { kind: 'form-submitted', command: '__proto__', values: {} }, 'unknown refused'],
    ['an old button', { kind: 'action', action: 'run:#gone' }, 'unknown refused'],
    ['words in a thread', { kind: 'mention', text: 'walking robots' }, 'search answered'],
    ['a link', { kind: 'link-shared', urls: ['https://x.example'], isDraft: false }, '(link) answered'],
    ['a message', { kind: 'message-shortcut', text: 'hm' }, '(message) answered'],
    [
      'suggestions',
      { kind: 'autocomplete', command: 'show', option: 'paper', partial: 'wal' },
      '(suggestions) answered',
    ],
    [
      'suggestions that fail',
      { kind: 'autocomplete', command: 'search', option: 'query', partial: 'wal' },
      '(suggestions) failed',
    ],
    ['somebody who joins', { kind: 'installed' }, '(installed) answered'],
    ['somebody who leaves', { kind: 'uninstalled' }, '(uninstalled) answered'],
  ])('%s', async (_, deed, expected) => {
    const { does, counted } = counting();
    await does(deed);
    expect(await counted()).toEqual({ [`discord ${expected}`]: 1 });
  });

  it('a button under the command that it calls, though what it means was kept elsewhere', async () => {
    const { core, does, counted } = counting();
    const text = `search ${'walking '.repeat(20)}`;
    const list = { blocks: [actions(commandButton('More', text, { replacesOriginal: true }))] };
    const action = buttonsOf(storeLongActions(list, core.actionStore)).get('More') ?? '';
    await does({ kind: 'action', action });
    expect(await counted()).toEqual({ 'discord search answered': 1 });
  });

  it('from 0 on where it goes wrong, as Prometheus would not see the first fault otherwise', async () => {
    const { metrics, does } = counting();
    const failed = async () =>
      (await metrics.invocations.get()).values.find(
        ({ labels }) => labels.command === 'trending' && labels.outcome === 'failed',
      )?.value;
    expect(await failed()).toBe(0);
    await does({ kind: 'command', call: { text: 'trending' } });
    expect(await failed()).toBe(1);
  });

  it('and timed by command', async () => {
    const { does, metrics } = counting();
    await does({ kind: 'command', call: { text: 'show walking' } });
    const { values } = await metrics.invocationSeconds.get();
    const labels = { platform: 'discord', command: 'show' };
    expect(values).toContainEqual(
      expect.objectContaining({ metricName: 'paperboy_invocation_seconds_count', value: 1, labels }),
    );
  });
});

it('nothing that people type becomes a label, whatever it is', async () => {
  const { does, metrics, core } = counting();
  const word = fc.oneof(
    fc.string({ maxLength: 20 }),
    fc.constantFrom('constructor', '__proto__', 'toString', 'help"}'),
  );
  const deed: fc.Arbitrary<InteractionPayload> = fc.oneof(
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
    fc.asyncProperty(deed, async (one) => {
      await does(one);
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
