import { describe, expect, it } from 'vitest';
import { createConsole, parseTypedLine } from '../../../../adapters/console/index.ts';
import { lineWidth } from '../../../../adapters/console/render.ts';
import { commands } from '../../../../commands/index.ts';
import { button, prose } from '../../../../src/chat/document.ts';
import type { ChatInteraction, ChatResponse, InteractionHandler } from '../../../../src/chat/interaction.ts';
import { createGate } from '../../../fakes/gate.ts';
import { screenOf } from '../../../fakes/screen.ts';
import { createTerminal } from '../../../fakes/terminal.ts';

const PLACE = { platform: 'console', tenant: 'local', channel: 'terminal' };

function reply(...blocks: Extract<ChatResponse, { kind: 'reply' }>['document']['blocks']): ChatResponse {
  return { kind: 'reply', document: { blocks }, ephemeral: true, replacesOriginal: false, outcome: 'answered' };
}

/** A short description of an interaction. */
function describeInteraction(interaction: ChatInteraction): string {
  if (interaction.kind === 'action') return `pressed ${interaction.action}`;
  if (interaction.kind === 'command' && 'text' in interaction.call) return `asked ${interaction.call.text}`;
  return interaction.kind;
}

const echo: InteractionHandler = async (interaction) => {
  if (interaction.kind === 'autocomplete') {
    const titles = ['Safe Walking', 'Safe Juggling'].filter((title) =>
      title.toLowerCase().startsWith(interaction.partial.toLowerCase()),
    );
    return { kind: 'suggestions', suggestions: titles.map((title) => ({ label: title, value: title })) };
  }
  const controls = describeInteraction(interaction).includes('buttons')
    ? [button('One', 'run:one'), button('Two', 'run:two')]
    : [];
  return reply(prose(`you ${describeInteraction(interaction)}`), { kind: 'actions', controls });
};

async function startConsole(
  options: { isTTY?: boolean; columns?: number; dispatch?: InteractionHandler; playgroundUrl?: () => string } = {},
) {
  const terminal = createTerminal(options);
  const ended = createGate();
  const ends: boolean[] = [];
  const platform = createConsole({
    commands,
    ...terminal,
    color: false,
    now: () => new Date('2025-03-05T09:00:00Z'),
    ...(options.playgroundUrl && { playgroundUrl: options.playgroundUrl }),
    onEnd: (wasUsed) => {
      ends.push(wasUsed);
      ended.open();
    },
  });
  await platform.start(options.dispatch ?? echo);
  return { ...terminal, platform, ended: ended.opened, ends };
}

describe('a console on a pipe', () => {
  it('only prints an answer for each line, in order', async () => {
    const { input, text, ended } = await startConsole();
    input.end('safe rl\n\n   \n/papers top\r\nhelp');
    await ended;
    expect(text()).toBe('you asked search safe rl\n\nyou asked /papers top\n\nyou asked help\n\n');
  });

  it('answers slow lines in order, even after the input has ended', async () => {
    const gate = createGate();
    const dispatch: InteractionHandler = async (interaction) => {
      if (describeInteraction(interaction).includes('slow')) await gate.opened;
      return echo(interaction);
    };
    const { input, text, until, types, ended } = await startConsole({ dispatch });
    types('fast one\n');
    await until('fast one');
    input.end('slow\nfast two\nfast three\n');
    await new Promise((resolve) => input.once('close', resolve));
    gate.open();
    await ended;
    expect(text().match(/slow|fast \w+/g)).toEqual(['fast one', 'slow', 'fast two', 'fast three']);
  });

  it.each(['quit', '/quit', 'EXIT', ' exit '])('quits at %j and ignores the rest', async (command) => {
    const { types, text, ended } = await startConsole();
    types(`one\n${command}\ntwo\n`);
    await ended;
    expect(text()).toBe('you asked search one\n\n');
  });

  it('prints nothing for an interaction without a response', async () => {
    const { input, raw, ended } = await startConsole({ dispatch: async () => ({ kind: 'no-response' }) });
    input.end('anything\n');
    await ended;
    expect(raw()).toBe('');
  });

  it('reports whether it was used, which it cannot be in a service', async () => {
    const service = await startConsole();
    service.input.end();
    await service.ended;
    const pipe = await startConsole();
    pipe.input.end('help\n');
    await pipe.ended;
    expect([service.ends, pipe.ends]).toEqual([[false], [true]]);
  });

  it('ignores a byte order mark', async () => {
    const { input, text, ended } = await startConsole();
    input.end('\ufeffhelp\n');
    await ended;
    expect(text()).toBe('you asked help\n\n');
  });
});

describe('a typed number', () => {
  it('presses a button on the screen', async () => {
    const { types, until } = await startConsole();
    types('buttons\n');
    await until('[1] One  [2] Two\n');
    types('2\n');
    await until('you pressed run:two\n');
    types('words without\n');
    await until('search words without\n');
    types('1\n');
    await until('you pressed run:one\n');
  });

  it('without a button explains how to search for it', async () => {
    const { types, until } = await startConsole();
    types('7\n');
    await until('There are no buttons yet. To search for it, type /papers search 7\n');
    types('buttons\n');
    await until('[2] Two\n');
    for (const number of ['0', '3', '999']) {
      types(`${number}\n`);
      await until(`There is no button ${number}, only 1 to 2. To search for it, type /papers search`);
    }
    types('2024\n');
    await until('you asked search 2024\n');
  });

  it('still presses the earlier buttons after a post with more', async () => {
    const { types, until, platform } = await startConsole();
    types('buttons\n');
    await until('[2] Two\n');
    const controls = [button('Three', 'run:three')];
    await platform.post(PLACE, { blocks: [prose('News'), { kind: 'actions', controls }] }, 'key');
    await until('#terminal\nNews\n\n[3] Three\n');
    for (const [number, name] of [
      ['1', 'one'],
      ['3', 'three'],
    ]) {
      types(`${number}\n`);
      await until(`you pressed run:${name}\n`);
    }
    types('more buttons\n');
    await until('[4] One  [5] Two\n');
    types('2\n');
    await until('you pressed run:two\n');
  });
});

describe('a console on a terminal', () => {
  it('shows a welcome, and a prompt before each line', async () => {
    const { types, until } = await startConsole({ isTTY: true });
    await until('Paperboy. Type what to search for');
    await until('> ');
    types('safe rl\r');
    await until('you asked search safe rl\n');
    await until('> ');
  });

  it('shows the URL of the playground', async () => {
    const { until } = await startConsole({ isTTY: true, playgroundUrl: () => 'http://127.0.0.1:3000/' });
    await until('In your browser: http://127.0.0.1:3000/');
    await until('> ');
  });

  it('completes with Tab, and has a history', async () => {
    const { types, until } = await startConsole({ isTTY: true });
    await until('> ');
    types('/papers sho');
    types('\t');
    await until('show ');
    types('safe j');
    types('\t');
    await until('uggling');
    types('\r');
    await until('you asked /papers show safe juggling\n');
    await until('> ');
    types('\u001b[A');
    await until('/papers show safe juggling');
    types('\r');
    await until('you asked /papers show safe juggling\n');
  });

  it.each([
    ['pasted', (text: string) => [text]],
    ['typed', (text: string) => [...text]],
    ['edited', (text: string) => [...text, '\u001b[D', '\u001b[D', '\u001b[D']],
  ])('keeps a line that was %s below a new post', async (_, keys) => {
    for (const typed of ['few words', 'just as wide as it is.', 'words that go on over more than two rows of this']) {
      const { types, until, raw, platform } = await startConsole({ isTTY: true, columns: 24 });
      await until('> ');
      for (const key of keys(typed)) {
        types(key);
        await new Promise((resolve) => setImmediate(resolve));
      }
      const before = screenOf(raw(), 24);
      const [welcome, line] = before.text.split(/\n(?=> )/);
      await platform.post(PLACE, { blocks: [prose('News from afar')] }, 'key');
      const after = screenOf(raw(), 24);
      expect(after.text).toBe(`${welcome}\n#terminal\nNews from afar\n\n${line}`);
      expect(after.cursor).toEqual({ row: before.cursor.row + 3, column: before.cursor.column });
      types('\r');
      await until(`you asked search ${typed.slice(0, 3)}`);
    }
  });

  it('shows no prompt after a post that comes before an answer', async () => {
    const gate = createGate();
    const dispatch: InteractionHandler = async (interaction) => {
      await gate.opened;
      return echo(interaction);
    };
    const { types, until, platform } = await startConsole({ isTTY: true, dispatch });
    await until('> ');
    types('safe\r');
    await until('safe');
    await platform.post(PLACE, { blocks: [prose('News')] }, 'key');
    gate.open();
    expect(await until('you asked search safe\n')).not.toContain('> ');
  });

  it.each(['\u0003', '\u0004'])('quits at %j with the cursor on a new line', async (key) => {
    const { types, until, ended, text } = await startConsole({ isTTY: true });
    await until('> ');
    types(key);
    await ended;
    expect(text()).toMatch(/> \n$/);
  });
});

describe('a thread on a console', () => {
  it('is printed with its name and posts, which count as replies', async () => {
    const { platform, text } = await startConsole();
    const outcome = await platform.post(PLACE, { blocks: [prose('A card')] }, 'card');
    if (outcome.kind !== 'sent') throw new Error(outcome.kind);
    const place = { ...PLACE, thread: outcome.posted.message };
    expect(await platform.openThread(outcome.posted, 'Safe Walking')).toEqual({ kind: 'open', thread: { place } });
    expect(text()).toBe('#terminal\nA card\n\n#terminal, thread 1\nSafe Walking\n\n');
    expect(await platform.readThread(place)).toEqual({ kind: 'read', state: 'open', replies: 0, people: 0 });
    await platform.post(place, { blocks: [prose('The abstract')] }, 'abstract');
    expect(text()).toContain('#terminal, thread 1\nThe abstract\n');
    const lastAt = '2025-03-05T09:00:00.000Z';
    expect(await platform.readThread(place)).toEqual({ kind: 'read', state: 'open', replies: 1, people: 0, lastAt });
  });
});

describe('stopping a console', () => {
  it.each([true, false])('ends reading (terminal: %j)', async (isTTY) => {
    const { platform, ended } = await startConsole({ isTTY });
    await platform.stop();
    await ended;
  });

  it('waits for the answer in progress', async () => {
    const gate = createGate();
    const dispatch: InteractionHandler = async (interaction) => {
      await gate.opened;
      return echo(interaction);
    };
    const { platform, types, text, until } = await startConsole({ isTTY: true, dispatch });
    await until('> ');
    types('safe\r');
    await until('safe');
    const stopped = platform.stop();
    gate.open();
    await stopped;
    expect(text()).toContain('you asked search safe\n');
  });

  it('waits for the answer in progress, and drops the lines that a pipe has buffered', async () => {
    const gate = createGate();
    const dispatch: InteractionHandler = async (interaction) => {
      await gate.opened;
      return echo(interaction);
    };
    const { platform, types, text } = await startConsole({ dispatch });
    types('one\ntwo\nthree\n');
    await new Promise((resolve) => setImmediate(resolve));
    const stopped = platform.stop();
    gate.open();
    await stopped;
    expect(text()).toBe('you asked search one\n\n');
  });

  it('happens when the output is closed, and posts fail from then on', async () => {
    const { platform, output, ended } = await startConsole();
    output.destroy();
    await ended;
    const gone = { kind: 'gone', reason: 'the output was closed' };
    expect(await platform.post(PLACE, { blocks: [prose('News')] }, 'key')).toEqual(gone);
    const posted = { place: PLACE, message: '1' };
    expect(await platform.update(posted, { blocks: [] })).toEqual(gone);
    expect(await platform.openThread(posted, 'Walking')).toEqual(gone);
  });
});

describe('lineWidth', () => {
  it.each([
    [undefined, 80],
    [0, 80],
    [10, 20],
    [66, 66],
    [400, 100],
  ])('for %j columns is %i', (columns, width) => {
    expect(lineWidth(columns)).toBe(width);
  });
});

describe('parseTypedLine', () => {
  const actions = ['run:one', 'turn:two'];

  it.each([
    ['1', { kind: 'action', action: 'run:one' }],
    ['02', { kind: 'action', action: 'turn:two' }],
    ['2024', { kind: 'command', call: { text: 'search 2024' } }],
    ['2401.12345', { kind: 'command', call: { text: 'search 2401.12345' } }],
    ['safe rl', { kind: 'command', call: { text: 'search safe rl' } }],
    ['Top week', { kind: 'command', call: { text: 'Top week' } }],
    ['/papers nonsense', { kind: 'command', call: { text: '/papers nonsense' } }],
  ])('parses %j as %j', (line, parsed) => {
    expect(parseTypedLine(line, actions, commands)).toEqual(parsed);
  });

  it.each(['0', '3', '999'])('never parses %s as a search', (line) => {
    expect(parseTypedLine(line, actions, commands)).toMatchObject({ kind: 'unknown-button' });
    expect(parseTypedLine(line, [], commands)).toMatchObject({ kind: 'unknown-button' });
  });
});
