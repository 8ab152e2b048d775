import { createHash } from 'node:crypto';
import type { Person } from '../../../src/chat/place.ts';
import { UserError } from '../../../src/errors.ts';
import { findZone } from '../../../src/highlights/schedule/zones.ts';
import { visible } from '../../../src/text/visible.ts';
import type { FromTab } from './protocol.ts';

/** Who sits at a tab. */
export interface Sitter extends Person {
  /** Whether they may change what everybody in a channel gets. */
  readonly manages: boolean;
}

/** Something that one sees: these blanks count as letters. The page asks for the same (`page/seat.js`). */
const READABLE = /(?![\u115f\u1160\u2800\u3164\uffa0])[\p{L}\p{N}\p{P}\p{S}]/u;

const SHAPE = /^U[0-9A-F]{19}$/;

/**
 * Who joins. The same secret is the same person, and from the id, which everybody sees, nobody gets the secret: so nobody can speak as
 * another. A time zone that is not known here is left out.
 *
 * @throws UserError where the name shows nothing
 */
export function sitterOf({ key, name: typed, manages, zone: told }: Extract<FromTab, { kind: 'join' }>): Sitter {
  const name = visible(typed).trim();
  if (!READABLE.test(name)) throw new UserError('A name that others can read is needed.');
  const zone = told === undefined ? undefined : findZone(told);
  return { id: idOf(key), name, manages, ...(zone !== undefined && { zone }) };
}

/** Whether an id could be one that `sitterOf` gives. */
export function personHasShape(id: string): boolean {
  return SHAPE.test(id);
}

function idOf(key: string): string {
  const digest = createHash('sha256').update(`a person of the playground: ${key}`).digest('hex');
  return `U${digest.slice(0, 19).toUpperCase()}`;
}
