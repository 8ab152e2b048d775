import type { Answer, Deed } from '../../../src/chat/invocation.ts';
import type { Place } from '../../../src/chat/place.ts';
import type { Sitter } from './people.ts';
import type { FromTab, ToTab } from './protocol.ts';

type WithoutNumber<T> = T extends { readonly ask: number } ? Omit<T, 'ask'> : never;

/** What somebody at a tab asks for, without the number of the question. */
export type Asked = WithoutNumber<FromTab>;
export type AskedTo<Kind extends Asked['kind']> = Extract<Asked, { readonly kind: Kind }>;

/** What came of it. */
export type Outcome = WithoutNumber<ToTab>;

export const DONE: Outcome = { kind: 'done' };

/** Asks the core for somebody. */
export type Ask = (who: Sitter, place: Place, deed: Deed) => Promise<Answer>;
