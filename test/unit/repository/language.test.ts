import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readModules } from '../../tools/modules.ts';

/**
 * Words and phrases that `docs/glossary.md` has retired, in lower case with camelCase, snake_case and kebab-case taken apart. Each has a
 * plain term that engineers search for instead.
 */
const RETIRED: Readonly<Record<string, RegExp>> = {
  'interaction or action': /\bdeeds?\b/,
  'action store': /\bkeepsakes?\b|\bshelf\b/,
  'source record': /\bsightings?\b/,
  merge: /(?<!all )\bsettle[sd]?\b|\bsettling\b/,
  timeout: /\bpatien(?:ce|tly)\b|\bin time\(/,
  'circuit breaker, failure count': /\bstrikes\b/,
  throttle: /\bseldom\b/,
  'thread activity': /\bstir(?:s|red)?\b/,
  welcome: /\bgreet(?:s|ing|ings)?\b/,
  'in flight': /\bin hand\b/,
  shutdown: /\bfarewells?\b|\blast words\b|\bend all\(/,
  skipped: /\bpassed over\b/,
  'fix or recover': /\bmend(?:s|ed|ing)?\b|\bput right\b|\bputs right\b/,
  health: /\bvitals\b|\bpulse\b/,
  'attach charts': /\billustrat(?:e|es|ed)\b/,
  'name the result': /\bcarded\b|\bcarding\b/,
  'user profile': /\bknowing\b|\bsitter\b/,
  'describe… or format…': /\bin words\b/,
  'spelling correction': /\brespelt\b/,
  proximity: /\badjacency\b|\bneighbourhood\b/,
  'apply filters': /\bsift\b|\blacking\b/,
  owner: /\bkeeper\b/,
  '/64 prefix': /\bhousehold\b/,
  cors: /\bfor everybody\b/,
  service: /\bdesk\b/,
  'none or undefined': /\bare none\b/,
  'a number': /\bso many\b/,
  'the caller': /\bwhoever\b/,
  own: /\bof (?:its|their|one's) own\b/,
  automatically: /\bby itself\b|\bby themselves\b/,
  eventually: /\bby and by\b/,
  'is not a valid …': /(?<!there )\bis no (?!longer\b|more\b|one\b|need\b|way\b|such\b)/,
  'selection input': /\boccasions?\b/,
  'input, base, defaults': /\bwish\b/,
};

/** Prefixes of constants: `MAX_…`, `…_TIMEOUT_MS` and `…_DEADLINE_MS` say it in the field's way. */
const RETIRED_PREFIXES = /\b(?:MOST|LONGEST|LATEST)_[A-Z]/g;

/** How often a file may still use a retired word. Numbers only go down; a new file starts with none. */
const ALLOWED = JSON.parse(readFileSync(join(import.meta.dirname, 'retired-words.json'), 'utf8')) as Readonly<
  Record<string, number>
>;

const files = readModules(['src', 'commands', 'adapters', 'test']).filter(
  ({ path }) => path !== 'test/unit/repository/language.test.ts',
);

describe('the vocabulary of docs/glossary.md', () => {
  it('lets no module use a retired word more often than before', () => {
    const found = files.flatMap(({ path, text }) => {
      const uses = retiredWords(path, text);
      return uses.length > (ALLOWED[path] ?? 0) ? [{ path, uses }] : [];
    });
    expect(found).toEqual([]);
  });

  it('lowers the allowance of a module that uses fewer retired words than before', () => {
    const counts = new Map(files.map(({ path, text }) => [path, retiredWords(path, text).length]));
    const stale = Object.entries(ALLOWED).filter(([path, allowed]) => (counts.get(path) ?? 0) < allowed);
    expect(stale).toEqual([]);
  });

  it('has no interface called Dependencies, which says nothing of whose they are', () => {
    expect(files.filter(({ interfaces }) => interfaces.includes('Dependencies')).map(({ path }) => path)).toEqual([]);
  });

  it('finds a retired word in an identifier, a constant, a comment and a text', () => {
    const text = [
      "const keepsakeStore = '';",
      'const MOST_PAPERS = 5;',
      '// mended by and by',
      "'25:00 is no time'",
      'Promise.allSettled([])',
    ].join('\n');
    expect(retiredWords('src/in-hand.ts', text)).toEqual([
      'in hand → in flight',
      'keepsake → action store',
      'mended → fix or recover',
      'by and by → eventually',
      'is no  → is not a valid …',
      'MOST_P → MAX_…',
    ]);
  });
});

/** Every use of a retired word in a module's path and text, with the term to use instead. */
function retiredWords(path: string, text: string): string[] {
  const words = takeApart(`${basename(path)}\n${text}`);
  const uses = Object.entries(RETIRED).flatMap(([instead, pattern]) =>
    [...words.matchAll(new RegExp(pattern, 'g'))].map(({ 0: word, index }) => ({ index, use: `${word} → ${instead}` })),
  );
  const prefixes = [...text.matchAll(RETIRED_PREFIXES)].map(([prefix]) => `${prefix} → MAX_…`);
  return [...uses.sort((a, b) => a.index - b.index).map(({ use }) => use), ...prefixes];
}

/** Takes identifiers apart (`inHand`, `IN_HAND`, `in-hand`) and joins lines of a comment, so that a phrase is found however it is written. */
function takeApart(text: string): string {
  return text
    .replace(/\n\s*(?:\*|\/\/)\s?/g, ' ')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Za-z])[_-](?=[A-Za-z])/g, '$1 ')
    .toLowerCase();
}
