/** Whose SQL is spoken, where the two differ. */
export type Dialect = 'sqlite' | 'postgres';
