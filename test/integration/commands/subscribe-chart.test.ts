import { describe, expect, it } from 'vitest';
import { findCharts } from '../../../src/chat/document.ts';
import { textOf } from '../../fakes/core.ts';
import { actionOf, createUser, createWorld } from './command-tester.ts';

const WEEKLY = 'subscribe walking days:fri zone:Europe/Berlin chart:yes';

/** A person with a subscription. */
async function subscribed(call: string) {
  const { core } = createWorld();
  const person = createUser(core);
  const { document } = await person.types(call);
  await person.presses(document, 'Subscribe');
  const kept = async () => (await core.highlights.subscriptions.list('test', 'team'))[0];
  const { id = '' } = (await kept()) ?? {};
  return { core, person, kept, id };
}

describe('/papers subscribe with chart:yes', () => {
  it('shows the chart in the preview and saves the option', async () => {
    const { core } = createWorld();
    const { document } = await createUser(core).types(WEEKLY);
    expect(findCharts(document)).toMatchObject([{ title: 'Papers per month: walking' }]);
    expect(textOf(document)).toContain('Chart');
    expect(textOf(document)).toContain('papers per month on the topic');
    const { kept } = await subscribed(WEEKLY);
    expect(await kept()).toMatchObject({ hasChart: true, topic: 'walking' });
  });

  it('is shown in the list and in the preview of a post', async () => {
    const { person, id } = await subscribed(WEEKLY);
    expect(textOf((await person.types('subscriptions')).document)).toContain('with a chart');
    const { document } = await person.types(`subscriptions preview ${id}`);
    expect(findCharts(document)).toHaveLength(1);
  });

  it('keeps the chart when another option changes', async () => {
    const { person, kept, id } = await subscribed(WEEKLY);
    const { document } = await person.types(`subscribe change:${id} time:17:00 topic:walking`);
    await person.presses(document, 'Save changes');
    expect(await kept()).toMatchObject({ hasChart: true, schedule: { time: '17:00' } });
    const form = await person.opens((await person.types('subscriptions')).document, 'Change');
    expect(form.fields.find(({ name }) => name === 'chart')?.value).toBe('yes');
  });

  it('can be turned off', async () => {
    const { person, kept, id } = await subscribed(WEEKLY);
    const { document } = await person.types(`subscribe change:${id} chart:no topic:walking`);
    expect(textOf(document)).toContain('papers per month on the topic → none');
    await person.presses(document, 'Save changes');
    expect(await kept()).toMatchObject({ hasChart: false });
  });

  it('is different from the same subscription without a chart', async () => {
    const { person } = await subscribed(WEEKLY);
    const { document } = await person.types(WEEKLY.replace('chart:yes', 'chart:no'));
    expect(() => actionOf(document, 'Subscribe')).not.toThrow();
  });

  it('loses the chart when it changes to discussions', async () => {
    const { person, id } = await subscribed(WEEKLY);
    const { outcome, document } = await person.types(`subscribe change:${id} about:discussions topic:walking`);
    expect(outcome).toBe('answered');
    expect(textOf(document)).toContain('papers per month on the topic → none');
  });
});

describe('/papers subscribe with a chart that is not possible', () => {
  it.each([
    [
      'subscribe walking zone:Europe/Berlin chart:yes',
      'A chart needs one post a week. Set one day, such as days:fri, or chart:no.',
      ['days:fri', 'chart:yes', 'walking'],
    ],
    [
      'subscribe walking days:mon,thu zone:Europe/Berlin chart:yes',
      'A chart needs one post a week. Set one day, such as days:fri, or chart:no.',
      ['days:fri', 'chart:yes', 'walking'],
    ],
    ['subscribe days:fri zone:Europe/Berlin chart:yes', 'A chart needs a topic.', ['days:fri', 'chart:no']],
    [
      'subscribe walking days:fri zone:Europe/Berlin about:discussions chart:yes',
      "Charts show new papers on a topic, so discussions can't have one.",
      ['about:discussions', 'chart:no', 'walking'],
    ],
    [
      'subscribe walking zone:Nowhere chart:yes',
      'A chart needs one post a week. Set one day, such as days:fri, or chart:no.',
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
    expect(textOf((await person.types(offered)).document)).toContain('Preview: nothing saved yet');
  });

  it('is refused rather than dropping the chart silently', async () => {
    const { person, id } = await subscribed(WEEKLY);
    const { outcome, document } = await person.types(`subscribe change:${id} days:weekdays topic:walking`);
    expect(outcome).toBe('refused');
    expect(textOf(document)).toMatch(/A chart needs one post a week.*chart:no/);
    const [, offered = ''] = /Try: \/(papers .*)$/m.exec(textOf(document)) ?? [];
    expect(textOf((await person.types(offered)).document)).toContain('Preview of your changes');
  });
});
