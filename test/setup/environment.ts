import fc from 'fast-check';

/**
 * A property test meets the same cases in every run, so that a change is judged on its own. `npm run fuzz` tries new cases and prints
 * the seed of what it finds; each such case becomes a test.
 */
const seed = process.env['SEED'];

fc.configureGlobal({ seed: seed === 'random' ? Date.now() : Number(seed ?? 1) });
