import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FormView } from '../../../../adapters/web/playground/protocol.ts';
import { commands } from '../../../../commands/index.ts';
import { openPlayground, type TestPlayground, type TestTab } from './playground.ts';

let playground: TestPlayground;
let ada: TestTab;

beforeEach(async () => {
  playground = await openPlayground();
  await playground.platform.start(playground.dispatch);
  ada = await playground.openTab({ zone: 'Europe/Berlin' });
});

afterEach(() => playground.close());

function formOf(response: Awaited<ReturnType<TestTab['send']>>): FormView {
  if (response.kind !== 'form') throw new Error(`no form but ${JSON.stringify(response)}`);
  return response.form;
}

async function openForm(text: string, channel = 'C0GENERAL'): Promise<FormView> {
  return formOf(await ada.send(text, { channel }));
}

const submit = ({ id: form }: Pick<FormView, 'id'>, values: Record<string, string>, tab = ada) =>
  tab.request({ kind: 'submit', form, values });

const findField = ({ fields }: FormView, fieldName: string) => fields.find(({ name }) => name === fieldName);

describe('a form', () => {
  it('has the options of the command, with their defaults', async () => {
    const form = await openForm('/papers subscribe');
    expect(form).toMatchObject({ title: '/papers subscribe', description: expect.stringContaining('Posts') });
    expect(form.fields.map(({ name }) => name)).toEqual([
      ...['topic', 'days', 'time', 'zone', 'papers', 'threshold', 'quiet', 'chart', 'where', 'channel'],
    ]);
    expect(findField(form, 'topic')).toEqual({
      name: 'topic',
      label: 'Topic',
      description: 'Words and filters, as in a search. Default: all papers',
      required: false,
      value: '',
      input: { kind: 'text' },
    });
    expect(findField(form, 'days')).toMatchObject({ value: 'weekdays', input: { kind: 'suggested' } });
    expect(findField(form, 'zone')).toMatchObject({ value: 'Europe/Berlin', input: { kind: 'must-match' } });
    expect(findField(form, 'papers')).toMatchObject({ value: '5', input: { kind: 'number', min: 1, max: 10 } });
    expect(findField(form, 'where')?.input).toEqual({
      kind: 'choice',
      choices: ['here', 'me'].map((one) => ({ label: one, value: one })),
    });
    expect(findField(form, 'channel')?.input).toMatchObject({
      kind: 'choice',
      choices: [{ label: '#general', value: 'C0GENERAL' }, { label: '#papers' }, { label: '#reading-group' }],
    });
  });

  it('is answered where the command was typed', async () => {
    const form = await openForm('/papers subscribe');
    expect(ada.text()).not.toContain('/papers subscribe\n/papers');
    expect(await submit(form, { topic: 'walking', time: '10:00', channel: 'C00PAPERS' })).toMatchObject({
      kind: 'done',
    });
    expect(await ada.findMessage('walking')).toMatchObject({ isPrivate: true, channel: 'C0GENERAL' });
    expect(ada.messages().at(-2)).toMatchObject({ author: { name: 'Ada' }, isPrivate: true });
  });

  it('can be opened by a button', async () => {
    expect(await ada.press(ada.messages()[0], 'Search papers')).toMatchObject({ kind: 'form' });
  });

  it('stays open when it is refused, with an error at each invalid field', async () => {
    const form = await openForm('/papers subscribe');
    const refused = await submit(form, { topic: 'walking', time: 'noonish', days: 'someday' });
    expect(refused).toMatchObject({
      kind: 'refused',
      text: expect.stringMatching(/noonish/),
      fields: { time: expect.stringMatching(/./), days: expect.stringMatching(/./) },
    });
    expect(ada.messages()).toHaveLength(1);
    expect(await submit(form, { topic: 'walking', time: '12:00' })).toMatchObject({ kind: 'done' });
  });

  it.each([
    ['in the same field', { query: 'walking', since: 'banana' }, { since: expect.stringMatching(/banana/) }],
    [
      'as a filter in another field',
      { query: 'walking since:banana' },
      { query: expect.stringMatching(/since:banana/) },
    ],
    ['in no field', {}, { query: 'It is missing.' }],
  ])('shows an error at the field for a value that was typed %s', async (_, values, fields) => {
    const form = formOf(await ada.press(ada.messages()[0], 'Search papers'));
    expect(await submit(form, values as Record<string, string>)).toMatchObject({ kind: 'refused', fields });
  });

  it('can be submitted once', async () => {
    const form = await openForm('/papers subscribe');
    const values = { topic: 'walking', time: '12:00' };
    const both = await Promise.all([submit(form, values), submit(form, values)]);
    expect(both.map(({ kind }) => kind).sort()).toEqual(['done', 'refused']);
  });

  it('belongs to the person who opened it, in all of their tabs', async () => {
    const form = await openForm('/papers subscribe');
    const [grace, again] = [await playground.openTab({ name: 'Grace' }), await playground.openTab({ name: 'Ada' })];
    const values = { topic: 'walking', time: '12:00', zone: 'Europe/Berlin' };
    const refusal = 'This form has expired. Copy what you want to keep, close the form, and run the command again.';
    expect(await submit(form, values, grace)).toMatchObject({ kind: 'refused', text: refusal });
    expect(await submit({ id: 'never-open' }, values)).toMatchObject({ kind: 'refused', text: refusal });
    expect(await submit(form, values, again)).toMatchObject({ kind: 'done' });
  });

  it('expires when the person opens too many others', async () => {
    const first = await openForm('/papers subscribe');
    for (let count = 0; count < 20; count++) await openForm('/papers subscribe');
    expect(await submit(first, { topic: 'walking' })).toMatchObject({ kind: 'refused' });
  });

  it('ignores an unknown time zone of the browser', async () => {
    const tab = await playground.openTab({ name: 'Alan', zone: 'Mars/Olympus' });
    const form = formOf(await tab.send('/papers subscribe'));
    expect(findField(form, 'zone')?.value).not.toBe('Mars/Olympus');
  });

  it('stays open when its command fails, and shows the id of the logged error', async () => {
    const modules = commands.map((command) => ({
      ...command,
      bind: (needs: Parameters<typeof command.bind>[0]) => ({
        ...command.bind(needs),
        run: () => Promise.reject(new Error('broken')),
      }),
    }));
    const other = await openPlayground({ modules });
    await other.platform.start(other.dispatch);
    const tab = await other.openTab();
    const form = formOf(await tab.send('/papers subscribe'));
    const refused = await submit(form, { topic: 'walking' }, tab);
    const [record] = other.records.filter(({ err }) => err !== undefined);
    expect(refused).toMatchObject({
      kind: 'refused',
      text: expect.stringContaining(`this error id: ${record?.['id']}`),
    });
    expect(await submit(form, { topic: 'walking' }, tab)).toMatchObject({ kind: 'refused' });
    await other.close();
  });
});

describe('completions', () => {
  const complete = (line: string, channel = 'C0GENERAL') => ada.request({ kind: 'complete', channel, line });
  const texts = async (line: string, channel?: string): Promise<string[]> => {
    const response = await complete(line, channel);
    return response.kind === 'completions' ? response.items.map(({ text }) => text) : [];
  };

  it('complete commands, with descriptions', async () => {
    expect(await complete('/pa')).toMatchObject({
      kind: 'completions',
      replacedText: '/pa',
      items: [{ text: '/papers ', description: 'What Paperboy can do' }],
    });
    expect(await complete('/papers subscr')).toMatchObject({
      replacedText: 'subscr',
      items: [{ text: 'subscribe ', description: expect.stringContaining('Posts') }, { text: 'subscriptions ' }],
    });
    expect(await complete('/papers show safe')).toMatchObject({
      items: [{ text: 'Safe Offline Walking', description: '2401.12345' }],
    });
  });

  it('complete mentions, but not messages to others', async () => {
    expect(await texts('')).toEqual([]);
    expect(await texts('safe')).toEqual([]);
    expect(await texts('Hey @p')).toEqual(['@Paperboy ']);
    expect(await texts('me@p')).toEqual([]);
    expect(await texts('@Paperboy sav')).toEqual(['save ', 'saved ']);
    expect(await texts('@Paperboy ')).toEqual(playground.commands.map(({ name }) => `${name} `));
  });

  it.each([
    ['channel:', ['channel:#general', 'channel:#papers', 'channel:#reading-group']],
    ['channel:#pa', ['channel:#papers']],
    ['channel:Re', ['channel:#reading-group']],
    ['channel:#nowhere', []],
  ])('complete channel names after %j', async (typed, offered) => {
    expect(await texts(`/papers subscribe walking ${typed}`)).toEqual(offered);
  });

  it('complete every line in the direct channel', async () => {
    expect(await texts('sav', ada.direct)).toEqual(['save ', 'saved ']);
    expect(await texts('safe off', ada.direct)).toEqual(['Safe Offline Walking']);
  });

  it('are refused for a channel the person is not in', async () => {
    const { direct } = await playground.openTab({ name: 'Grace' });
    expect(await complete('sav', direct)).toMatchObject({ kind: 'refused', text: "This channel doesn't exist." });
  });

  it('complete the fields of forms', async () => {
    const { id: form } = await openForm('/papers subscribe');
    const suggest = (field: string, partial: string) => ada.request({ kind: 'suggest', form, field, partial });
    expect(await suggest('zone', 'berl')).toMatchObject({
      kind: 'completions',
      replacedText: 'berl',
      items: [{ text: 'Europe/Berlin', description: expect.stringMatching(/^\(UTC/) }],
    });
    expect(await suggest('topic', 'x')).toMatchObject({ kind: 'completions', items: [] });
    expect(await suggest('nonsense', 'x')).toMatchObject({ kind: 'refused' });
  });
});
