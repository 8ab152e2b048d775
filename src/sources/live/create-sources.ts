import type { Log } from '../../log.ts';
import { ARXIV_PACE, createArxiv } from '../arxiv/arxiv.ts';
import { createFetcher } from '../fetching/fetcher.ts';
import { userAgent } from '../fetching/user-agent.ts';
import { createHuggingFace } from '../huggingface/huggingface.ts';
import type { LiveSource } from './source.ts';
import type { SourceSpec } from './source-names.ts';

interface Settings {
  readonly sources: readonly SourceSpec[];
  readonly huggingFaceUrl: string;
  readonly arxivUrl: string;
  readonly contact: string | undefined;
  readonly version: string;
}

interface Dependencies {
  readonly now: () => Date;
  readonly log: Log;
}

/**
 * Hugging Face takes 500 requests in five minutes from one address (https://huggingface.co/docs/hub/rate-limits). Lists take well below
 * that, so that those that somebody waits for need not wait.
 */
const HUGGING_FACE_PACE = { spacingMs: 1000, queues: 'those that can wait' } as const;

/**
 * The sources that somebody configured. Those on the same site take turns.
 *
 * @throws UserError when an address is none that can be asked
 */
export function createSources(
  { sources, huggingFaceUrl, arxivUrl, contact, version }: Settings,
  { now, log }: Dependencies,
): LiveSource[] {
  const polite = { userAgent: userAgent(version, contact), now };
  const huggingFace = createFetcher({ ...polite, baseUrl: huggingFaceUrl, pace: HUGGING_FACE_PACE });
  const arxiv = createFetcher({ ...polite, baseUrl: arxivUrl, pace: ARXIV_PACE });
  return sources.map((source) =>
    source.kind === 'huggingface'
      ? createHuggingFace({ fetcher: huggingFace, now, log })
      : createArxiv({ fetcher: arxiv, name: source.name, query: source.query, now }),
  );
}
