import type { Fetched } from '../fetching/exchange.ts';
import type { Fetcher } from '../fetching/fetcher.ts';
import { readJson } from '../fetching/read-json.ts';
import { type Asking, SourceError } from '../live/source.ts';

/** An answer of Hugging Face whose text was read as JSON. */
export type Answer =
  | (Omit<Extract<Fetched, { kind: 'fetched' }>, 'text'> & { readonly json: unknown })
  | Exclude<Fetched, { kind: 'fetched' }>;

const ACCEPT = ['application/json'];

/** @throws SourceError where there is no answer, or none in JSON */
export async function ask(fetcher: Fetcher, url: URL, asking: Asking = {}, validator?: string): Promise<Answer> {
  const fetched = await fetcher.get(url, { accept: ACCEPT, validator }, asking);
  if (fetched.kind !== 'fetched') return fetched;
  const { text, ...rest } = fetched;
  return { ...rest, json: readJson(text, fetcher.host) };
}

/** @throws SourceError where an answer is another one than was asked for */
export function wanted(answer: Answer, fetcher: Fetcher): Extract<Answer, { kind: 'fetched' }> {
  if (answer.kind === 'fetched') return answer;
  throw unwanted(answer, fetcher);
}

/** What to throw for an answer that is none: it says which, by the host's name. */
export function unwanted({ kind }: Exclude<Answer, { kind: 'fetched' }>, { host }: Fetcher): SourceError {
  const what = {
    declined: 'takes the request for a wrong one',
    missing: 'has nothing there',
    unchanged: 'has nothing new',
  };
  return new SourceError('refused', `${host} ${what[kind]}`);
}
