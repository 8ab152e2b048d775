import SearchableMap from 'minisearch/SearchableMap';
import { Temporal } from 'temporal-polyfill';
import type { Suggestion } from '../../chat/invocation.ts';
import { compare } from '../../compare.ts';
import { fold, type NamedZone, namedZones, RENAMED } from './zone-names.ts';

/** The longest name has 32 characters, and an edit is counted for every one. */
const LONGEST = 60;

/** IANA's names of three or four letters that mean one place, or UTC. */
const SHORT_NAMES = new Set(['utc', 'gmt', 'uct', 'zulu', 'cuba', 'eire', 'iran', 'prc', 'roc', 'rok']);

/** `UTC+2`, `GMT-03:30`, `+0530`. */
const OFFSET = /^(?:utc|gmt)?\s*([+\-−])\s*(\d{1,2})(?::?([0-5]\d))?$/i;

/**
 * The IANA name of the zone that somebody named: its name in any case, with spaces for underscores too, a name that it had or has
 * beside it (`US/Eastern`), or the city alone where only one zone has it. Answers with the name that is in use now.
 *
 * - Abbreviations are no zones (`EST`, `CET`, `IST`): several zones share them, and to IANA `EST` is Panama, without summer time. Runtimes
 *   know even more of them than IANA does. The short names that mean one place (`UTC`, `Iran`) are zones.
 * - Offsets are no zones (`UTC+2`, `+05:30`): they don't tell when clocks change.
 */
export function findZone(text: string): string | undefined {
  if (text.length > LONGEST) return undefined;
  const folded = fold(text);
  const cities = [...namedZones().values()].filter(({ city }) => city === folded);
  const [only] = cities;
  if (only !== undefined && cities.length === 1) return only.zone;
  const name = text.trim().replace(/\s+/g, '_');
  // Newer runtimes take offsets for zones.
  const zone = /^[a-z]/i.test(name) && !isAbbreviation(name) ? resolve(name) : undefined;
  return zone !== undefined && (namedZones().has(zone) || /^Etc\/GMT[+-]\d+$/.test(zone)) ? zone : undefined;
}

/** Whether a text has the form of an abbreviated time, such as `EST` or `AEDT`. */
export function isAbbreviation(text: string): boolean {
  return /^[a-z]{3,4}$/i.test(text.trim()) && !SHORT_NAMES.has(text.trim().toLowerCase());
}

/** Whether a text is a distance from UTC, such as `UTC+2`. */
export function isOffset(text: string): boolean {
  return text.length <= LONGEST && OFFSET.test(text.trim());
}

/**
 * Zones for what somebody is typing, best first: by city, region, country, a larger city nearby, an abbreviation or an offset, else those
 * whose name is a few letters away. Each says its offset and its time now. Without a text, the best known.
 *
 * @param now an instant, ISO 8601
 * @param limit as many as Discord offers at a time, unless told
 */
export function suggestZones(partial: string, now: string, limit = 25): Suggestion[] {
  return zonesLike(partial, now, limit).map((zone) => ({ label: zoneLabel(zone, now), value: zone }));
}

/** The zones that `suggestZones` offers, by name. */
export function zonesLike(partial: string, now: string, limit: number): string[] {
  return zonesRanked(partial, now, rankOf).slice(0, limit);
}

/** The same for what somebody has typed to its end: a word that only begins the name of a region or country (`Mars`) is not that place. */
export function zonesMeant(typed: string, now: string, limit: number): string[] {
  return zonesRanked(typed, now, (named, text) => {
    const rank = rankOf(named, text);
    return rank === undefined || rank <= CITY || hasWords(named, text) ? rank : undefined;
  }).slice(0, limit);
}

function zonesRanked(partial: string, now: string, rankOfZone: typeof rankOf): string[] {
  const text = partial.slice(0, LONGEST);
  const offset = OFFSET.exec(text.trim());
  if (offset !== null) return zonesAt(offset, now);
  const folded = fold(text);
  const zones = [...namedZones().values()];
  const ranked = zones.flatMap((named) => {
    const rank = rankOfZone(named, folded);
    return rank === undefined ? [] : [{ ...named, rank }];
  });
  ranked.sort((a, b) => a.rank - b.rank || Number(b.isWellKnown) - Number(a.isWellKnown) || compare(a.zone, b.zone));
  const found = folded === '' ? zones.filter(({ isWellKnown }) => isWellKnown) : ranked;
  const named = found.map(({ zone }) => zone);
  return named.length > 0 ? named : nearestZones(folded, zones);
}

/** "Europe/Berlin (UTC+1, 14:05 now)" */
function zoneLabel(zone: string, now: string): string {
  const there = Temporal.Instant.from(now).toZonedDateTimeISO(zone);
  const [, sign, hours, minutes] = /^([+-])(\d\d):(\d\d)/.exec(there.offset) ?? [];
  const offset = `${sign}${Number(hours)}${minutes === '00' ? '' : `:${minutes}`}`;
  return `${zone} (UTC${offset}, ${there.toPlainTime().toString({ smallestUnit: 'minute' })} now)`;
}

function resolve(name: string): string | undefined {
  try {
    const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions();
    return RENAMED[timeZone] ?? timeZone;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The rank of a zone whose city begins with a text: from there on, what begins is a region, a country or another name. */
const CITY = 2;

/** Whether every word of a text is a word of a zone's names. */
function hasWords({ name, also, countries }: NamedZone, text: string): boolean {
  const words = new Set([name, ...also, ...countries].join(' ').split(' '));
  return text.split(' ').every((word) => words.has(word));
}

/** How well a zone answers to a text, 0 best; not at all where some word of the text begins no word of its names. */
function rankOf({ city, name, also, countries }: NamedZone, text: string): number | undefined {
  if (city === text || name === text) return 0;
  if (also.includes(text) || countries.includes(text)) return 1;
  if (city.startsWith(text)) return CITY;
  const begins = (words: string) => (word: string) => ` ${words}`.includes(` ${word}`);
  const typed = text.split(' ');
  if (typed.every(begins(name))) return 3;
  return typed.every(begins([name, ...also, ...countries].join(' '))) ? 4 : undefined;
}

/** Those that are this far from UTC now, the well-known first. */
function zonesAt([, sign, hours, minutes]: RegExpExecArray, now: string): string[] {
  const seconds = (Number(hours) * 60 + Number(minutes ?? 0)) * 60 * (sign === '+' ? 1 : -1);
  const instant = Temporal.Instant.from(now);
  return [...namedZones().keys()].filter(
    (zone) => instant.toZonedDateTimeISO(zone).offsetNanoseconds === seconds * 1e9,
  );
}

/** Those with a name at most a few letters from the text, nearest first. */
function nearestZones(text: string, zones: readonly NamedZone[]): string[] {
  const byName = SearchableMap.from(
    zones.flatMap(({ zone, city, name, also }) => [...also, city, name].map((one): [string, string] => [one, zone])),
  );
  const letters = text.length < 5 ? 1 : text.length < 12 ? 2 : 3;
  const near = [...byName.fuzzyGet(text, letters).values()].sort((a, b) => a[1] - b[1] || compare(a[0], b[0]));
  return [...new Set(near.map(([zone]) => zone))];
}
