import fc from 'fast-check';

/**
 * A property meets the same cases in every run, so that a change is judged by itself. `npm run fuzz` looks for cases that nobody has
 * met yet, and prints the seed of what it finds; what is found becomes a case of its own.
 */
const seed = process.env['SEED'];

fc.configureGlobal({ seed: seed === 'random' ? Date.now() : Number(seed ?? 1) });
