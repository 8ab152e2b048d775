import { describe, expect, it } from 'vitest';
import { createConsole } from '../../../../adapters/console/index.ts';
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

/** What was asked, in a word. */
function asked(invocation: ChatInteraction): string {
  if (invocation.kind === 'action') return `pressed ${invocation.action}`;
  if (invocation.kind === 'command' && 'text' in invocation.call) return `asked ${invocation.call.text}`;
  return invocation.kind;
}

const echo: InteractionHandler = async (invocation) => {
  if (invocation.kind === 'autocomplete') {
    const titles = ['Safe Walking', 'Safe Juggling'].filter((title) =>
      title.toLowerCase().startsWith(invocation.partial.toLowerCase()),
    );
    return { kind: 'suggestions', suggestions: titles.map((title) => ({ label: title, value: title })) };
  }
  const controls = asked(invocation).includes('buttons') ? [button('One', 'run:one'), button('Two', 'run:two')] : [];
  return reply(prose(`you ${asked(invocation)}`), { kind: 'actions', controls });
};

async function startConsole(
  options: { isTTY?: boolean; columns?: number; dispatch?: InteractionHandler; page?: () => string } = {},
) {
  const terminal = createTerminal(options);
  const ended = createGate();
  const ends: boolean[] = [];
  const platform = createConsole({
    commands,
    ...terminal,
    color: false,
    now: () => new Date('2025-03-05T09:00:00Z'),
    ...(options.page && { playgroundUrl: options.page }),
    onEnd: (wasUsed) => {
      ends.push(wasUsed);
      ended.open();
    },
  });
  await platform.start(options.dispatch ?? echo);
  return { ...terminal, platform, ended: ended.opened, ends };
}

describe('the console in a pipe', () => {
  it('answers line by line, in order, and nothing else', async () => {
    const { input, text, ended } = await startConsole();
    input.end('safe rl\n\n   \n/papers top\r\nhelp');
    await ended;
    expect(text()).toBe('you asked search safe rl\n\nyou asked /papers top\n\nyou asked help\n\n');
  });

  it('answers the first line first, however long it takes, and all of them after the input has ended', async () => {
    const gate = createGate();
    const dispatch: InteractionHandler = async (invocation) => {
      if (asked(invocation).includes('slow')) await gate.opened;
      return echo(invocation);
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

  it.each(['quit', '/quit', 'EXIT', ' exit '])('leaves at %j and leaves the rest unread', async (word) => {
    const { types, text, ended } = await startConsole();
    types(`one\n${word}\ntwo\n`);
    await ended;
    expect(text()).toBe('you asked search one\n\n');
  });

  it('says nothing where there is nothing to say', async () => {
    const { input, raw, ended } = await startConsole({ dispatch: async () => ({ kind: 'no-response' }) });
    input.end('anything\n');
    await ended;
    expect(raw()).toBe('');
  });

  it('tells whether anybody ever could have typed anything, as in a service nobody can', async () => {
    const service = await startConsole();
    service.input.end();
    await service.ended;
    const pipe = await startConsole();
    pipe.input.end('help\n');
    await pipe.ended;
    expect([service.ends, pipe.ends]).toEqual([[false], [true]]);
  });

  it('reads a file that begins with a byte order mark', async () => {
    const { input, text, ended } = await startConsole();
    input.end('\ufeffhelp\n');
    await ended;
    expect(text()).toBe('you asked help\n\n');
  });
});

describe('numbers', () => {
  it('press the buttons on the screen', async () => {
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

  it('without a button are told so, and how to search for them', async () => {
    const { types, until } = await startConsole();
    types('7\n');
    await until('There is no button here yet. To search for the number: /papers search 7\n');
    types('buttons\n');
    await until('[2] Two\n');
    for (const number of ['0', '3', '999']) {
      types(`${number}\n`);
      await until(`There is no button ${number}, only 1 to 2. To search for the number: /papers search`);
    }
    types('2024\n');
    await until('you asked search 2024\n');
  });

  it('go on, so that those above press what they did', async () => {
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

describe('the console at a terminal', () => {
  it('greets, prompts, and prompts again after each answer', async () => {
    const { types, until } = await startConsole({ isTTY: true });
    await until('Paperboy. Type words to search for');
    await until('> ');
    types('safe rl\r');
    await until('you asked search safe rl\n');
    await until('> ');
  });

  it('names the address at which the same can be tried in a browser', async () => {
    const { until } = await startConsole({ isTTY: true, page: () => 'http://127.0.0.1:3000/' });
    await until('In the browser: http://127.0.0.1:3000/');
    await until('> ');
  });

  it('completes with Tab and brings back what was typed', async () => {
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
    ['pasted', (words: string) => [words]],
    ['typed', (words: string) => [...words]],
    ['being corrected', (words: string) => [...words, '\u001b[D', '\u001b[D', '\u001b[D']],
  ])('keeps a line that is %s below an unasked post', async (_, keys) => {
    for (const words of ['few words', 'just as wide as it is.', 'words that go on over more than two rows of this']) {
      const { types, until, raw, platform } = await startConsole({ isTTY: true, columns: 24 });
      await until('> ');
      for (const key of keys(words)) {
        types(key);
        await new Promise((resolve) => setImmediate(resolve));
      }
      const before = screenOf(raw(), 24);
      const [greeting, line] = before.text.split(/\n(?=> )/);
      await platform.post(PLACE, { blocks: [prose('News from afar')] }, 'key');
      const after = screenOf(raw(), 24);
      expect(after.text).toBe(`${greeting}\n#terminal\nNews from afar\n\n${line}`);
      expect(after.cursor).toEqual({ row: before.cursor.row + 3, column: before.cursor.column });
      types('\r');
      await until(`you asked search ${words.slice(0, 3)}`);
    }
  });

  it('shows a post that comes while it answers without a prompt in between', async () => {
    const gate = createGate();
    const dispatch: InteractionHandler = async (invocation) => {
      await gate.opened;
      return echo(invocation);
    };
    const { types, until, platform } = await startConsole({ isTTY: true, dispatch });
    await until('> ');
    types('safe\r');
    await until('safe');
    await platform.post(PLACE, { blocks: [prose('News')] }, 'key');
    gate.open();
    expect(await until('you asked search safe\n')).not.toContain('> ');
  });

  it.each(['\u0003', '\u0004'])('leaves at %j with the cursor on a line of its own', async (key) => {
    const { types, until, ended, text } = await startConsole({ isTTY: true });
    await until('> ');
    types(key);
    await ended;
    expect(text()).toMatch(/> \n$/);
  });
});

describe('a thread on the console', () => {
  it('is a line with its name, and what is said in it, which counts', async () => {
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

describe('the end', () => {
  it.each([true, false])('comes when it is stopped while it reads (terminal: %j)', async (isTTY) => {
    const { platform, ended } = await startConsole({ isTTY });
    await platform.stop();
    await ended;
  });

  it('waits for the answer in hand', async () => {
    const gate = createGate();
    const dispatch: InteractionHandler = async (invocation) => {
      await gate.opened;
      return echo(invocation);
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

  it('comes after the answer in hand, whatever else a pipe has brought', async () => {
    const gate = createGate();
    const dispatch: InteractionHandler = async (invocation) => {
      await gate.opened;
      return echo(invocation);
    };
    const { platform, types, text } = await startConsole({ dispatch });
    types('one\ntwo\nthree\n');
    await new Promise((resolve) => setImmediate(resolve));
    const stopped = platform.stop();
    gate.open();
    await stopped;
    expect(text()).toBe('you asked search one\n\n');
  });

  it('comes when nobody reads any more, and then nothing can be said', async () => {
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

describe('a line', () => {
  it.each([
    [undefined, 80],
    [0, 80],
    [10, 20],
    [66, 66],
    [400, 100],
  ])('of a window with %j columns has %i', (columns, width) => {
    expect(lineWidth(columns)).toBe(width);
  });
});
