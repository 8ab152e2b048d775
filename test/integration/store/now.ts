/** The clock of every store under test. */
export const NOW = new Date('2026-03-01T09:00:00.000Z');
