import type { Kysely } from 'kysely';

/** A change of the tables, made once in each database. There is no way back: a backup is. */
export interface Migration {
  readonly name: string;
  up(db: Kysely<unknown>): Promise<void>;
}
