import SearchableMap from 'minisearch/SearchableMap';
import { Temporal } from 'temporal-polyfill';
import type { Suggestion } from '../../chat/option.ts';
import { compareCodeUnits } from '../../runtime/collections.ts';

/** The longest name has 32 characters, and an edit is counted for every one. */
const MAX_ZONE_INPUT_LENGTH = 60;

/** IANA's names of three or four letters that mean one place, or UTC. */
const UNAMBIGUOUS_SHORT_NAMES = new Set(['utc', 'gmt', 'uct', 'zulu', 'cuba', 'eire', 'iran', 'prc', 'roc', 'rok']);

/** `UTC+2`, `GMT-03:30`, `+0530`. */
const UTC_OFFSET_PATTERN = /^(?:utc|gmt)?\s*([+\-−])\s*(\d{1,2})(?::?([0-5]\d))?$/i;

/**
 * The IANA name of the zone that somebody named: its name in any case, with spaces for underscores too, a name that it had or has
 * beside it (`US/Eastern`), or the city alone where only one zone has it. Answers with the name that is in use now.
 *
 * - Abbreviations are no zones (`EST`, `CET`, `IST`): several zones share them, and to IANA `EST` is Panama, without summer time. Runtimes
 *   know even more of them than IANA does. The short names that mean one place (`UTC`, `Iran`) are zones.
 * - Offsets are no zones (`UTC+2`, `+05:30`): they don't tell when clocks change.
 */
export function findTimeZone(text: string): string | undefined {
  if (text.length > MAX_ZONE_INPUT_LENGTH) return undefined;
  const normalized = normalizeName(text);
  const cities = [...timeZoneEntries().values()].filter(({ city }) => city === normalized);
  const [match] = cities;
  if (match !== undefined && cities.length === 1) return match.zone;
  const name = text.trim().replace(/\s+/g, '_');
  // Newer runtimes take offsets for zones.
  const zone = /^[a-z]/i.test(name) && !isZoneAbbreviation(name) ? resolveZoneName(name) : undefined;
  return zone !== undefined && (timeZoneEntries().has(zone) || /^Etc\/GMT[+-]\d+$/.test(zone)) ? zone : undefined;
}

/** Whether a text has the form of an abbreviated time, such as `EST` or `AEDT`. */
export function isZoneAbbreviation(text: string): boolean {
  return /^[a-z]{3,4}$/i.test(text.trim()) && !UNAMBIGUOUS_SHORT_NAMES.has(text.trim().toLowerCase());
}

/** Whether a text is a distance from UTC, such as `UTC+2`. */
export function isUtcOffset(text: string): boolean {
  return text.length <= MAX_ZONE_INPUT_LENGTH && UTC_OFFSET_PATTERN.test(text.trim());
}

/**
 * Zones for what somebody is typing, best first: by city, region, country, a larger city nearby, an abbreviation or an offset, else those
 * whose name is a few letters away. Each says its offset and its time now. Without a text, the best known.
 *
 * @param now an instant, ISO 8601
 * @param limit as many as Discord offers at a time, unless told
 */
export function suggestTimeZones(partial: string, now: string, limit = 25): Suggestion[] {
  return searchTimeZones(partial, now, limit).map((zone) => ({ label: formatZoneLabel(zone, now), value: zone }));
}

/** The zones that `suggestZones` offers, by name. */
export function searchTimeZones(partial: string, now: string, limit: number): string[] {
  return rankTimeZones(partial, now, matchRank).slice(0, limit);
}

/** The same for what somebody has typed to its end: a word that only begins the name of a region or country (`Mars`) is not that place. */
export function guessTimeZones(typed: string, now: string, limit: number): string[] {
  return rankTimeZones(typed, now, (entry, text) => {
    const rank = matchRank(entry, text);
    return rank === undefined || rank <= CITY_PREFIX_RANK || hasEveryWord(entry, text) ? rank : undefined;
  }).slice(0, limit);
}

function rankTimeZones(partial: string, now: string, rankEntry: typeof matchRank): string[] {
  const text = partial.slice(0, MAX_ZONE_INPUT_LENGTH);
  const offset = UTC_OFFSET_PATTERN.exec(text.trim());
  if (offset !== null) return zonesAtOffset(offset, now);
  const normalized = normalizeName(text);
  const zones = [...timeZoneEntries().values()];
  const ranked = zones.flatMap((entry) => {
    const rank = rankEntry(entry, normalized);
    return rank === undefined ? [] : [{ ...entry, rank }];
  });
  ranked.sort(
    (a, b) => a.rank - b.rank || Number(b.isWellKnown) - Number(a.isWellKnown) || compareCodeUnits(a.zone, b.zone),
  );
  const matches = normalized === '' ? zones.filter(({ isWellKnown }) => isWellKnown) : ranked;
  const names = matches.map(({ zone }) => zone);
  return names.length > 0 ? names : fuzzyMatchZones(normalized, zones);
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

/** The rank of a zone whose city begins with a text: from there on, what begins is a region, a country or another name. */
const CITY_PREFIX_RANK = 2;

/** Whether every word of a text is a word of a zone's names. */
function hasEveryWord({ name, aliases, countries }: TimeZoneEntry, text: string): boolean {
  const words = new Set([name, ...aliases, ...countries].join(' ').split(' '));
  return text.split(' ').every((word) => words.has(word));
}

/** How well a zone answers to a text, 0 best; not at all where some word of the text begins no word of its names. */
function matchRank({ city, name, aliases, countries }: TimeZoneEntry, text: string): number | undefined {
  if (city === text || name === text) return 0;
  if (aliases.includes(text) || countries.includes(text)) return 1;
  if (city.startsWith(text)) return CITY_PREFIX_RANK;
  const startsWordOf = (words: string) => (word: string) => ` ${words}`.includes(` ${word}`);
  const typed = text.split(' ');
  if (typed.every(startsWordOf(name))) return 3;
  return typed.every(startsWordOf([name, ...aliases, ...countries].join(' '))) ? 4 : undefined;
}

/** Those that are this far from UTC now, the well-known first. */
function zonesAtOffset([, sign, hours, minutes]: RegExpExecArray, now: string): string[] {
  const offsetSeconds = (Number(hours) * 60 + Number(minutes ?? 0)) * 60 * (sign === '+' ? 1 : -1);
  const instant = Temporal.Instant.from(now);
  return [...timeZoneEntries().keys()].filter(
    (zone) => instant.toZonedDateTimeISO(zone).offsetNanoseconds === offsetSeconds * 1e9,
  );
}

/** Those with a name at most a few letters from the text, nearest first. */
function fuzzyMatchZones(text: string, zones: readonly TimeZoneEntry[]): string[] {
  const byName = SearchableMap.from(
    zones.flatMap(({ zone, city, name, aliases }) =>
      [...aliases, city, name].map((one): [string, string] => [one, zone]),
    ),
  );
  const maxEdits = text.length < 5 ? 1 : text.length < 12 ? 2 : 3;
  const nearby = [...byName.fuzzyGet(text, maxEdits).values()].sort(
    (a, b) => a[1] - b[1] || compareCodeUnits(a[0], b[0]),
  );
  return [...new Set(nearby.map(([zone]) => zone))];
}

/** A time zone with what people call it. All but `zone` is folded (`fold`). */
interface TimeZoneEntry {
  /** Its IANA name. */
  readonly zone: string;
  /** "new york" */
  readonly city: string;
  /** "america new york" */
  readonly name: string;
  /** Other cities in it, names it had, and abbreviations of its time. */
  readonly aliases: readonly string[];
  /** The countries it is used in, and their codes. */
  readonly countries: readonly string[];
  readonly isWellKnown: boolean;
}

/** Names that IANA has changed and runtimes have not (https://data.iana.org/time-zones/tzdb/backward). */
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
 * Zones that many people live in or near, from west to east, and what they look for there that IANA names otherwise. No more than a
 * platform offers at a time: they are what stands there before anybody types.
 */
const WELL_KNOWN_ZONES: Readonly<Record<string, readonly string[]>> = {
  UTC: ['gmt'],
  'America/Los_Angeles': ['san francisco', 'palo alto', 'seattle', 'california', 'pacific time', 'pst', 'pdt', 'pt'],
  'America/Denver': ['salt lake city', 'boulder', 'mountain time', 'mst', 'mdt', 'mt'],
  'America/Chicago': ['austin', 'dallas', 'houston', 'texas', 'central time', 'cst', 'cdt', 'ct'],
  'America/New_York': ['boston', 'washington dc', 'pittsburgh', 'atlanta', 'eastern time', 'est', 'edt', 'et'],
  'America/Toronto': ['montreal', 'ottawa', 'est', 'edt'],
  'America/Sao_Paulo': ['rio de janeiro', 'brasilia', 'brt'],
  'Europe/London': ['cambridge', 'oxford', 'edinburgh', 'england', 'great britain', 'uk', 'bst', 'wet'],
  'Europe/Berlin': ['munich', 'münchen', 'hamburg', 'cologne', 'cet', 'cest', 'met'],
  'Europe/Paris': ['lyon', 'grenoble', 'cet', 'cest'],
  'Europe/Madrid': ['barcelona', 'cet', 'cest'],
  'Europe/Rome': ['milan', 'turin', 'cet', 'cest'],
  'Europe/Zurich': ['geneva', 'lausanne', 'bern', 'cet', 'cest'],
  'Africa/Johannesburg': ['cape town', 'pretoria', 'sast'],
  'Asia/Jerusalem': ['tel aviv', 'haifa', 'ist', 'idt'],
  'Africa/Nairobi': ['eat'],
  'Europe/Moscow': ['saint petersburg', 'msk'],
  'Asia/Dubai': ['abu dhabi', 'gst'],
  'Asia/Kolkata': ['bangalore', 'bengaluru', 'mumbai', 'new delhi', 'hyderabad', 'chennai', 'ist'],
  'Asia/Shanghai': ['beijing', 'shenzhen', 'hangzhou', 'cst', 'prc'],
  'Asia/Singapore': ['sgt'],
  'Asia/Seoul': ['busan', 'daejeon', 'kst', 'rok'],
  'Asia/Tokyo': ['kyoto', 'osaka', 'jst'],
  'Australia/Sydney': ['canberra', 'aest', 'aedt'],
  'Pacific/Auckland': ['wellington', 'nzst', 'nzdt'],
};

let cachedEntries: ReadonlyMap<string, TimeZoneEntry> | undefined;

/** Every time zone of this runtime by its name, UTC and the well-known ones first. */
function timeZoneEntries(): ReadonlyMap<string, TimeZoneEntry> {
  // Made once, when somebody first asks: it takes a twentieth of a second, and never comes out otherwise.
  cachedEntries ??= buildTimeZoneEntries();
  return cachedEntries;
}

/** A name as names are compared: small letters without accents, words apart by one space. */
function normalizeName(name: string): string {
  const letters = name.normalize('NFD').replace(/\p{M}+/gu, '');
  return letters
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

function buildTimeZoneEntries(): Map<string, TimeZoneEntry> {
  const countries = countriesByZone();
  const zones = new Map<string, TimeZoneEntry>();
  for (const zone of [...Object.keys(WELL_KNOWN_ZONES), ...Intl.supportedValuesOf('timeZone')]) {
    const currentName = RENAMED_ZONES[zone] ?? zone;
    const previousName = Object.keys(RENAMED_ZONES).find((old) => RENAMED_ZONES[old] === currentName);
    if (zones.has(currentName)) continue;
    zones.set(currentName, {
      zone: currentName,
      city: cityOf(currentName),
      name: normalizeName(currentName),
      aliases: [
        ...(WELL_KNOWN_ZONES[currentName] ?? []),
        ...(previousName === undefined ? [] : [previousName, cityOf(previousName)]),
      ].map(normalizeName),
      countries: (countries.get(currentName) ?? []).map(normalizeName),
      isWellKnown: Object.hasOwn(WELL_KNOWN_ZONES, currentName),
    });
  }
  return zones;
}

function cityOf(zone: string): string {
  return normalizeName(zone.slice(zone.lastIndexOf('/') + 1));
}

/** A property at first, a function in newer runtimes (https://tc39.es/proposal-intl-locale-info/). */
type RegionLocale = Intl.Locale & { readonly timeZones?: readonly string[]; getTimeZones?(): readonly string[] };

function countriesByZone(): Map<string, string[]> {
  const names = new Intl.DisplayNames(['en'], { type: 'region' });
  const byZone = new Map<string, string[]>();
  for (const code of twoLetterCodes()) {
    const country = names.of(code);
    // A code that names itself is nobody's.
    if (country === undefined || country === code) continue;
    const locale: RegionLocale = new Intl.Locale(`und-${code}`);
    for (const zone of locale.getTimeZones?.() ?? locale.timeZones ?? []) {
      const currentName = RENAMED_ZONES[zone] ?? zone;
      byZone.set(currentName, [...(byZone.get(currentName) ?? []), country, code]);
    }
  }
  return byZone;
}

function twoLetterCodes(): string[] {
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
  return letters.flatMap((first) => letters.map((second) => first + second));
}
