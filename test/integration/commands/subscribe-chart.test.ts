import { describe, expect, it } from 'vitest';
import { findCharts } from '../../../src/chat/document.ts';
import { textOf } from '../../fakes/core.ts';
import { actionOf, createUser, createWorld } from './command-tester.ts';

const WEEKLY = 'subscribe walking days:fri zone:Europe/Berlin chart:yes';

/** Somebody who has confirmed a subscription, and what is kept of it. */
async function subscribed(call: string) {
  const { core } = createWorld();
  const person = createUser(core);
  const { document } = await person.types(call);
  await person.presses(document, 'Subscribe');
  const kept = async () => (await core.highlights.subscriptions.list('test', 'team'))[0];
  const { id = '' } = (await kept()) ?? {};
  return { core, person, kept, id };
}

describe('a weekly subscription with a chart', () => {
  it('shows the chart before anything is saved, and keeps the choice', async () => {
    const { core } = createWorld();
    const { document } = await createUser(core).types(WEEKLY);
    expect(findCharts(document)).toMatchObject([{ title: 'Papers per month: walking' }]);
    expect(textOf(document)).toContain('Chart');
    expect(textOf(document)).toContain('papers per month on the topic, above the papers');
    const { kept } = await subscribed(WEEKLY);
    expect(await kept()).toMatchObject({ hasChart: true, topic: 'walking' });
  });

  it('says so where it is listed, and shows it in what would come', async () => {
    const { person, id } = await subscribed(WEEKLY);
    expect(textOf((await person.types('subscriptions')).document)).toContain('with a chart');
    const { document } = await person.types(`subscriptions preview ${id}`);
    expect(findCharts(document)).toHaveLength(1);
  });

  it('stays with a chart when something else changes, in a call and in a form', async () => {
    const { person, kept, id } = await subscribed(WEEKLY);
    const { document } = await person.types(`subscribe change:${id} time:17:00 topic:walking`);
    await person.presses(document, 'Save the change');
    expect(await kept()).toMatchObject({ hasChart: true, schedule: { time: '17:00' } });
    const form = await person.opens((await person.types('subscriptions')).document, 'Change');
    expect(form.fields.find(({ name }) => name === 'chart')?.value).toBe('yes');
  });

  it('can lose it', async () => {
    const { person, kept, id } = await subscribed(WEEKLY);
    const { document } = await person.types(`subscribe change:${id} chart:no topic:walking`);
    expect(textOf(document)).toContain('papers per month on the topic, above the papers → none');
    await person.presses(document, 'Save the change');
    expect(await kept()).toMatchObject({ hasChart: false });
  });

  it('is another than the same without', async () => {
    const { person } = await subscribed(WEEKLY);
    const { document } = await person.types(WEEKLY.replace('chart:yes', 'chart:no'));
    expect(() => actionOf(document, 'Subscribe')).not.toThrow();
  });

  it('becomes one of discussions without it', async () => {
    const { person, id } = await subscribed(WEEKLY);
    const { outcome, document } = await person.types(`subscribe change:${id} about:discussions topic:walking`);
    expect(outcome).toBe('answered');
    expect(textOf(document)).toContain('above the papers → none');
  });
});

describe('a chart that can not be had', () => {
  it.each([
    [
      'subscribe walking zone:Europe/Berlin chart:yes',
      'A chart comes with one post a week, so say one day, such as days:fri, or chart:no.',
      ['days:fri', 'chart:yes', 'walking'],
    ],
    [
      'subscribe walking days:mon,thu zone:Europe/Berlin chart:yes',
      'A chart comes with one post a week, so say one day, such as days:fri, or chart:no.',
      ['days:fri', 'chart:yes', 'walking'],
    ],
    [
      'subscribe days:fri zone:Europe/Berlin chart:yes',
      'A chart is about a topic, so say one.',
      ['days:fri', 'chart:no'],
    ],
    [
      'subscribe walking days:fri zone:Europe/Berlin about:discussions chart:yes',
      'A chart is for new papers on a topic, not for discussions.',
      ['about:discussions', 'chart:no', 'walking'],
    ],
    [
      'subscribe walking zone:Nowhere chart:yes',
      'A chart comes with one post a week, so say one day, such as days:fri, or chart:no.',
      ['days:fri', 'zone:', 'chart:yes', 'walking'],
    ],
    [
      'subscribe walking days:often time:noonish zone:Europe/Berlin chart:yes',
      '',
      ['days:fri', 'time:09:00', 'chart:yes', 'walking'],
    ],
  ])('is refused with a call that works: %s', async (call, problem, parts) => {
    const { core } = createWorld();
    const person = createUser(core);
    const { outcome, document } = await person.types(call);
    expect(outcome).toBe('refused');
    expect(textOf(document)).toContain(problem);
    const [, offered = ''] = /Try: \/(papers .*)$/m.exec(textOf(document)) ?? [];
    for (const part of parts) expect(offered).toContain(part);
    expect(textOf((await person.types(offered)).document)).toContain('Preview: nothing is saved yet');
  });

  it('is refused where a change would take it away without a word', async () => {
    const { person, id } = await subscribed(WEEKLY);
    const { outcome, document } = await person.types(`subscribe change:${id} days:weekdays topic:walking`);
    expect(outcome).toBe('refused');
    expect(textOf(document)).toMatch(/A chart comes with one post a week.*chart:no/);
    const [, offered = ''] = /Try: \/(papers .*)$/m.exec(textOf(document)) ?? [];
    expect(textOf((await person.types(offered)).document)).toContain('Preview of a change');
  });
});
