import { defineCommand } from '../src/chat/command.ts';
import type { Context } from '../src/chat/context.ts';
import { type Block, code, heading, note, time } from '../src/chat/document.ts';
import { PAGE, pageFooter, pageWindow } from '../src/chat/paging.ts';
import { papersHere } from '../src/chat/papers-here.ts';
import { UserError } from '../src/errors.ts';
import { type NamedPeriod, readNamedPeriod, recentPeriods } from '../src/papers/named-period.ts';
import { newestDay } from '../src/papers/newest-day.ts';
import type { Paper } from '../src/papers/paper.ts';
import { dayOf } from '../src/papers/paper-day.ts';
import {
  bestOf,
  knownMeasure,
  MEASURES,
  PERIODS,
  type Period,
  type TopPapers,
  topPapers,
  weekdaysOf,
} from '../src/papers/top-papers.ts';
import { counted } from '../src/text/counted.ts';
import { showDay } from '../src/text/show-day.ts';

export const top = defineCommand({
  name: 'top',
  description: 'Lists the best papers of a day, a week, a month or all time',
  options: {
    period: { kind: 'choice', description: 'How far to look back; a week unless you say', choices: PERIODS },
    date: {
      kind: 'text',
      description: 'Which one: a day as 2025-03-05, a week as 2025-W10 or a month as 2025-03',
      standsBare: /^(\d.*|today|yesterday)$/i,
      suggest: (partial, { now }) =>
        recentPeriods(newestDay(now())).filter(({ label }) => label.includes(partial.trim().toLowerCase())),
    },
    by: { kind: 'choice', description: 'What counts first; upvotes, where any are known', choices: MEASURES },
    page: PAGE,
  },
  audience: 'everyone',
  private: true,
  examples: ['top week', 'top day yesterday', 'top month 2025-10', 'top month by:comments', 'top all page:2'],
  check: ({ period, date }, context) => {
    namedPeriod({ period, date }, context);
  },
  run: async ({ period, date, by: asked, page }, context) => {
    const named = namedPeriod({ period, date }, context);
    const today = newestDay(context.now());
    if (named?.period === 'day') await context.live.day(named.from);
    else if (named === undefined && period === 'day') await context.live.day(today);
    const all = context.papers.all();
    const by = asked ?? knownMeasure(all);
    const found = named
      ? { papers: bestOf(all, named, by), days: named, isPast: false }
      : topPapers(all, { period: period ?? 'week', by, today });
    const { offset, limit } = pageWindow(page);
    const shown = found.papers.slice(offset, offset + limit).map((paper) => ({ paper }));
    const call = named ? `top ${named.period} date:${named.from} by:${by}` : `top ${period ?? 'week'} by:${by}`;
    return {
      blocks: [
        ...opening(found, by),
        ...(named ? aboutPeriod(named, found.papers, all) : aboutToday(found)),
        ...(found.papers.length === 0 ? await aboutSources(context) : []),
        ...(await papersHere(shown, context)),
        ...pageFooter({ total: found.papers.length, page, call }, context),
      ],
    };
  },
});

/** @throws UserError with a call that works */
function namedPeriod(
  { period, date }: { period?: Period | undefined; date?: string | undefined },
  { now }: Context,
): NamedPeriod | undefined {
  if (date === undefined) return undefined;
  if (period === 'all') {
    const problem = 'all time has no date';
    throw new UserError(`/papers top: ${problem}; say one or the other. Try: /papers top all`, {
      fields: { date: problem },
    });
  }
  const read = readNamedPeriod(date, period, newestDay(now()));
  if (!('problem' in read)) return read;
  const { problem, instead } = read;
  throw new UserError(`${problem} Try: /papers top ${instead.period} ${instead.date}`, { fields: { date: problem } });
}

function opening({ papers, days }: TopPapers, by: string): Block[] {
  const when = days === undefined ? 'of all time' : `of ${showDays(days)}`;
  const uncounted = papers.length > 0 && by === 'upvotes' && papers.every(({ upvotes }) => upvotes === undefined);
  return [
    heading(`Top papers ${when}, by ${by}`),
    ...(uncounted ? [note('No upvotes are known for these; comments decide, then the date.')] : []),
  ];
}

function aboutToday({ papers, days, isPast }: TopPapers): Block[] {
  if (isPast) return [note('Nothing newer is here yet, so this is the last such period that has papers.')];
  if (papers.length > 0) return [];
  if (days === undefined) return [note('No paper is here yet.')];
  return [note('No paper here has a day that has come. To see them all: /papers top all')];
}

/** Why nothing may be here: a source that can't be asked. */
async function aboutSources({ live }: Context): Promise<Block[]> {
  const failing = (await live.standings()).flatMap((one) => one.failing ?? []);
  return failing
    .slice(0, 1)
    .map(({ since, reason }) =>
      note('There may be some: since ', time(since), ` the source can't be asked (${reason}).`),
    );
}

/** What is missing of a period that somebody named. */
function aboutPeriod(named: NamedPeriod, found: readonly Paper[], all: readonly Paper[]): Block[] {
  const { period, isOver } = named;
  if (found.length === 0) return nothing(named, all);
  const blocks = isOver ? [] : [note(`The ${period} is not over yet.`)];
  const weekdays = weekdaysOf(found, named);
  const [firstMissing] = weekdays.without;
  if (period === 'day' || firstMissing === undefined) return blocks;
  const missing = `Of ${weekdays.without.length} of its ${counted(weekdays.all, 'weekday')}${isOver ? '' : ' so far'} no paper is here.`;
  return [...blocks, note(missing, ' To look for those of a day: ', code(`/papers top day ${firstMissing}`))];
}

function nothing(named: NamedPeriod, all: readonly Paper[]): Block[] {
  const before = all.reduce((last, paper) => {
    const day = dayOf(paper) ?? '';
    return day > last && day < named.from ? day : last;
  }, '');
  const isWeekend = weekdaysOf([], named).all === 0;
  return [
    note(`No paper of ${showDays(named)} is here.${isWeekend ? ' Lists come on weekdays.' : ''}`),
    ...(before === '' ? [] : [note('The last day before with papers: ', code(`/papers top day ${before}`))]),
  ];
}

/** "Mar 5, 2025", "Mar 3, 2025 to Mar 5, 2025" */
function showDays({ from, to }: { from: string; to: string }): string {
  return from === to ? showDay(to) : `${showDay(from)} to ${showDay(to)}`;
}
