import { expect, it, onTestFinished } from 'vitest';
import type { Paper } from '../../../src/papers/paper.ts';
import { planBackfill } from '../../../src/sources/backfill.ts';
import { type BackfillReport, backfillSource } from '../../../src/sources/backfill-source.ts';
import { createHttpClient } from '../../../src/sources/http-client.ts';
import { huggingFace } from '../../../src/sources/huggingface/index.ts';
import { seededRandom } from '../../bench/random.ts';
import { paperOf } from '../../fakes/huggingface/entries.ts';
import type { Fault } from '../../fakes/huggingface/faults.ts';
import { startHuggingFace } from '../../fakes/huggingface/index.ts';
import { readRealDays } from '../../fakes/huggingface/real-days.ts';
import { describeWithShared } from '../../fixtures/shared-data.ts';
import { openProcess } from './process.ts';

const RANGE = { from: '2024-05-27', to: '2026-08-21' };

const config = { kind: 'huggingface', name: 'huggingface', query: '' };

/** Faults that fail at once. */
const QUICK_FAULTS: readonly Fault['kind'][] = [
  ...(['500', '502', '503', '403', '404', 'reset', 'close', 'half response', 'truncated body', 'HTML page'] as const),
  ...(['HTML in disguise', 'strings', 'null', 'not UTF-8', 'bad gzip'] as const),
];
/** Faults that fail by a timeout. */
const SLOW_FAULTS: readonly Fault['kind'][] = ['hang', 'stall', 'drip'];

/** 2,715 papers are fetched, merged and stored, three times. */
const TIMEOUT_MS = 300_000;

interface RunOptions {
  /** How many listings to fetch. */
  readonly stopAfter?: number;
  readonly random?: () => number;
  readonly timeoutMs?: number;
}

describeWithShared('hf-daily', 'all real days of Hugging Face', (folder) => {
  const days = readRealDays(folder);
  const ids = [...days.values()].flat().map((entry) => String(paperOf(entry)['id']));

  /** A new database and a Hugging Face server. */
  async function setup() {
    const process = await openProcess({ libraryPollIntervalMs: 600_000 });
    const site = await startHuggingFace({ days });
    onTestFinished(() => site.close());
    const now = () => new Date();
    const requestLimits = { minIntervalMs: 0, queued: 'background' } as const;

    const fetchAll = async ({
      stopAfter = 1000,
      random = () => 0.5,
      timeoutMs: responseTimeoutMs = 60_000,
    }: RunOptions = {}) => {
      const httpClient = createHttpClient({
        baseUrl: site.url,
        userAgent: 'test',
        responseTimeoutMs,
        now,
        requestLimits,
      });
      const plan = await planBackfill(huggingFace.create(config, { ...process, httpClient }), RANGE, process);
      const controller = new AbortController();
      let steps = 0;
      const advance = (): void => {
        steps += 1;
        if (steps >= stopAfter) controller.abort();
      };
      // Most days of the range have no listing.
      return backfillSource(
        { ...plan, listingKeys: plan.listingKeys.filter((day) => days.has(day)) },
        {
          ...{ ...process, random, stopSignal: controller.signal, wait: async () => {} },
          progress: { start: () => {}, advance, showMessage: () => {}, finish: () => {} },
        },
      );
    };
    return { process, site, fetchAll };
  }

  let undisturbedRun: Promise<{ report: BackfillReport; papers: readonly Paper[]; known: number }> | undefined;
  const undisturbed = () => {
    undisturbedRun ??= setup().then(async ({ process, fetchAll }) => {
      const report = await fetchAll();
      return { report, papers: await process.store.all(), known: (await fetchAll()).skippedFinal };
    });
    return undisturbedRun;
  };

  it('are fetched completely, and a paper that is listed on two days is stored once', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const { report, papers, known } = await undisturbed();
    expect(report).toMatchObject({
      fetched: 127,
      entries: 2715,
      added: 2712,
      skipReasons: [],
      failed: [],
      notAttempted: 0,
    });
    expect(papers.map(({ id }) => id)).toEqual([...new Set(ids)].sort());
    const twice = ids.filter((id, at) => ids.indexOf(id) < at).sort();
    expect(twice).toEqual(['2606.11176', '2608.12313', '2608.13558']);
    for (const one of twice) {
      const [first] = [...days].find(([, list]) => list.some((entry) => paperOf(entry)['id'] === one)) ?? [];
      expect(papers.find(({ id }) => id === one)?.listedOn).toBe(first);
    }
    expect(known).toBe(127);
  });

  it('result in the same papers after faults and interruptions', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const { papers } = await undisturbed();
    const { process, site, fetchAll } = await setup();
    const random = seededRandom(7);
    const arm = (kinds: readonly Fault['kind'][], times: number): void => {
      for (const kind of kinds) site.fault({ kind, times, when: () => random() < 0.02 });
    };
    arm(QUICK_FAULTS, 3);
    arm(SLOW_FAULTS, 1);
    let [runs, isComplete] = [0, false];
    while (!isComplete) {
      const { notAttempted, failed } = await fetchAll({
        stopAfter: 1 + Math.floor(random() * 60),
        random,
        timeoutMs: 3000,
      });
      isComplete = notAttempted === 0 && failed.length === 0;
      runs += 1;
    }
    expect(runs).toBeGreaterThan(2);
    expect(site.requests.length).toBeGreaterThan(140);
    expect(await process.store.all()).toEqual(papers);
  });
});
