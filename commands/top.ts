import { defineCommand } from '../src/chat/command.ts';
import type { CallContext } from '../src/chat/context.ts';
import { type Block, code, heading, note, time } from '../src/chat/document.ts';
import { PAGE_OPTION, pageFooter, pageWindow } from '../src/chat/pagination.ts';
import { papersWithBadges } from '../src/features/catalog/papers-with-badges.ts';
import {
  type CalendarPeriod,
  latestListingDay,
  PERIODS,
  type Period,
  parseCalendarPeriod,
  suggestPeriods,
} from '../src/papers/dates.ts';
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
import { formatDay, pluralize } from '../src/text/format.ts';

export const top = defineCommand({
  name: 'top',
  description: 'Lists the best papers of a day, a week, a month or all time',
  options: {
    period: { kind: 'choice', description: 'How far to look back; a week unless you say', choices: PERIODS },
    date: {
      kind: 'text',
      description: 'Which one: a day as 2025-03-05, a week as 2025-W10 or a month as 2025-03',
      positionalPattern: /^(\d.*|today|yesterday)$/i,
      suggest: (partial, { now }) =>
        suggestPeriods(latestListingDay(now())).filter(({ label }) => label.includes(partial.trim().toLowerCase())),
    },
    by: { kind: 'choice', description: 'What counts first; upvotes, where any are known', choices: MEASURES },
    page: PAGE_OPTION,
  },
  audience: 'everyone',
  ephemeral: true,
  examples: ['top week', 'top day yesterday', 'top month 2025-10', 'top month by:comments', 'top all page:2'],
  validate: ({ period, date }, context) => {
    parsePeriod({ period, date }, context);
  },
  run: async ({ period, date, by: measureOption, page }, context) => {
    const named = parsePeriod({ period, date }, context);
    const today = latestListingDay(context.now());
    if (named?.period === 'day') await context.paperLookup.ensureDay(named.from);
    else if (named === undefined && period === 'day') await context.paperLookup.ensureDay(today);
    const all = context.papers.all();
    const by = measureOption ?? defaultMeasure(all);
    const found = named
      ? { papers: topPapersBetween(all, named, by), days: named, isFallback: false }
      : topPapers(all, { period: period ?? 'week', by, today });
    const { offset, limit } = pageWindow(page);
    const shown = found.papers.slice(offset, offset + limit).map((paper) => ({ paper }));
    const commandText = named ? `top ${named.period} date:${named.from} by:${by}` : `top ${period ?? 'week'} by:${by}`;
    return {
      blocks: [
        ...resultsHeader(found, by),
        ...(named ? namedPeriodNotes(named, found.papers, all) : latestPeriodNotes(found)),
        ...(found.papers.length === 0 ? await sourceFailureNotes(context) : []),
        ...(await papersWithBadges(shown, context)),
        ...pageFooter({ total: found.papers.length, page, commandText }, context),
      ],
    };
  },
});

/** @throws UserError with a call that works */
function parsePeriod(
  { period, date }: { period?: Period | undefined; date?: string | undefined },
  { now }: CallContext,
): CalendarPeriod | undefined {
  if (date === undefined) return undefined;
  if (period === 'all') {
    const problem = 'all time has no date';
    throw new UserError(`/papers top: ${problem}; say one or the other. Try: /papers top all`, {
      fields: { date: problem },
    });
  }
  const read = parseCalendarPeriod(date, period, latestListingDay(now()));
  if (!('problem' in read)) return read;
  const { problem, suggestion } = read;
  throw new UserError(`${problem} Try: /papers top ${suggestion.period} ${suggestion.date}`, {
    fields: { date: problem },
  });
}

function resultsHeader({ papers, days }: TopPapers, by: string): Block[] {
  const when = days === undefined ? 'of all time' : `of ${formatDays(days)}`;
  const uncounted = papers.length > 0 && by === 'upvotes' && papers.every(({ upvotes }) => upvotes === undefined);
  return [
    heading(`Top papers ${when}, by ${by}`),
    ...(uncounted ? [note('No upvotes are known for these; comments decide, then the date.')] : []),
  ];
}

function latestPeriodNotes({ papers, days, isFallback }: TopPapers): Block[] {
  if (isFallback) return [note('Nothing newer is here yet, so this is the last such period that has papers.')];
  if (papers.length > 0) return [];
  if (days === undefined) return [note('No paper is here yet.')];
  return [note('No paper here has a day that has come. To see them all: /papers top all')];
}

/** Why nothing may be here: a source that can't be asked. */
async function sourceFailureNotes({ paperLookup }: CallContext): Promise<Block[]> {
  const failing = (await paperLookup.getSourceStatuses()).flatMap((one) => one.failure ?? []);
  return failing
    .slice(0, 1)
    .map(({ since, reason }) =>
      note('There may be some: since ', time(since), ` the source can't be asked (${reason}).`),
    );
}

/** What is missing of a period that somebody named. */
function namedPeriodNotes(named: CalendarPeriod, found: readonly Paper[], all: readonly Paper[]): Block[] {
  const { period, isOver } = named;
  if (found.length === 0) return emptyPeriodNotes(named, all);
  const blocks = isOver ? [] : [note(`The ${period} is not over yet.`)];
  const weekdays = weekdayCoverage(found, named);
  const [firstMissing] = weekdays.missing;
  if (period === 'day' || firstMissing === undefined) return blocks;
  const missing = `Of ${weekdays.missing.length} of its ${pluralize(weekdays.total, 'weekday')}${isOver ? '' : ' so far'} no paper is here.`;
  return [...blocks, note(missing, ' To look for those of a day: ', code(`/papers top day ${firstMissing}`))];
}

function emptyPeriodNotes(named: CalendarPeriod, all: readonly Paper[]): Block[] {
  const before = all.reduce((last, paper) => {
    const day = paperDay(paper) ?? '';
    return day > last && day < named.from ? day : last;
  }, '');
  const isWeekend = weekdayCoverage([], named).total === 0;
  return [
    note(`No paper of ${formatDays(named)} is here.${isWeekend ? ' Lists come on weekdays.' : ''}`),
    ...(before === '' ? [] : [note('The last day before with papers: ', code(`/papers top day ${before}`))]),
  ];
}

/** "Mar 5, 2025", "Mar 3, 2025 to Mar 5, 2025" */
function formatDays({ from, to }: { from: string; to: string }): string {
  return from === to ? formatDay(to) : `${formatDay(from)} to ${formatDay(to)}`;
}
