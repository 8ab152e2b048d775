import type { Log } from '../../log.ts';
import { newestDay } from '../../papers/newest-day.ts';
import type { Fetcher } from '../fetching/fetcher.ts';
import { listingOf } from '../fetching/listing-of.ts';
import type { Listing, LiveSource } from '../live/source.ts';
import { isWeekend } from '../refresh/days.ts';
import { unwanted } from './ask.ts';
import { askForComments } from './ask-for-comments.ts';
import { askForList, type List } from './lists.ts';
import { askForPaper } from './one-paper.ts';
import { type EntryContext, FIRST_DAY, readEntry } from './read-entry.ts';
import { searchFor } from './search.ts';

interface Dependencies {
  readonly fetcher: Fetcher;
  readonly now: () => Date;
  readonly log: Log;
}

/** Hugging Face: Daily Papers, its search, and the pages of papers. */
export function createHuggingFace({ fetcher, now, log }: Dependencies): LiveSource {
  /** @param around what is known of an entry by its place */
  const listed = (list: List, around: (index: number) => Omit<EntryContext, 'now'>): Listing => {
    if (list.kind === 'unchanged') return list;
    if (list.kind !== 'list') throw unwanted(list, fetcher);
    const { entries, validator, cut } = list;
    const readings = entries.map((entry, index) => readEntry(entry, { now: now(), ...around(index) }));
    const listing = listingOf(readings, fetcher.host);
    return {
      ...listing,
      refused: listing.refused,
      ...(cut !== undefined && { missing: cut }),
      ...(validator !== undefined && { validator }),
    };
  };

  return {
    name: 'huggingface',
    title: 'Hugging Face',
    firstDay: FIRST_DAY,
    newestDay,

    async day(day, validator, asking) {
      const list = await askForList(fetcher, { date: day }, { validator, asking });
      // The evening before, a list may open a little later than its time.
      if (list.kind === 'declined' && day >= newestDay(now())) return { kind: 'not open' };
      // On weekends there is none, and that may be how the site says so.
      if (list.kind === 'declined' && isWeekend(day)) return { kind: 'listed', sightings: [], refused: [] };
      return listed(list, (index) => ({ day, rank: index + 1 }));
    },

    async trending(validator, asking) {
      return listed(await askForList(fetcher, { sort: 'trending' }, { validator, asking }), () => ({}));
    },

    search: (words, limit, asking) => searchFor(words, limit, { fetcher, now, asking }),
    paper: (id, asking) => askForPaper(id, { fetcher, now, asking }),
    comments: (id, asking) => askForComments(id, { fetcher, log, asking }),
  };
}
