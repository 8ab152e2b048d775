import type { Kysely } from 'kysely';

/** A change to the tables, applied once per database. There are no down migrations: restore a backup instead. */
export interface Migration {
  readonly name: string;
  up(db: Kysely<unknown>): Promise<void>;
}
