import { defineCommand } from '../src/chat/command.ts';
import { type Block, code, heading, note, time } from '../src/chat/document.ts';
import { PAGE_OPTION, pageFooter, pageWindow } from '../src/chat/pagination.ts';
import { type CalendarPeriod, PERIODS, type Period, parseCalendarPeriod, suggestPeriods } from '../src/papers/dates.ts';
import { type Paper, paperDay } from '../src/papers/paper.ts';
import {
  defaultMeasure,
  MEASURES,
  type TopPapers,
  topPapers,
  topPapersBetween,
  weekdayCoverage,
} from '../src/papers/top-papers.ts';
import { UserError } from '../src/runtime/errors.ts';
import type { PaperLookup } from '../src/sources/lookup.ts';
import { formatDay, pluralize } from '../src/text/format.ts';
import type { CommandServices } from './services.ts';

export const top = defineCommand(
  {
    name: 'top',
    description: 'Lists the top papers of a day, week, month or all time',
    options: {
      period: { kind: 'choice', description: 'How far to look back. Default: week', choices: PERIODS },
      date: {
        kind: 'text',
        description: 'A day (2025-03-05), week (2025-W10) or month (2025-03)',
        positionalPattern: /^(\d.*|today|yesterday)$/i,
        autocomplete: true,
      },
      by: { kind: 'choice', label: 'Sort by', description: 'What to sort by. Default: upvotes', choices: MEASURES },
      page: PAGE_OPTION,
    },
    audience: 'everyone',
    ephemeral: true,
    examples: ['top week', 'top day yesterday', 'top month 2025-10', 'top month by:comments', 'top all page:2'],
  },
  ({ papers, paperLookup, cards, now }: Pick<CommandServices, 'papers' | 'paperLookup' | 'cards' | 'now'>) => ({
    suggest: {
      date: (partial) =>
        suggestPeriods(paperLookup.newestDay(now())).filter(({ label }) =>
          label.includes(partial.trim().toLowerCase()),
        ),
    },
    validate: ({ period, date }) => {
      parsePeriod(period, date, paperLookup.newestDay(now()));
    },
    run: async ({ period, date, by: measureOption, page }, call) => {
      const today = paperLookup.newestDay(now());
      const dated = parsePeriod(period, date, today);
      if (dated?.period === 'day') await paperLookup.ensureDay(dated.from);
      else if (dated === undefined && period === 'day') await paperLookup.ensureDay(today);
      const all = papers.all();
      const by = measureOption ?? defaultMeasure(all);
      const found = dated
        ? { papers: topPapersBetween(all, dated, by), days: dated, isFallback: false }
        : topPapers(all, { period: period ?? 'week', by, today });
      const { offset, limit } = pageWindow(page);
      const shown = found.papers.slice(offset, offset + limit).map((paper) => ({ paper }));
      const commandText = dated
        ? `top ${dated.period} date:${dated.from} by:${by}`
        : `top ${period ?? 'week'} by:${by}`;
      return {
        blocks: [
          ...resultsHeader(found, by),
          ...(dated ? datedPeriodNotes(dated, found.papers, all) : latestPeriodNotes(found)),
          ...(found.papers.length === 0 ? await sourceFailureNotes(paperLookup) : []),
          ...(await cards.list(shown, call)),
          ...pageFooter({ total: found.papers.length, page, commandText }),
        ],
      };
    },
  }),
);

/** @throws UserError with a call that works */
function parsePeriod(period: Period | undefined, date: string | undefined, today: string): CalendarPeriod | undefined {
  if (date === undefined) return undefined;
  if (period === 'all') {
    const problem = "All time can't have a date.";
    throw new UserError(`${problem} Try: /papers top all`, { fields: { date: problem } });
  }
  const parsed = parseCalendarPeriod(date, period, today);
  if (!('problem' in parsed)) return parsed;
  const { problem, suggestion } = parsed;
  throw new UserError(`${problem} Try: /papers top ${suggestion.period} ${suggestion.date}`, {
    fields: { date: problem },
  });
}

function resultsHeader({ papers, days }: TopPapers, by: string): Block[] {
  const when = days === undefined ? 'of all time' : `of ${formatDays(days)}`;
  const hasNoUpvotes = papers.length > 0 && by === 'upvotes' && papers.every(({ upvotes }) => upvotes === undefined);
  return [
    heading(`Top papers ${when}, by ${by}`),
    ...(hasNoUpvotes ? [note('Upvotes are unknown for these papers, so they are sorted by comments.')] : []),
  ];
}

function latestPeriodNotes({ papers, days, isFallback }: TopPapers): Block[] {
  if (isFallback) return [note('Nothing newer yet. This is the latest period with papers.')];
  if (papers.length > 0) return [];
  if (days === undefined) return [note('No papers yet.')];
  return [note('No papers have a date yet. To list all papers, type ', code('/papers top all'), '.')];
}

/** Papers may be missing because a source is unavailable. */
async function sourceFailureNotes(paperLookup: PaperLookup): Promise<Block[]> {
  const [failure] = (await paperLookup.getSourceStatuses()).flatMap((source) => source.failure ?? []);
  if (failure === undefined) return [];
  return [
    note('Papers may be missing: the source has been unavailable since ', time(failure.since), ` (${failure.reason}).`),
  ];
}

function datedPeriodNotes(dated: CalendarPeriod, found: readonly Paper[], all: readonly Paper[]): Block[] {
  const { period, isOver } = dated;
  if (found.length === 0) return emptyPeriodNotes(dated, all);
  const blocks = isOver ? [] : [note(`The ${period} isn't over yet.`)];
  const { total, missing } = weekdayCoverage(found, dated);
  const [firstMissing] = missing;
  if (period === 'day' || firstMissing === undefined) return blocks;
  const days = `${missing.length} of ${pluralize(total, 'weekday')}${isOver ? '' : ' so far'}`;
  return [
    ...blocks,
    note(`No papers on ${days}. To load the papers of a day, type `, code(`/papers top day ${firstMissing}`), '.'),
  ];
}

function emptyPeriodNotes(dated: CalendarPeriod, all: readonly Paper[]): Block[] {
  const days = all.flatMap((paper) => paperDay(paper) ?? []).filter((day) => day < dated.from);
  const latestBefore = days.reduce((latest, day) => (day > latest ? day : latest), '');
  const isWeekend = weekdayCoverage([], dated).total === 0;
  return [
    note(`No papers from ${formatDays(dated)}.${isWeekend ? ' Papers are listed on weekdays.' : ''}`),
    ...(latestBefore === '' ? [] : [note('Latest earlier papers: ', code(`/papers top day ${latestBefore}`))]),
  ];
}

/** "Mar 5, 2025", "Mar 3, 2025 to Mar 5, 2025" */
function formatDays({ from, to }: { readonly from: string; readonly to: string }): string {
  return from === to ? formatDay(to) : `${formatDay(from)} to ${formatDay(to)}`;
}
