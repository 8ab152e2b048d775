import type { FullSighting } from '../../papers/paper.ts';
import type { Fetcher } from '../fetching/fetcher.ts';
import { type Asking, SourceError } from '../live/source.ts';
import { ask, wanted } from './ask.ts';
import { knownId } from './known-id.ts';
import { readEntry } from './read-entry.ts';

interface Dependencies {
  readonly fetcher: Fetcher;
  readonly now: () => Date;
  readonly asking?: Asking | undefined;
}

/**
 * A paper as its page has it, with what is linked to it; none where Hugging Face has no such page.
 *
 * @throws SourceError where there is no answer, or it is about something else
 */
export async function askForPaper(
  id: string,
  { fetcher, now, asking }: Dependencies,
): Promise<FullSighting | undefined> {
  const known = knownId(id);
  if (known === undefined) return undefined;
  const answer = await ask(fetcher, fetcher.at(`/api/papers/${known}`), asking);
  if (answer.kind === 'missing') return undefined;
  const reading = readEntry(wanted(answer, fetcher).json, { now: now() });
  if ('refused' in reading) {
    throw new SourceError('malformed', `${fetcher.host} has a paper that can not be read: ${reading.refused}`);
  }
  if (reading.sighting.id !== known) {
    throw new SourceError(
      'malformed',
      `${fetcher.host} was asked for ${known} and answered with ${reading.sighting.id}`,
    );
  }
  return reading.sighting;
}
