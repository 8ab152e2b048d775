import type { Log } from '../../log.ts';
import { ARXIV_REQUEST_LIMITS, createArxivSource } from '../arxiv/arxiv.ts';
import { createHttpClient } from '../fetching/fetcher.ts';
import { formatUserAgent } from '../fetching/user-agent.ts';
import { createHuggingFaceSource } from '../huggingface/huggingface.ts';
import type { PaperSource } from './source.ts';
import type { SourceConfig } from './source-names.ts';

interface SourceSettings {
  readonly sources: readonly SourceConfig[];
  readonly huggingFaceUrl: string;
  readonly arxivUrl: string;
  readonly contact: string | undefined;
  readonly version: string;
}

interface SourceFactoryDeps {
  readonly now: () => Date;
  readonly log: Log;
}

/**
 * Hugging Face takes 500 requests in five minutes from one address (https://huggingface.co/docs/hub/rate-limits). Lists take well below
 * that, so that those that somebody waits for need not wait.
 */
const HUGGING_FACE_REQUEST_LIMITS = { minIntervalMs: 1000, queued: 'background' } as const;

/**
 * The sources that somebody configured. Those on the same site take turns.
 *
 * @throws UserError when an address is none that can be asked
 */
export function createSources(
  { sources, huggingFaceUrl, arxivUrl, contact, version }: SourceSettings,
  { now, log }: SourceFactoryDeps,
): PaperSource[] {
  const clientOptions = { userAgent: formatUserAgent(version, contact), now };
  const huggingFaceClient = createHttpClient({
    ...clientOptions,
    baseUrl: huggingFaceUrl,
    requestLimits: HUGGING_FACE_REQUEST_LIMITS,
  });
  const arxivClient = createHttpClient({ ...clientOptions, baseUrl: arxivUrl, requestLimits: ARXIV_REQUEST_LIMITS });
  return sources.map((source) =>
    source.kind === 'huggingface'
      ? createHuggingFaceSource({ httpClient: huggingFaceClient, now, log })
      : createArxivSource({ httpClient: arxivClient, name: source.name, query: source.query, now }),
  );
}
