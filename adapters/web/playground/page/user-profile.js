/**
 * @typedef {object} Person
 * @property {string} key a secret that identifies the person
 * @property {string} name
 */

/**
 * The person of this tab.
 *
 * @typedef {object} UserProfile
 * @property {string} key
 * @property {string} name
 * @property {boolean} canManage whether they may change what everybody in a channel gets
 */

const PROFILES_KEY = 'paperboy.people';
const PROFILE_KEY = 'paperboy.seat';
/** The excluded characters are letters for Unicode, but blank. The server has the same check (`workspace.ts`). */
const VISIBLE_CHARACTER = /(?![\u115f\u1160\u2800\u3164\uffa0])[\p{L}\p{N}\p{P}\p{S}]/u;
const NAMES = ['Ada', 'Ben', 'Chen', 'Dora', 'Emeka', 'Fatima', 'Goro', 'Hana', 'Ivan', 'Jo', 'Kira', 'Luis'];

/**
 * Claims a profile for this tab: the one it had before it was reloaded, else the first that no other tab of this browser has, else a new
 * one. A lock, which the browser releases with the tab, keeps it from other tabs. Without locks (a page from another machine without TLS),
 * each tab is a new person.
 *
 * @returns {Promise<UserProfile>}
 */
export async function claimProfile() {
  const stored = readJson(sessionStorage, PROFILE_KEY);
  const previous = isProfile(stored) ? stored : undefined;
  if (previous !== undefined && !('locks' in navigator)) return previous;
  const people = readPeople();
  const own = people.filter(({ key }) => key === previous?.key);
  const others = people.filter(({ key }) => key !== previous?.key);
  for (const person of [...own, ...others]) {
    if (await lockProfile(person.key)) {
      return saveProfile({ ...person, canManage: person.key === previous?.key ? previous.canManage : true });
    }
  }
  const key = newKey();
  await lockProfile(key);
  // Another tab may have added a person in the meantime.
  const all = readPeople();
  const name = NAMES.find((one) => all.every((person) => person.name !== one)) ?? `Guest ${all.length + 1}`;
  return saveProfile({ key, name, canManage: true });
}

/**
 * Stores the profile for a reload of this tab, and the person for other tabs.
 *
 * @param {UserProfile} profile
 * @returns {UserProfile} the same
 */
export function saveProfile(profile) {
  const { key, name } = profile;
  const people = readPeople();
  const changed = people.some((person) => person.key === key)
    ? people.map((person) => (person.key === key ? { key, name } : person))
    : [...people, { key, name }];
  try {
    localStorage.setItem(PROFILES_KEY, JSON.stringify(changed));
    sessionStorage.setItem(PROFILE_KEY, JSON.stringify(profile));
  } catch {
    // Without storage, the profile lasts until the page is closed.
  }
  return profile;
}

/**
 * Locks a profile until the tab is closed.
 *
 * @param {string} key
 * @returns {Promise<boolean>} whether no other tab has it
 */
function lockProfile(key) {
  if (!('locks' in navigator)) return Promise.resolve(false);
  return new Promise((resolve) => {
    void navigator.locks.request(`paperboy.seat.${key}`, { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      return lock === null ? undefined : new Promise(() => {});
    });
  });
}

/** @returns {readonly Person[]} */
function readPeople() {
  const people = readJson(localStorage, PROFILES_KEY);
  return Array.isArray(people) ? people.filter(isPerson) : [];
}

/**
 * @param {Storage} storage
 * @param {string} name
 * @returns {unknown} `undefined` if the stored text isn't JSON
 */
function readJson(storage, name) {
  try {
    return JSON.parse(storage.getItem(name) ?? 'null');
  } catch {
    return undefined;
  }
}

/**
 * @param {unknown} value
 * @returns {value is Person}
 */
function isPerson(value) {
  if (typeof value !== 'object' || value === null || !('key' in value) || !('name' in value)) return false;
  return typeof value.key === 'string' && /^[\w-]{20,100}$/.test(value.key) && isName(value.name);
}

/**
 * @param {unknown} value
 * @returns {value is UserProfile}
 */
function isProfile(value) {
  return isPerson(value) && 'canManage' in value && typeof value.canManage === 'boolean';
}

/**
 * Whether the server accepts a name.
 *
 * @param {unknown} name
 */
export function isName(name) {
  return typeof name === 'string' && VISIBLE_CHARACTER.test(name) && name.trim().length <= 40;
}

function newKey() {
  return [...crypto.getRandomValues(new Uint8Array(20))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
