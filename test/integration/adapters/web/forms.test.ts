import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FormView } from '../../../../adapters/web/playground/protocol.ts';
import { createTestCore } from '../../../fakes/core.ts';
import { type PlaygroundUnderTest, playgroundUnderTest, type TestTab } from './playground.ts';

let playground: PlaygroundUnderTest;
let ada: TestTab;

beforeEach(async () => {
  playground = await playgroundUnderTest();
  await playground.platform.start(playground.dispatch);
  ada = await playground.tab({ zone: 'Europe/Berlin' });
});

afterEach(() => playground.close());

async function formFor(text: string, channel = 'C0GENERAL'): Promise<FormView> {
  const told = await ada.say(text, { channel });
  if (told.kind !== 'form') throw new Error(`no form but ${JSON.stringify(told)}`);
  return told.form;
}

const submit = ({ id: form }: Pick<FormView, 'id'>, values: Record<string, string>, tab = ada) =>
  tab.ask({ kind: 'submit', form, values });

const field = ({ fields }: FormView, named: string) => fields.find(({ name }) => name === named);

describe('a form', () => {
  it('asks for what a call does not say, with what is known in its fields', async () => {
    const form = await formFor('/papers subscribe');
    expect(form).toMatchObject({ title: '/papers subscribe', description: expect.stringContaining('Posts') });
    expect(form.fields.map(({ name }) => name)).toEqual([
      ...['topic', 'days', 'time', 'zone', 'papers', 'threshold', 'quiet', 'chart', 'where', 'channel'],
    ]);
    expect(field(form, 'topic')).toEqual({
      name: 'topic',
      label: 'Topic',
      note: 'Words and filters, as in a search; empty for everything',
      required: false,
      value: '',
      input: { kind: 'text' },
    });
    expect(field(form, 'days')).toMatchObject({ value: 'weekdays', input: { kind: 'suggested' } });
    expect(field(form, 'zone')).toMatchObject({ value: 'Europe/Berlin', input: { kind: 'list' } });
    expect(field(form, 'papers')).toMatchObject({ value: '5', input: { kind: 'number', min: 1, max: 10 } });
    expect(field(form, 'where')?.input).toEqual({
      kind: 'choice',
      choices: ['here', 'me'].map((one) => ({ label: one, value: one })),
    });
    expect(field(form, 'channel')?.input).toMatchObject({
      kind: 'choice',
      choices: [{ label: '#general', value: 'C0GENERAL' }, { label: '#papers' }, { label: '#reading-group' }],
    });
  });

  it('is answered below the call that asked for it, once it is filled in', async () => {
    const form = await formFor('/papers subscribe');
    expect(ada.text()).not.toContain('/papers subscribe\n/papers');
    expect(await submit(form, { topic: 'walking', time: '10:00', channel: 'C00PAPERS' })).toMatchObject({
      kind: 'done',
    });
    expect(await ada.shows('walking')).toMatchObject({ isPrivate: true, channel: 'C0GENERAL' });
    expect(ada.messages().at(-2)).toMatchObject({ author: { name: 'Ada' }, isPrivate: true });
  });

  it('opens by a button', async () => {
    expect(await ada.press(ada.messages()[0], 'Search papers')).toMatchObject({ kind: 'form' });
  });

  it('stays open when it is refused, and says what is wrong where', async () => {
    const form = await formFor('/papers subscribe');
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
    ['in its own field', { query: 'walking', since: 'banana' }, { since: expect.stringMatching(/banana/) }],
    ['in another one', { query: 'walking since:banana' }, { query: expect.stringMatching(/since:banana/) }],
    ['nowhere at all', {}, { query: 'It is missing.' }],
  ])('says at a field what was typed %s', async (_, values, fields) => {
    const told = await ada.press(ada.messages()[0], 'Search papers');
    if (told.kind !== 'form') throw new Error('no form');
    expect(await submit(told.form, values as Record<string, string>)).toMatchObject({ kind: 'refused', fields });
  });

  it('is filled in once', async () => {
    const form = await formFor('/papers subscribe');
    const values = { topic: 'walking', time: '12:00' };
    const both = await Promise.all([submit(form, values), submit(form, values)]);
    expect(both.map(({ kind }) => kind).sort()).toEqual(['done', 'refused']);
  });

  it('belongs to whoever asked for it, at all of their tabs', async () => {
    const form = await formFor('/papers subscribe');
    const [grace, again] = [await playground.tab({ name: 'Grace' }), await playground.tab({ name: 'Ada' })];
    const values = { topic: 'walking', time: '12:00', zone: 'Europe/Berlin' };
    const refusal =
      'This form is not open any more. Copy from it what you want to keep, close it, and send the command again.';
    expect(await submit(form, values, grace)).toMatchObject({ kind: 'refused', text: refusal });
    expect(await submit({ id: 'never-open' }, values)).toMatchObject({ kind: 'refused', text: refusal });
    expect(await submit(form, values, again)).toMatchObject({ kind: 'done' });
  });

  it('is forgotten when one person opens too many', async () => {
    const first = await formFor('/papers subscribe');
    for (let count = 0; count < 20; count++) await formFor('/papers subscribe');
    expect(await submit(first, { topic: 'walking' })).toMatchObject({ kind: 'refused' });
  });

  it('takes no time zone that is not known from a tab', async () => {
    const tab = await playground.tab({ name: 'Alan', zone: 'Mars/Olympus' });
    const told = await tab.say('/papers subscribe');
    expect(told.kind === 'form' && field(told.form, 'zone')?.value).not.toBe('Mars/Olympus');
  });

  it('that fails by a fault of ours keeps what was typed, and names the id in the log', async () => {
    const core = createTestCore();
    const broken = { ...core.commands.find(({ name }) => name === 'subscribe') } as (typeof core.commands)[number];
    const failing = { ...broken, run: () => Promise.reject(new Error('a fault of ours')) };
    const other = await playgroundUnderTest({ core: { ...core, commands: [failing] } });
    await other.platform.start(other.dispatch);
    const tab = await other.tab();
    const told = await tab.say('/papers subscribe');
    if (told.kind !== 'form') throw new Error('no form');
    const refused = await submit(told.form, { topic: 'walking' }, tab);
    expect(refused).toMatchObject({
      kind: 'refused',
      text: expect.stringContaining('tell whoever runs Paperboy this id'),
    });
    expect(other.records).toContainEqual(expect.objectContaining({ msg: 'an invocation failed' }));
    await other.close();
  });
});

describe('while somebody types', () => {
  const complete = (line: string, channel = 'C0GENERAL') => ada.ask({ kind: 'complete', channel, line });
  const texts = async (line: string, channel?: string): Promise<string[]> => {
    const told = await complete(line, channel);
    return told.kind === 'completions' ? told.offers.map(({ text }) => text) : [];
  };

  it('calls are completed, with what each thing is', async () => {
    expect(await complete('/pa')).toMatchObject({
      kind: 'completions',
      on: '/pa',
      offers: [{ text: '/papers ', says: 'What Paperboy can do' }],
    });
    expect(await complete('/papers subscr')).toMatchObject({
      on: 'subscr',
      offers: [{ text: 'subscribe ', says: expect.stringContaining('Posts') }, { text: 'subscriptions ' }],
    });
    expect(await complete('/papers show safe')).toMatchObject({
      offers: [{ text: 'Safe Offline Walking', says: '2401.12345' }],
    });
  });

  it('talk is left alone, and a mention is not', async () => {
    expect(await texts('')).toEqual([]);
    expect(await texts('safe')).toEqual([]);
    expect(await texts('Hey @p')).toEqual(['@Paperboy ']);
    expect(await texts('me@p')).toEqual([]);
    expect(await texts('@Paperboy sav')).toEqual(['save ', 'saved ']);
    expect(await texts('@Paperboy ')).toEqual(playground.core.commands.map(({ name }) => `${name} `));
  });

  it.each([
    ['channel:', ['channel:#general', 'channel:#papers', 'channel:#reading-group']],
    ['channel:#pa', ['channel:#papers']],
    ['channel:Re', ['channel:#reading-group']],
    ['channel:#nowhere', []],
  ])('channels are, after %j', async (typed, offered) => {
    expect(await texts(`/papers subscribe walking ${typed}`)).toEqual(offered);
  });

  it('everything is completed where one is alone with Paperboy', async () => {
    expect(await texts('sav', ada.direct)).toEqual(['save ', 'saved ']);
    expect(await texts('safe off', ada.direct)).toEqual(['Safe Offline Walking']);
  });

  it('nothing is told of a channel of somebody else', async () => {
    const { direct } = await playground.tab({ name: 'Grace' });
    expect(await complete('sav', direct)).toMatchObject({ kind: 'refused', text: 'That channel is not here.' });
  });

  it('fields are, with what can be typed there', async () => {
    const { id: form } = await formFor('/papers subscribe');
    const suggest = (named: string, partial: string) => ada.ask({ kind: 'suggest', form, field: named, partial });
    expect(await suggest('zone', 'berl')).toMatchObject({
      kind: 'completions',
      on: 'berl',
      offers: [{ text: 'Europe/Berlin', says: expect.stringMatching(/^\(UTC/) }],
    });
    expect(await suggest('topic', 'x')).toMatchObject({ kind: 'completions', offers: [] });
    expect(await suggest('nonsense', 'x')).toMatchObject({ kind: 'refused' });
  });
});
