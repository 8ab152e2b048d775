import { describe, expect, it } from 'vitest';
import { createConsole } from '../../../../adapters/console/index.ts';
import { defineCommand } from '../../../../src/chat/command.ts';
import { prose } from '../../../../src/chat/document.ts';
import type { ChatInteraction, InteractionHandler } from '../../../../src/chat/interaction.ts';
import type { OptionValues } from '../../../../src/chat/option.ts';
import { directMessagePlace } from '../../../../src/chat/place.ts';
import { UserError } from '../../../../src/runtime/errors.ts';
import { createTestCore, createTestRouter } from '../../../fakes/core.ts';
import { createGate } from '../../../fakes/gate.ts';
import { screenOf } from '../../../fakes/screen.ts';
import { createTerminal } from '../../../fakes/terminal.ts';

const ZONES = ['Europe/Berlin', 'Europe/Belgrade', 'Asia/Tokyo'];
const PLACE = { platform: 'console', tenant: 'local', channel: 'terminal' };

/** Starts a console with a single command, which opens a form. */
async function startConsole({ isTTY = true, columns = 100 } = {}) {
  const runs: OptionValues[] = [];
  const watch = defineCommand(
    {
      ...({
        name: 'watch',
        description: 'Watches a topic',
        opensForm: true,
        audience: 'everyone',
        ephemeral: true,
      } as const),
      options: {
        topic: { kind: 'text', description: 'What to watch', required: true, isRest: true },
        count: { kind: 'integer', description: 'How many', min: 1, max: 30 },
        order: { kind: 'choice', description: 'Which first', choices: ['newest', 'best'] },
        zone: {
          ...{ kind: 'text', description: 'Whose clock', isRestrictedToSuggestions: true, autocomplete: true },
        },
        where: { kind: 'channel', description: 'Where to' },
        id: { kind: 'text', description: 'Which one', hidden: true },
      },
      examples: ['watch robots count:3'],
    },
    () => ({
      suggest: {
        zone: (partial) =>
          ZONES.filter((zone) => zone.toLowerCase().includes(partial.toLowerCase())).map((value) => ({
            label: `${value} (now 9:00)`,
            value,
          })),
      },
      prefill: ({ topic }) => ({ count: 5, ...(topic === 'evil' && { zone: '\u001b[31mred\u202e\nline' }) }),
      run: (values) => {
        if (values.topic === 'bananas') throw new UserError("Bananas can't be watched.");
        if (values.topic === 'a bug') throw new Error('a bug');
        runs.push(values);
        const controls = [
          { kind: 'button', label: 'Edit', action: 'ask:watch best robots id:ab12cd34' },
          { kind: 'button', label: 'Evil', action: 'ask:watch evil' },
        ] as const;
        return { blocks: [prose(`Watching ${values.topic}.`), { kind: 'actions', controls }] };
      },
    }),
  );
  const services = createTestCore();
  const interactions: ChatInteraction[] = [];
  const dispatch = createTestRouter(services, { platform: 'console', modules: [watch] });
  const listening: InteractionHandler = (interaction) => {
    interactions.push(interaction);
    return dispatch(interaction);
  };
  const terminal = createTerminal({ isTTY, columns });
  const ended = createGate();
  const platform = createConsole({
    ...{ commands: [watch], ...terminal, color: false, now: services.now },
    onEnd: () => ended.open(),
  });
  await platform.start(listening);
  const { types, until } = terminal;
  /** Waits for each question and answers it. */
  const answers = async (...pairs: readonly [question: string, answer: string][]): Promise<void> => {
    for (const [question, answer] of pairs) {
      await until(question);
      types(`${answer}\r`);
    }
  };
  if (isTTY) await until('> ');
  return { ...terminal, platform, ended: ended.opened, runs, interactions, answers };
}

describe('a form on a terminal', () => {
  it('asks a question per field, and Enter keeps its value', async () => {
    const { types, until, answers, runs } = await startConsole();
    types('watch\r');
    await until('Enter keeps the value in brackets, - clears it, . cancels.');
    await answers(
      ['Topic (What to watch): ', 'robots'],
      ['Count (How many; 1 to 30; optional) [5]: ', ''],
      ['Order (Which first; newest, best; optional): ', 'BEST'],
      ['Zone (Whose clock; optional): ', ''],
    );
    await until('Watching robots.\n');
    await until('> ');
    expect(runs).toEqual([{ topic: 'robots', count: 5, order: 'best' }]);
  });

  it('clears values, and asks again for required ones', async () => {
    const { types, until, answers, runs } = await startConsole();
    types('watch\r');
    await answers(['Topic', ''], ['Topic', '-'], ['Topic', ' robots '], ['[5]: ', '-'], ['Order', ''], ['Zone', '']);
    await until('Watching robots.\n');
    expect(runs).toEqual([{ topic: 'robots' }]);
  });

  it('is prefilled by a button, and keeps values without a question', async () => {
    const { types, until, answers, runs } = await startConsole();
    types('watch robots\r');
    await until('[1] Edit');
    await until('> ');
    types('1\r');
    await answers(['Topic (What to watch) [best robots]: ', ''], ['[5]: ', '2'], ['Order', ''], ['Zone', '']);
    await until('Watching best robots.\n');
    expect(runs[1]).toEqual({ topic: 'best robots', count: 2, id: 'ab12cd34' });
  });

  it('asks again for invalid values only, and keeps them', async () => {
    const { types, until, answers, runs } = await startConsole();
    types('watch\r');
    await answers(['Topic', 'robots'], ['[5]: ', 'many'], ['Order', 'worst'], ['Zone', 'Asia/Tokyo']);
    await until('count must be a whole number from 1 to 30; order must be newest or best.');
    await answers(['Count (How many; 1 to 30; optional) [many]: ', '3'], ['[worst]: ', '-']);
    await until('Watching robots.\n');
    expect(runs).toEqual([{ topic: 'robots', count: 3, zone: 'Asia/Tokyo' }]);
  });

  it('asks for everything again if no field is named as invalid', async () => {
    const { types, until, answers, runs } = await startConsole();
    types('watch\r');
    await answers(['Topic', 'bananas'], ['[5]: ', '3'], ['Order', ''], ['Zone', '']);
    await until("Bananas can't be watched.");
    await answers(['[bananas]: ', 'robots'], ['[3]: ', ''], ['Order', ''], ['Zone', '']);
    await until('Watching robots.\n');
    expect(runs).toEqual([{ topic: 'robots', count: 3 }]);
  });

  it('ends with an internal error', async () => {
    const { types, until, answers } = await startConsole();
    types('watch\r');
    await answers(['Topic', 'a bug'], ['[5]: ', ''], ['Order', ''], ['Zone', '']);
    await until('Something went wrong on our side');
    await until('> ');
    types('watch robots\r');
    await until('Watching robots.\n');
  });

  it.each([
    ['a period', '.\r'],
    ['Ctrl-C', '\u0003'],
    ['Ctrl-C after half an answer', 'half an answer\u0003'],
  ])('is canceled with %s, and the next line is a command again', async (_, keys) => {
    const { types, until, runs } = await startConsole();
    types('watch\r');
    await until('Topic (What to watch): ');
    types('robots\r');
    await until('[5]: ');
    types(keys);
    await until('Canceled. Nothing was changed.');
    await until('> ');
    expect(runs).toEqual([]);
    types('watch robots\r');
    await until('Watching robots.\n');
  });

  it.each([
    ['Order', 'n', 'ewest'],
    ['Zone', 'tok', 'Asia/Tokyo'],
    ['Zone', 'europe/berl', 'Europe/Berlin'],
  ])('completes the answer to %s with Tab after %j', async (question, typed, completed) => {
    const { types, until } = await startConsole();
    types('watch\r');
    for (const [asked, answer] of [
      ['Topic', 'robots'],
      ['[5]: ', ''],
      ['Order', ''],
    ] as const) {
      if (asked === question) break;
      await until(asked);
      types(`${answer}\r`);
    }
    await until(`${question} (`);
    await until('): ');
    types(typed);
    types('\t');
    await until(completed);
  });

  it('completes nothing without suggestions', async () => {
    const { types, until, runs, answers } = await startConsole();
    types('watch\r');
    await until('Topic (What to watch): ');
    types('rob');
    types('\t');
    types('ots\r');
    await answers(['[5]: ', ''], ['Order', ''], ['Zone', '']);
    await until('Watching robots.\n');
    expect(runs).toMatchObject([{ topic: 'robots' }]);
  });

  it('leaves its answers out of the history', async () => {
    const { types, until, answers } = await startConsole();
    types('watch\r');
    await answers(['Topic', 'robots'], ['[5]: ', '7'], ['Order', 'best'], ['Zone', 'Asia/Tokyo']);
    await until('Watching robots.\n');
    await until('> ');
    types('\u001b[A');
    await until('watch');
    types('\r');
    await until('Topic (What to watch): ');
  });

  it('keeps a question and half an answer below a new post', async () => {
    const { types, until, raw, platform } = await startConsole({ columns: 60 });
    types('watch\r');
    await until('Topic (What to watch): ');
    types('rob');
    await until('rob');
    await platform.post(PLACE, { blocks: [prose('News from afar')] }, 'key');
    expect(screenOf(raw(), 60).text).toMatch(/#terminal\nNews from afar\n\nTopic \(What to watch\): rob$/);
    types('ots\r');
    await until('Count');
  });

  it('escapes values in questions', async () => {
    const { types, until, answers, raw } = await startConsole();
    types('watch robots\r');
    await until('[2] Evil');
    types('2\r');
    await answers(['[evil]: ', ''], ['[5]: ', ''], ['Order', '']);
    await until('Zone (Whose clock; optional) [[31mred line]: ');
    expect(raw()).not.toContain('\u001b[31m');
  });

  it('ends with the input, and when the console stops', async () => {
    const one = await startConsole();
    one.types('watch\r');
    await one.until('Topic');
    one.types('\u0004');
    await one.ended;
    const other = await startConsole();
    other.types('watch\r');
    await other.until('Topic');
    await other.platform.stop();
    await other.ended;
    expect([...one.runs, ...other.runs]).toEqual([]);
  });
});

describe('a form on a pipe', () => {
  it('shows the command to type instead, and reads the next line as a command', async () => {
    const { input, text, ended, runs } = await startConsole({ isTTY: false });
    input.end('watch\nwatch robots\n');
    await ended;
    expect(text()).toContain(
      'Forms need an interactive terminal. Use one line instead: /papers watch <topic> [count:N]',
    );
    expect(text()).toContain('For example: /papers watch robots count:3');
    expect(runs).toEqual([{ topic: 'robots' }]);
  });
});

describe('the person at the terminal', () => {
  it('can manage it, and has its time zone', async () => {
    const { types, until, interactions } = await startConsole();
    types('watch robots\r');
    await until('Watching robots.');
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    expect(interactions).toMatchObject([{ canManage: true, person: { id: 'you', zone }, place: PLACE }]);
  });

  it('sees direct messages', async () => {
    const { until, platform } = await startConsole();
    const place = directMessagePlace(PLACE, { id: 'you' }, { hasGlobalUsers: false });
    const outcome = await platform.post(place, { blocks: [prose('Yours alone')] }, 'key');
    await until('@you\nYours alone\n');
    expect(await platform.findPosted(place, 'key', '2025-03-05T08:00:00Z')).toEqual(
      outcome.kind === 'sent' && outcome.posted,
    );
  });
});
