import { closestMatch } from '../../text/format.ts';
import type { SourceConfig, SourceConfigResult } from '../source.ts';
import { KIND } from './schema.ts';

/** Letters, with a subject class or without: meant as a category. */
const CATEGORY_PATTERN = /^[a-z]+(?:-[a-z]+)?(?:\.[a-z*-]+)?$/i;
/** https://info.arxiv.org/help/api/user-manual.html, "Details of Query Construction". */
const FIELD_PREFIX = /(?:^|[\s(])(?:ti|au|abs|co|jr|cat|rn|id|all|submittedDate):\S/;
const MAX_QUERY_LENGTH = 1000;
export const CATEGORY_EXAMPLE = `${KIND}:cs.LG+cs.CL`;
const QUERY_EXAMPLE = `${KIND}:all:"reinforcement learning"`;

/**
 * Parses categories joined by `+` (`cs.LG+cs.CL`), or a query of the API (`cat:cs.LG AND ti:"world model"`). A query may be copied from a
 * URL, with `+` for a space and `%22` for a quote.
 */
export function parseArxivQuery(text = ''): SourceConfigResult {
  if (text === '') return invalid(`add categories or a query, as in ${CATEGORY_EXAMPLE} or ${QUERY_EXAMPLE}`);
  const parts = text.split(/[+\s]+/).filter((part) => part !== '');
  return parts.every((part) => CATEGORY_PATTERN.test(part)) ? parseCategories(parts, text) : parseRawQuery(text);
}

/** Whether two sources list the same categories, in any order, or have the same query. */
export function isSameQuery(a: SourceConfig, b: SourceConfig): boolean {
  const [one, other] = [a, b].map(({ query }) => query.split(' OR ').sort().join());
  return one === other;
}

function valid(name: string, query: string): SourceConfigResult {
  return { kind: 'ok', config: { kind: KIND, name: `${KIND}:${name}`, query } };
}

function invalid(problem: string): SourceConfigResult {
  return { kind: 'invalid', problem };
}

function parseCategories(parts: readonly string[], text: string): SourceConfigResult {
  const known = parts.map((part) => CATEGORIES.find((category) => category.toLowerCase() === part.toLowerCase()));
  const unknown = parts.filter((_, index) => known[index] === undefined);
  if (unknown.length > 0) return invalid(unknown.map(describeUnknownCategory).join('; '));
  const corrected = [...new Set(known)].join('+');
  if (corrected.length < known.join('+').length) return invalid(`a category is repeated, use ${KIND}:${corrected}`);
  if (/\s/.test(text)) return invalid(`join categories with +, as in ${KIND}:${corrected}`);
  const terms = corrected.split('+').map((category) => `cat:${category}`);
  return valid(corrected, terms.join(' OR '));
}

function describeUnknownCategory(part: string): string {
  const archive = part.toLowerCase().replace(/\.\*$/, '');
  if (ARCHIVES.includes(archive)) {
    const first = CATEGORIES.find((category) => category.startsWith(`${archive}.`));
    return `${part} is a whole archive, use some of its categories, as in ${KIND}:${first}, or ${KIND}:cat:${archive}.*`;
  }
  const suggestion = closestMatch(part, CATEGORIES) ?? closestMatch(part.toLowerCase(), CATEGORIES);
  return suggestion === undefined
    ? `arXiv has no category ${part} (see https://arxiv.org/category_taxonomy)`
    : `arXiv has no category ${part}, did you mean ${KIND}:${suggestion}?`;
}

function parseRawQuery(text: string): SourceConfigResult {
  const query = decodeQuery(text);
  if (query === undefined) return invalid(`it has an invalid % escape, write it plainly, as in ${QUERY_EXAMPLE}`);
  if (query.length > MAX_QUERY_LENGTH)
    return invalid(`it has ${query.length} characters, and at most ${MAX_QUERY_LENGTH} are allowed`);
  if (!FIELD_PREFIX.test(query))
    return invalid(`use categories, as in ${CATEGORY_EXAMPLE}, or a query of arXiv's API, as in ${QUERY_EXAMPLE}`);
  return isBalanced(query) ? valid(text, query) : invalid('close every quote and bracket');
}

function decodeQuery(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' ')).replace(/\s+/g, ' ').trim();
  } catch {
    return undefined;
  }
}

/** Whether its quotes and brackets are closed, so that more terms can be added safely. */
function isBalanced(query: string): boolean {
  const unquoted = query.replace(/"[^"]*"/g, '');
  let depth = 0;
  for (const [bracket] of unquoted.matchAll(/[()]/g)) {
    depth += bracket === '(' ? 1 : -1;
    if (depth < 0) return false;
  }
  return depth === 0 && !unquoted.includes('"');
}

/** Archives and their subject classes (https://arxiv.org/category_taxonomy). An archive without classes is a category itself. */
const SUBJECT_CLASSES: Readonly<Record<string, string>> = {
  'astro-ph': 'CO EP GA HE IM SR',
  'cond-mat': 'dis-nn mes-hall mtrl-sci other quant-gas soft stat-mech str-el supr-con',
  cs: 'AI AR CC CE CG CL CR CV CY DB DC DL DM DS ET FL GL GR GT HC IR IT LG LO MA MM MS NA NE NI OH OS PF PL RO SC SD SE SI SY',
  econ: 'EM GN TH',
  eess: 'AS IV SP SY',
  'gr-qc': '',
  'hep-ex': '',
  'hep-lat': '',
  'hep-ph': '',
  'hep-th': '',
  math: 'AC AG AP AT CA CO CT CV DG DS FA GM GN GR GT HO IT KT LO MG MP NA NT OA OC PR QA RA RT SG SP ST',
  'math-ph': '',
  nlin: 'AO CD CG PS SI',
  'nucl-ex': '',
  'nucl-th': '',
  physics:
    'acc-ph ao-ph app-ph atm-clus atom-ph bio-ph chem-ph class-ph comp-ph data-an ed-ph flu-dyn gen-ph geo-ph hist-ph ins-det med-ph optics plasm-ph pop-ph soc-ph space-ph',
  'q-bio': 'BM CB GN MN NC OT PE QM SC TO',
  'q-fin': 'CP EC GN MF PM PR RM ST TR',
  'quant-ph': '',
  stat: 'AP CO ME ML OT TH',
};

/** Every category: `cs.LG`, `hep-th`, `cond-mat.mes-hall`. */
export const CATEGORIES: readonly string[] = Object.entries(SUBJECT_CLASSES).flatMap(([archive, classes]) =>
  classes === '' ? [archive] : classes.split(' ').map((name) => `${archive}.${name}`),
);

/** Archives that aren't categories themselves: `cs`. */
const ARCHIVES: readonly string[] = Object.keys(SUBJECT_CLASSES).filter((archive) => SUBJECT_CLASSES[archive] !== '');
