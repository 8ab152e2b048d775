import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createSourceLedger } from '../../src/store/source-ledger.ts';
import { anyInstant, anyText, at, keptText } from './records.ts';
import { describeStores } from './stores.ts';

const MINE = { owner: 'me', until: at('08:05') };
const OTHERS = { owner: 'other', until: at('08:10') };

describeStores('the ledger of sources', (fresh) => {
  async function open() {
    return createSourceLedger(await (await fresh()).open());
  }

  it('lets one process at a time ask a source, until its lease ends or it gives it back', async () => {
    const { lease, release } = await open();
    expect(await lease('huggingface', MINE, at('08:00'))).toBe(true);
    expect(await lease('huggingface', OTHERS, at('08:04'))).toBe(false);
    expect(await lease('arxiv:cs.LG', OTHERS, at('08:04'))).toBe(true);
    await release('huggingface', 'other');
    expect(await lease('huggingface', OTHERS, at('08:04'))).toBe(false);
    await release('huggingface', 'me');
    expect(await lease('huggingface', OTHERS, at('08:04'))).toBe(true);
    expect(await lease('huggingface', MINE, at('08:09'))).toBe(false);
    expect(await lease('huggingface', MINE, at('08:10'))).toBe(true);
  });

  it('lets who asks a source hold it longer', async () => {
    const { lease } = await open();
    await lease('huggingface', MINE, at('08:00'));
    expect(await lease('huggingface', { owner: 'me', until: at('08:20') }, at('08:04'))).toBe(true);
    expect(await lease('huggingface', OTHERS, at('08:19'))).toBe(false);
  });

  it('lets nobody have back what another has taken over', async () => {
    const { lease, release } = await open();
    await lease('huggingface', MINE, at('08:00'));
    await lease('huggingface', OTHERS, at('08:05'));
    await release('huggingface', 'me');
    expect(await lease('huggingface', MINE, at('08:06'))).toBe(false);
  });

  it('gives a source to one, however many ask at the same moment', async () => {
    const database = await fresh();
    const ledgers = [await database.open(), await database.open()].map(createSourceLedger);
    for (const [now, until] of [
      ['08:00', '08:05'],
      ['08:05', '08:10'],
      ['08:10', '08:15'],
    ] as const) {
      const taken = await Promise.all(
        ledgers.flatMap(({ lease }, index) =>
          [0, 1, 2].map((turn) => lease('arxiv', { owner: `${index} ${turn}`, until: at(until) }, at(now))),
        ),
      );
      expect(taken.filter(Boolean)).toHaveLength(1);
    }
  });

  it('knows nothing of a source that nobody asked', async () => {
    const { standing, release } = await open();
    expect(await standing('huggingface')).toEqual({ name: 'huggingface' });
    await release('huggingface', 'me');
    expect(await standing('huggingface')).toEqual({ name: 'huggingface' });
  });

  it('counts failures since the first one, until the source answers', async () => {
    const { failed, answered, standing, lease } = await open();
    await failed('arxiv', { at: at('08:00'), until: at('08:01'), reason: 'HTTP 503', asksToWait: false });
    await failed('arxiv', { at: at('08:02'), until: at('08:06'), reason: 'no answer within 10 s', asksToWait: true });
    const failing = {
      since: at('08:00'),
      times: 2,
      until: at('08:06'),
      reason: 'no answer within 10 s',
      asksToWait: true,
    };
    expect(await standing('arxiv')).toEqual({ name: 'arxiv', failing });
    await lease('arxiv', MINE, at('08:03'));
    expect(await standing('arxiv')).toEqual({ name: 'arxiv', failing });
    await answered('arxiv', at('08:07'));
    expect(await standing('arxiv')).toEqual({ name: 'arxiv', answeredAt: at('08:07') });
    await failed('arxiv', { at: at('09:00'), until: at('09:01'), reason: 'HTTP 500', asksToWait: false });
    expect(await standing('arxiv')).toEqual({
      name: 'arxiv',
      answeredAt: at('08:07'),
      failing: { since: at('09:00'), times: 1, until: at('09:01'), reason: 'HTTP 500', asksToWait: false },
    });
  });

  it('leaves a source with who asks it, whatever comes of that', async () => {
    const { failed, answered, lease } = await open();
    await lease('arxiv', MINE, at('08:00'));
    await failed('arxiv', { at: at('08:01'), until: at('08:02'), reason: 'HTTP 500', asksToWait: false });
    await answered('arxiv', at('08:02'));
    expect(await lease('arxiv', OTHERS, at('08:03'))).toBe(false);
  });

  it('loses no failure of those that come at the same moment', async () => {
    const database = await fresh();
    const ledgers = [await database.open(), await database.open()].map(createSourceLedger);
    const failure = { at: at('08:00'), until: at('08:01'), reason: 'HTTP 503', asksToWait: false };
    await Promise.all([0, 1, 2, 3].flatMap(() => ledgers.map(({ failed }) => failed('arxiv', failure))));
    expect(await ledgers[0]?.standing('arxiv')).toMatchObject({ failing: { times: 8 } });
  });

  it('keeps what was asked last under a name, whatever its texts, also when the store is opened again', async () => {
    const database = await fresh();
    const { keep, part } = createSourceLedger(await database.open());
    const again = createSourceLedger(await database.open());
    const anyPart = fc
      .record(
        { part: keptText, at: anyInstant, validator: keptText, paperIds: fc.array(anyText, { maxLength: 3 }) },
        { requiredKeys: ['part', 'at', 'paperIds'] },
      )
      .map((one) => structuredClone(one));
    await fc.assert(
      fc.asyncProperty(keptText, fc.array(anyPart, { minLength: 1, maxLength: 3 }), async (name, parts) => {
        for (const one of parts) await keep(name, one);
        const last = new Map(parts.map((one) => [one.part, one]));
        for (const one of last.values()) expect(await again.part(name, one.part)).toStrictEqual(one);
        expect(await part(`not ${name}`, parts[0]?.part ?? '')).toBeUndefined();
      }),
      { numRuns: 30 },
    );
  });

  it('tells the days of a span in their order, of one source', async () => {
    const { keep, parts } = await open();
    const days = ['2026-03-02', '2025-12-31', '2026-02-28', '2026-03-03', '2026-03-01', 'trending'];
    for (const part of days) await keep('huggingface', { part, at: at('08:00'), paperIds: [part] });
    await keep('other', { part: '2026-03-01', at: at('08:00'), paperIds: ['other'] });
    const found = await parts('huggingface', '2026-02-28', '2026-03-02');
    expect(found.map(({ part }) => part)).toEqual(['2026-02-28', '2026-03-01', '2026-03-02']);
    expect(found.flatMap(({ paperIds }) => paperIds)).toEqual(found.map(({ part }) => part));
    expect(await parts('huggingface', '2026-03-04', '2026-12-31')).toEqual([]);
  });
});
