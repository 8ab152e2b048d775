/** A time zone with what people call it. All but `zone` is folded (`fold`). */
export interface TimeZoneEntry {
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
export const RENAMED_ZONES: Readonly<Record<string, string>> = {
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
export function timeZoneEntries(): ReadonlyMap<string, TimeZoneEntry> {
  // Made once, when somebody first asks: it takes a twentieth of a second, and never comes out otherwise.
  cachedEntries ??= buildTimeZoneEntries();
  return cachedEntries;
}

/** A name as names are compared: small letters without accents, words apart by one space. */
export function normalizeName(name: string): string {
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
