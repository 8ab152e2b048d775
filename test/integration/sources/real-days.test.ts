import { expect, it, onTestFinished } from 'vitest';
import type { Paper } from '../../../src/papers/paper.ts';
import { planBackfill } from '../../../src/sources/backfill.ts';
import { type BackfillReport, backfillSource } from '../../../src/sources/backfill-source.ts';
import { createHttpClient } from '../../../src/sources/http-client.ts';
import { createHuggingFaceSource } from '../../../src/sources/huggingface/index.ts';
import { seededRandom } from '../../bench/random.ts';
import { paperOf } from '../../fakes/huggingface/entries.ts';
import type { Fault } from '../../fakes/huggingface/faults.ts';
import { startHuggingFace } from '../../fakes/huggingface/index.ts';
import { readRealDays } from '../../fakes/huggingface/real-days.ts';
import { describeWithShared } from '../../fixtures/shared-data.ts';
import { openProcess } from './process.ts';

const SPAN = { from: '2024-05-27', to: '2026-08-21' };

/** What may become of a request, and is over at the next one. */
const QUICK_FAULTS: readonly Fault['kind'][] = [
  ...(['500', '502', '503', '403', '404', 'reset', 'close', 'half answer', 'truncated body', 'HTML page'] as const),
  ...(['HTML in disguise', 'strings', 'null', 'not UTF-8', 'bad gzip'] as const),
];
/** Each takes as long as somebody waits. */
const SLOW_FAULTS: readonly Fault['kind'][] = ['hang', 'stall', 'drip'];

/** 2,715 papers are read, merged and written, and all of them twice more. */
const PATIENCE_MS = 300_000;

interface Way {
  /** Somebody ends it after so many lists. */
  readonly stopAfter?: number;
  readonly random?: () => number;
  readonly timeoutMs?: number;
}

describeWithShared('hf-daily', 'all real days of Hugging Face', (folder) => {
  const days = readRealDays(folder);
  const ids = [...days.values()].flat().map((entry) => String(paperOf(entry)['id']));

  /** A new database, and Hugging Face beside it. */
  async function world() {
    const process = await openProcess({ libraryEveryMs: 600_000 });
    const huggingFace = await startHuggingFace({ days });
    onTestFinished(() => huggingFace.close());
    const now = () => new Date();
    const requestLimits = { minIntervalMs: 0, queued: 'background' } as const;

    const fetchAll = async ({
      stopAfter = 1000,
      random = () => 0.5,
      timeoutMs: responseTimeoutMs = 60_000,
    }: Way = {}) => {
      const httpClient = createHttpClient({
        baseUrl: huggingFace.url,
        userAgent: 'test',
        responseTimeoutMs,
        now,
        requestLimits,
      });
      const plan = await planBackfill(createHuggingFaceSource({ ...process, httpClient }), SPAN, process);
      const stopped = new AbortController();
      let steps = 0;
      const advance = (): void => {
        steps += 1;
        if (steps >= stopAfter) stopped.abort();
      };
      // Most days of the span have no list.
      return backfillSource(
        { ...plan, listingKeys: plan.listingKeys.filter((day) => days.has(day)) },
        {
          ...{ ...process, random, stopSignal: stopped.signal, wait: async () => {} },
          progress: { start: () => {}, advance, showMessage: () => {}, finish: () => {} },
        },
      );
    };
    return { process, huggingFace, fetchAll };
  }

  let calm: Promise<{ report: BackfillReport; papers: readonly Paper[]; known: number }> | undefined;
  /** Where nothing goes wrong. */
  const undisturbed = () => {
    calm ??= world().then(async ({ process, fetchAll }) => {
      const report = await fetchAll();
      return { report, papers: await process.store.all(), known: (await fetchAll()).skippedFinal };
    });
    return calm;
  };

  it('are fetched whole, each paper once, also those that are on two days', { timeout: PATIENCE_MS }, async () => {
    const { report, papers, known } = await undisturbed();
    expect(report).toMatchObject({ fetched: 127, entries: 2715, added: 2712, skipReasons: [], failed: [], notAttempted: 0 });
    expect(papers.map(({ id }) => id)).toEqual([...new Set(ids)].sort());
    const twice = ids.filter((id, at) => ids.indexOf(id) < at).sort();
    expect(twice).toEqual(['2606.11176', '2608.12313', '2608.13558']);
    for (const one of twice) {
      const [first] = [...days].find(([, list]) => list.some((entry) => paperOf(entry)['id'] === one)) ?? [];
      expect(papers.find(({ id }) => id === one)?.listedOn).toBe(first);
    }
    expect(known).toBe(127);
  });

  it('come out the same, whatever goes wrong on the way and wherever it is cut off', {
    timeout: PATIENCE_MS,
  }, async () => {
    const { papers } = await undisturbed();
    const { process, huggingFace, fetchAll } = await world();
    const random = seededRandom(7);
    const arm = (kinds: readonly Fault['kind'][], times: number): void => {
      for (const kind of kinds) huggingFace.fault({ kind, times, when: () => random() < 0.02 });
    };
    arm(QUICK_FAULTS, 3);
    arm(SLOW_FAULTS, 1);
    let [runs, isWhole] = [0, false];
    while (!isWhole) {
      const { notAttempted, failed } = await fetchAll({
        stopAfter: 1 + Math.floor(random() * 60),
        random,
        timeoutMs: 3000,
      });
      isWhole = notAttempted === 0 && failed.length === 0;
      runs += 1;
    }
    expect(runs).toBeGreaterThan(2);
    expect(huggingFace.requests.length).toBeGreaterThan(140);
    expect(await process.store.all()).toEqual(papers);
  });
});
