import { createHash } from 'node:crypto';
import type { Person } from '../../../src/chat/place.ts';
import { UserError } from '../../../src/errors.ts';
import { findTimeZone } from '../../../src/highlights/schedule/zones.ts';
import { sanitizeLine } from '../../../src/text/visible.ts';
import type { ClientMessage } from './protocol.ts';

/** Who sits at a tab. */
export interface PlaygroundUser extends Person {
  /** Whether they may change what everybody in a channel gets. */
  readonly manages: boolean;
}

/** Something that one sees: these blanks count as letters. The page asks for the same (`page/seat.js`). */
const VISIBLE_CHARACTER = /(?![\u115f\u1160\u2800\u3164\uffa0])[\p{L}\p{N}\p{P}\p{S}]/u;

const USER_ID_PATTERN = /^U[0-9A-F]{19}$/;

/**
 * Who joins. The same secret is the same person, and from the id, which everybody sees, nobody gets the secret: so nobody can speak as
 * another. A time zone that is not known here is left out.
 *
 * @throws UserError where the name shows nothing
 */
export function createUser({
  key,
  name: rawName,
  manages,
  zone: requestedZone,
}: Extract<ClientMessage, { kind: 'join' }>): PlaygroundUser {
  const name = sanitizeLine(rawName).trim();
  if (!VISIBLE_CHARACTER.test(name)) throw new UserError('A name that others can read is needed.');
  const zone = requestedZone === undefined ? undefined : findTimeZone(requestedZone);
  return { id: userIdFromKey(key), name, manages, ...(zone !== undefined && { zone }) };
}

/** Whether an id could be one that `sitterOf` gives. */
export function isUserId(id: string): boolean {
  return USER_ID_PATTERN.test(id);
}

function userIdFromKey(key: string): string {
  const digest = createHash('sha256').update(`a person of the playground: ${key}`).digest('hex');
  return `U${digest.slice(0, 19).toUpperCase()}`;
}
