import { rawTimeZones } from '@vvo/tzdb';
import SearchableMap from 'minisearch/SearchableMap';
import { Temporal } from 'temporal-polyfill';
import type { Suggestion } from '../../chat/option.ts';
import { compareCodeUnits } from '../../runtime/collections.ts';

/** The longest zone name has 32 characters. */
const MAX_INPUT_LENGTH = 60;

/** As many as a platform shows at a time. */
const MAX_SUGGESTIONS = 25;

/** IANA's names of three or four letters that stand for one place, or for UTC. */
const UNAMBIGUOUS_SHORT_NAMES = new Set(['utc', 'gmt', 'uct', 'zulu', 'cuba', 'eire', 'iran', 'prc', 'roc', 'rok']);

/** `UTC+2`, `GMT-03:30`, `+0530` */
const UTC_OFFSET_PATTERN = /^(?:utc|gmt)?\s*([+\-−])\s*(\d{1,2})(?::?([0-5]\d))?$/i;

/**
 * The current IANA name of a zone: from any of its names (`Europe/Berlin`, `US/Eastern`), in any case and with spaces for underscores, or
 * from a city that only one zone is named after.
 *
 * Abbreviations such as `EST` and `IST` are no zones, since several zones share them, and offsets such as `UTC+2` aren't either, since they
 * don't tell when clocks change. The short names of single places are (`UTC`, `Iran`).
 */
export function findTimeZone(text: string): string | undefined {
  if (text.length > MAX_INPUT_LENGTH) return undefined;
  const { entries } = timeZoneIndex();
  const normalized = normalizeName(text);
  const [match, ...others] = [...entries.values()].filter(({ city }) => city === normalized);
  if (match !== undefined && others.length === 0) return match.zone;
  const name = text.trim().replace(/\s+/g, '_');
  // Newer versions of Node.js accept offsets as zones.
  const zone = /^[a-z]/i.test(name) && !isZoneAbbreviation(name) ? resolveZoneName(name) : undefined;
  return zone !== undefined && (entries.has(zone) || /^Etc\/GMT[+-]\d+$/.test(zone)) ? zone : undefined;
}

/** Whether a text looks like an abbreviation such as `EST` or `AEDT`. */
export function isZoneAbbreviation(text: string): boolean {
  return /^[a-z]{3,4}$/i.test(text.trim()) && !UNAMBIGUOUS_SHORT_NAMES.has(text.trim().toLowerCase());
}

/** Whether a text is an offset such as `UTC+2`. */
export function isUtcOffset(text: string): boolean {
  return text.length <= MAX_INPUT_LENGTH && UTC_OFFSET_PATTERN.test(text.trim());
}

/**
 * Zones for a partial input, best first: by city, region, country, other cities, abbreviation or offset, else by edit distance. Without
 * input, those with the most users. Labels show the offset and the local time.
 *
 * @param now ISO 8601
 */
export function suggestTimeZones(partial: string, now: string, limit = MAX_SUGGESTIONS): Suggestion[] {
  return searchTimeZones(partial, now, limit).map((zone) => ({ label: formatZoneLabel(zone, now), value: zone }));
}

/** The names of the zones that `suggestTimeZones` returns. */
export function searchTimeZones(partial: string, now: string, limit: number): string[] {
  return rankTimeZones(partial, now, matchRank).slice(0, limit);
}

/** The same for a complete input, where the beginning of a country (`Mars`) is not a match. */
export function guessTimeZones(typed: string, now: string, limit: number): string[] {
  return rankTimeZones(typed, now, (entry, text) => {
    const rank = matchRank(entry, text);
    return rank === undefined || rank <= CITY_PREFIX_RANK || hasEveryWord(entry, text) ? rank : undefined;
  }).slice(0, limit);
}

function rankTimeZones(partial: string, now: string, rankEntry: typeof matchRank): string[] {
  const text = partial.slice(0, MAX_INPUT_LENGTH);
  const offset = UTC_OFFSET_PATTERN.exec(text.trim());
  if (offset !== null) return zonesAtOffset(offset, now);
  const normalized = normalizeName(text);
  const { entries } = timeZoneIndex();
  if (normalized === '') return [...entries.values()].flatMap(({ zone, isPopular }) => (isPopular ? [zone] : []));
  const ranked = [...entries.values()].flatMap((entry) => {
    const rank = rankEntry(entry, normalized);
    return rank === undefined ? [] : [{ ...entry, rank }];
  });
  ranked.sort(
    (a, b) => a.rank - b.rank || Number(b.isPopular) - Number(a.isPopular) || compareCodeUnits(a.zone, b.zone),
  );
  return ranked.length > 0 ? ranked.map(({ zone }) => zone) : fuzzyMatchZones(normalized);
}

/** "Europe/Berlin (UTC+1, 14:05 now)" */
function formatZoneLabel(zone: string, now: string): string {
  const localTime = Temporal.Instant.from(now).toZonedDateTimeISO(zone);
  const [, sign, hours, minutes] = /^([+-])(\d\d):(\d\d)/.exec(localTime.offset) ?? [];
  const offset = `${sign}${Number(hours)}${minutes === '00' ? '' : `:${minutes}`}`;
  return `${zone} (UTC${offset}, ${localTime.toPlainTime().toString({ smallestUnit: 'minute' })} now)`;
}

function resolveZoneName(name: string): string | undefined {
  try {
    const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions();
    return RENAMED_ZONES[timeZone] ?? timeZone;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** From the next rank on, the text only begins a region, a country or another name. */
const CITY_PREFIX_RANK = 2;

function hasEveryWord({ name, aliases, countries }: TimeZoneEntry, text: string): boolean {
  const words = new Set([name, ...aliases, ...countries].join(' ').split(' '));
  return text.split(' ').every((word) => words.has(word));
}

/** How well a zone matches a text, 0 best; `undefined` if some word of the text begins no word of its names. */
function matchRank({ city, name, aliases, countries }: TimeZoneEntry, text: string): number | undefined {
  if (city === text || name === text) return 0;
  if (aliases.includes(text) || countries.includes(text)) return 1;
  if (city.startsWith(text)) return CITY_PREFIX_RANK;
  const startsWordOf = (words: string) => (word: string) => ` ${words}`.includes(` ${word}`);
  const typed = text.split(' ');
  if (typed.every(startsWordOf(name))) return 3;
  return typed.every(startsWordOf([name, ...aliases, ...countries].join(' '))) ? 4 : undefined;
}

/** The zones with this offset at the moment, popular ones first. */
function zonesAtOffset([, sign, hours, minutes]: RegExpExecArray, now: string): string[] {
  const offsetSeconds = (Number(hours) * 60 + Number(minutes ?? 0)) * 60 * (sign === '+' ? 1 : -1);
  const instant = Temporal.Instant.from(now);
  return [...timeZoneIndex().entries.keys()].filter(
    (zone) => instant.toZonedDateTimeISO(zone).offsetNanoseconds === offsetSeconds * 1e9,
  );
}

function fuzzyMatchZones(text: string): string[] {
  const maxEdits = text.length < 5 ? 1 : text.length < 12 ? 2 : 3;
  const nearby = [...timeZoneIndex().zonesByName.fuzzyGet(text, maxEdits).values()].sort(
    (a, b) => a[1] - b[1] || compareCodeUnits(a[0], b[0]),
  );
  return [...new Set(nearby.map(([zone]) => zone))];
}

/** A time zone and what people call it. All names but `zone` are normalized. */
interface TimeZoneEntry {
  /** The IANA name. */
  readonly zone: string;
  /** "new york" */
  readonly city: string;
  /** "america new york" */
  readonly name: string;
  /** Other cities, former names, and abbreviations. */
  readonly aliases: readonly string[];
  /** Its country, and the country's code. */
  readonly countries: readonly string[];
  readonly isPopular: boolean;
}

/** IANA renamed these, and runtimes keep the old names (https://data.iana.org/time-zones/tzdb/backward). */
const RENAMED_ZONES: Readonly<Record<string, string>> = {
  'Africa/Asmera': 'Africa/Asmara',
  'America/Buenos_Aires': 'America/Argentina/Buenos_Aires',
  'America/Catamarca': 'America/Argentina/Catamarca',
  'America/Coral_Harbour': 'America/Atikokan',
  'America/Cordoba': 'America/Argentina/Cordoba',
  'America/Godthab': 'America/Nuuk',
  'America/Indianapolis': 'America/Indiana/Indianapolis',
  'America/Jujuy': 'America/Argentina/Jujuy',
  'America/Louisville': 'America/Kentucky/Louisville',
  'America/Mendoza': 'America/Argentina/Mendoza',
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon',
  'Asia/Saigon': 'Asia/Ho_Chi_Minh',
  'Atlantic/Faeroe': 'Atlantic/Faroe',
  'Europe/Kiev': 'Europe/Kyiv',
  'Pacific/Enderbury': 'Pacific/Kanton',
  'Pacific/Ponape': 'Pacific/Pohnpei',
  'Pacific/Truk': 'Pacific/Chuuk',
};

/**
 * The suggestions without input, from west to east, each with aliases beyond those of tzdb: research cities, states and abbreviations. At
 * most `MAX_SUGGESTIONS`.
 */
const POPULAR_ZONES: Readonly<Record<string, readonly string[]>> = {
  UTC: ['gmt'],
  'America/Los_Angeles': ['palo alto', 'seattle', 'california', 'pt'],
  'America/Denver': ['salt lake city', 'boulder', 'mt'],
  'America/Chicago': ['austin', 'texas', 'ct'],
  'America/New_York': ['boston', 'washington dc', 'pittsburgh', 'atlanta', 'et'],
  'America/Toronto': [],
  'America/Sao_Paulo': ['brasilia'],
  'Europe/London': ['cambridge', 'oxford', 'edinburgh', 'england', 'great britain', 'uk', 'wet'],
  'Europe/Berlin': ['münchen', 'cologne', 'met'],
  'Europe/Paris': ['grenoble'],
  'Europe/Madrid': [],
  'Europe/Rome': [],
  'Europe/Zurich': ['bern'],
  'Africa/Johannesburg': [],
  'Asia/Jerusalem': [],
  'Africa/Nairobi': [],
  'Europe/Moscow': [],
  'Asia/Dubai': [],
  'Asia/Kolkata': ['bangalore', 'new delhi', 'chennai'],
  'Asia/Shanghai': ['shenzhen', 'hangzhou', 'prc'],
  'Asia/Singapore': [],
  'Asia/Seoul': ['daejeon', 'rok'],
  'Asia/Tokyo': ['kyoto'],
  'Australia/Sydney': [],
  'Pacific/Auckland': [],
};

/** Among short aliases, one edit is enough to turn any word into another. */
const MAX_ABBREVIATION_LENGTH = 4;

interface TimeZoneIndex {
  /** All zones of this runtime by name, popular ones first. */
  readonly entries: ReadonlyMap<string, TimeZoneEntry>;
  /** Zones by each of their names, for fuzzy matches. */
  readonly zonesByName: SearchableMap<string>;
}

let cachedIndex: TimeZoneIndex | undefined;

function timeZoneIndex(): TimeZoneIndex {
  cachedIndex ??= buildIndex();
  return cachedIndex;
}

function buildIndex(): TimeZoneIndex {
  const tzdbZones = new Map(rawTimeZones.flatMap((zone) => zone.group.map((name) => [name, zone] as const)));
  const formerNames = new Map(Object.entries(RENAMED_ZONES).map(([former, current]) => [current, former]));
  const names = [...Object.keys(POPULAR_ZONES), ...Intl.supportedValuesOf('timeZone')];
  const entries = new Map<string, TimeZoneEntry>();
  for (const zone of new Set(names.map((name) => RENAMED_ZONES[name] ?? name))) {
    const formerName = formerNames.get(zone);
    const tzdbZone = tzdbZones.get(zone) ?? tzdbZones.get(formerName ?? '');
    const isMainZone = tzdbZone?.name === zone;
    entries.set(zone, {
      zone,
      city: cityOf(zone),
      name: normalizeName(zone),
      aliases: [
        ...(POPULAR_ZONES[zone] ?? []),
        ...(formerName === undefined ? [] : [formerName, cityOf(formerName)]),
        ...(isMainZone ? [...tzdbZone.mainCities, ...abbreviationsOf(tzdbZone), tzdbZone.alternativeName] : []),
      ].map(normalizeName),
      countries: tzdbZone === undefined ? [] : [tzdbZone.countryName, tzdbZone.countryCode].map(normalizeName),
      isPopular: Object.hasOwn(POPULAR_ZONES, zone),
    });
  }
  const zonesByName = SearchableMap.from(
    [...entries.values()].flatMap(({ zone, city, name, aliases }) =>
      [...aliases.filter(({ length }) => length > MAX_ABBREVIATION_LENGTH), city, name].map((one): [string, string] => [
        one,
        zone,
      ]),
    ),
  );
  return { entries, zonesByName };
}

function abbreviationsOf({ abbreviation, dstAbbreviation }: (typeof rawTimeZones)[number]): string[] {
  return dstAbbreviation === undefined ? [abbreviation] : [abbreviation, dstAbbreviation];
}

function cityOf(zone: string): string {
  return normalizeName(zone.slice(zone.lastIndexOf('/') + 1));
}

/** Lower case without accents, words separated by one space. */
function normalizeName(name: string): string {
  const letters = name.normalize('NFD').replace(/\p{M}+/gu, '');
  return letters
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
