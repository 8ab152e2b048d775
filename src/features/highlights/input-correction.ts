import type { CallContext } from '../../chat/place.ts';
import { UserError } from '../../runtime/errors.ts';
import { type ParseResult, parseDays, parseTimeZone } from './schedule-input.ts';
import {
  formatSubscribeCommand,
  type InputBase,
  parseSubscriptionInput,
  SUBSCRIPTION_DEFAULTS,
  type SubscriptionInput,
  toOptionValues,
} from './subscription-input.ts';

export const SUBSCRIBE_EXAMPLE = 'subscribe safe rl days:weekdays time:09:00 zone:Europe/Berlin';

/** The suggestion at the end of a topic's problem. */
const TRY_HINT = / Try: (.*)$/s;

const FALLBACK_TOPIC = 'safe rl';
const FALLBACK_ZONE = 'Europe/Berlin';
/** A chart needs exactly one day a week. */
const CHART_DAY = 'fri';

type ProblemsByOption = Readonly<Record<string, string>>;

/** All problems of an input, with a corrected call that works. */
export function invalidInputError(
  input: SubscriptionInput,
  problems: ProblemsByOption,
  base: InputBase,
  now: () => Date,
  call: CallContext,
): UserError {
  const messages = new Set(Object.values(problems).map((problem) => problem.replace(TRY_HINT, '')));
  const correctedCall = correctCall(input, problems, base, now, call);
  return new UserError([...messages, `Try: /papers ${correctedCall}`].join(' '), { fields: problems });
}

function correctCall(
  input: SubscriptionInput,
  problems: ProblemsByOption,
  base: InputBase,
  now: () => Date,
  call: CallContext,
): string {
  const [, suggestedTopic] = TRY_HINT.exec(problems['topic'] ?? '') ?? [];
  const corrected = correctInput(input, problems, base, now);
  for (const topic of [suggestedTopic ?? input.topic, FALLBACK_TOPIC]) {
    const parsed = parseSubscriptionInput({ ...corrected, topic }, base, now, call);
    if ('problems' in parsed) continue;
    const isGiven = (name: string) => name in problems || corrected[name as keyof SubscriptionInput] !== undefined;
    const values = Object.entries(toOptionValues(parsed.draft, call.place)).filter(([name]) => isGiven(name));
    return formatSubscribeCommand({ ...Object.fromEntries(values), change: base.previous?.id });
  }
  return SUBSCRIBE_EXAMPLE;
}

function correctInput(
  input: SubscriptionInput,
  problems: ProblemsByOption,
  base: InputBase,
  now: () => Date,
): SubscriptionInput {
  const { days = '', zone = '', chart } = input;
  const correctZone = (): string =>
    suggestionOf(parseTimeZone(zone, now().toISOString())) ?? base.zone ?? FALLBACK_ZONE;
  return {
    ...input,
    ...('days' in problems && { days: chart === 'yes' ? CHART_DAY : correctDays(days) }),
    ...('time' in problems && { time: SUBSCRIPTION_DEFAULTS.time }),
    ...('zone' in problems && { zone: correctZone() }),
    ...('threshold' in problems && { threshold: undefined }),
    ...('quiet' in problems && { quiet: undefined }),
    ...('chart' in problems && !(chart === 'yes' && 'days' in problems) && { chart: 'no' as const }),
    ...('channel' in problems && { channel: undefined }),
    ...('where' in problems && { where: input.about === 'discussions' ? ('here' as const) : ('me' as const) }),
  };
}

/** Valid days stay: then the problem was something else about them. */
function correctDays(days: string): string {
  const parsed = parseDays(days);
  return 'value' in parsed ? days : (suggestionOf(parsed) ?? SUBSCRIPTION_DEFAULTS.days);
}

function suggestionOf(parsed: ParseResult<unknown>): string | undefined {
  return 'suggestion' in parsed ? parsed.suggestion : undefined;
}
