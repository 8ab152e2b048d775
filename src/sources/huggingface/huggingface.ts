import type { Log } from '../../log.ts';
import { latestListingDay } from '../../papers/newest-day.ts';
import type { HttpClient } from '../fetching/fetcher.ts';
import { collectListing } from '../fetching/listing-of.ts';
import type { ListingResult, PaperSource } from '../live/source.ts';
import { isWeekend } from '../refresh/days.ts';
import { createUnexpectedResultError } from './ask.ts';
import { fetchComments } from './ask-for-comments.ts';
import { type EntryList, fetchEntryList } from './lists.ts';
import { fetchPaper } from './one-paper.ts';
import { type EntryContext, FIRST_LISTING_DAY, parseEntry } from './read-entry.ts';
import { searchPapers } from './search.ts';

interface HuggingFaceDeps {
  readonly httpClient: HttpClient;
  readonly now: () => Date;
  readonly log: Log;
}

/** Hugging Face: Daily Papers, its search, and the pages of papers. */
export function createHuggingFaceSource({ httpClient, now, log }: HuggingFaceDeps): PaperSource {
  /** @param contextAt what is known of an entry by its place */
  const toListing = (list: EntryList, contextAt: (index: number) => Omit<EntryContext, 'now'>): ListingResult => {
    if (list.kind === 'not-modified') return list;
    if (list.kind !== 'list') throw createUnexpectedResultError(list, httpClient);
    const { entries, etag, truncatedReason } = list;
    const results = entries.map((entry, index) => parseEntry(entry, { now: now(), ...contextAt(index) }));
    const listing = collectListing(results, httpClient.host);
    return {
      ...listing,
      skipReasons: listing.skipReasons,
      ...(truncatedReason !== undefined && { incompleteReason: truncatedReason }),
      ...(etag !== undefined && { etag }),
    };
  };

  return {
    name: 'huggingface',
    title: 'Hugging Face',
    firstDay: FIRST_LISTING_DAY,
    newestDay: latestListingDay,

    async fetchDay(day, etag, requestOptions) {
      const list = await fetchEntryList(httpClient, { date: day }, { validator: etag, asking: requestOptions });
      // The evening before, a list may open a little later than its time.
      if (list.kind === 'bad-request' && day >= latestListingDay(now())) return { kind: 'not-published' };
      // On weekends there is none, and that may be how the site says so.
      if (list.kind === 'bad-request' && isWeekend(day)) return { kind: 'listed', records: [], skipReasons: [] };
      return toListing(list, (index) => ({ day, rank: index + 1 }));
    },

    async fetchTrending(etag, requestOptions) {
      return toListing(
        await fetchEntryList(httpClient, { sort: 'trending' }, { validator: etag, asking: requestOptions }),
        () => ({}),
      );
    },

    search: (query, limit, requestOptions) => searchPapers(query, limit, { httpClient, now, requestOptions }),
    fetchPaper: (id, requestOptions) => fetchPaper(id, { httpClient, now, requestOptions }),
    fetchComments: (id, requestOptions) => fetchComments(id, { httpClient, log, requestOptions }),
  };
}
