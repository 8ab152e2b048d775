/**
 * @typedef {object} Person
 * @property {string} key a secret: who has it is this person
 * @property {string} name
 */

/**
 * Who sits at this tab.
 *
 * @typedef {object} Seat
 * @property {string} key
 * @property {string} name
 * @property {boolean} manages whether they may change what everybody in a channel gets
 */

const PEOPLE = 'paperboy.people';
const HERE = 'paperboy.seat';
/** Something that one sees: these blanks count as letters. The server asks for the same (`people.ts`). */
const READABLE = /(?![\u115f\u1160\u2800\u3164\uffa0])[\p{L}\p{N}\p{P}\p{S}]/u;
const NAMES = ['Ada', 'Ben', 'Chen', 'Dora', 'Emeka', 'Fatima', 'Goro', 'Hana', 'Ivan', 'Jo', 'Kira', 'Luis'];

/**
 * Takes a seat: the one that this tab had before it was loaded again, or the first in which no other tab of this browser sits. A seat is
 * held with a lock, which the browser lets go of with the tab. Where it has no locks (a page that is not on this machine and not
 * encrypted) each tab is a new person.
 *
 * @returns {Promise<Seat>}
 */
export async function takeSeat() {
  const had = readJson(sessionStorage, HERE);
  const before = isSeat(had) ? had : undefined;
  if (before !== undefined && !('locks' in navigator)) return before;
  const people = readPeople();
  const known = people.filter(({ key }) => key === before?.key);
  const others = people.filter(({ key }) => key !== before?.key);
  for (const person of [...known, ...others]) {
    if (await hold(person.key)) {
      return keepSeat({ ...person, manages: person.key === before?.key ? before.manages : true });
    }
  }
  const key = newKey();
  await hold(key);
  // Another tab may have written itself into the list in the meantime.
  const all = readPeople();
  const name = NAMES.find((one) => all.every((person) => person.name !== one)) ?? `Guest ${all.length + 1}`;
  return keepSeat({ key, name, manages: true });
}

/**
 * Remembers who sits here, for when the tab is loaded again, and by what name, for good.
 *
 * @param {Seat} seat
 * @returns {Seat} the same
 */
export function keepSeat(seat) {
  const { key, name } = seat;
  const people = readPeople();
  const changed = people.some((person) => person.key === key)
    ? people.map((person) => (person.key === key ? { key, name } : person))
    : [...people, { key, name }];
  try {
    localStorage.setItem(PEOPLE, JSON.stringify(changed));
    sessionStorage.setItem(HERE, JSON.stringify(seat));
  } catch {
    // A browser that keeps nothing: the seat lasts as long as the page.
  }
  return seat;
}

/**
 * @param {string} key
 * @returns {Promise<boolean>} whether it is free, and held from now on
 */
function hold(key) {
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
  const people = readJson(localStorage, PEOPLE);
  return Array.isArray(people) ? people.filter(isPerson) : [];
}

/**
 * @param {Storage} storage
 * @param {string} name
 * @returns {unknown} nothing where there is none, or somebody else has written there
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
 * @returns {value is Seat}
 */
function isSeat(value) {
  return isPerson(value) && 'manages' in value && typeof value.manages === 'boolean';
}

/**
 * Whether others could read a name: the server lets nobody in under another one.
 *
 * @param {unknown} name
 */
export function isName(name) {
  return typeof name === 'string' && READABLE.test(name) && name.trim().length <= 40;
}

function newKey() {
  return [...crypto.getRandomValues(new Uint8Array(20))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
