import { closestMatch } from '../../text/format.ts';

/** What somebody wants of arXiv, in the language of its query API, and as it was written; or what is wrong with it, and what to give. */
export type ArxivQueryResult = { readonly name: string; readonly query: string } | { readonly problem: string };

/** Letters, with a class or without: what is meant as a category, right or wrong. */
const CATEGORY_PATTERN = /^[a-z]+(?:-[a-z]+)?(?:\.[a-z*-]+)?$/i;
/** https://info.arxiv.org/help/api/user-manual.html, "Details of Query Construction". */
const FIELD_PREFIX = /(?:^|[\s(])(?:ti|au|abs|co|jr|cat|rn|id|all|submittedDate):\S/;
const MAX_QUERY_LENGTH = 1000;
const CATEGORY_EXAMPLE = 'arxiv:cs.LG+cs.CL';
const QUERY_EXAMPLE = 'arxiv:all:"reinforcement learning"';

/**
 * Reads categories joined by `+` (`cs.LG+cs.CL`). Anything else is a query as the API takes it (`cat:cs.LG AND ti:"world model"`), which
 * may come from an address, with `+` for a space and `%22` for a quote.
 */
export function parseArxivQuery(text: string): ArxivQueryResult {
  if (text === '') return { problem: `say which categories or papers, as in ${CATEGORY_EXAMPLE} or ${QUERY_EXAMPLE}` };
  const parts = text.split(/[+\s]+/).filter((part) => part !== '');
  if (parts.every((part) => CATEGORY_PATTERN.test(part))) return parseCategories(parts, text);
  return parseRawQuery(text);
}

function parseCategories(parts: readonly string[], text: string): ArxivQueryResult {
  const known = parts.map((part) => CATEGORIES.find((category) => category.toLowerCase() === part.toLowerCase()));
  const unknown = parts.filter((_, index) => known[index] === undefined);
  if (unknown.length > 0) return { problem: unknown.map(describeUnknownCategory).join('; ') };
  const corrected = [...new Set(known)].join('+');
  if (corrected.length < known.join('+').length) {
    return { problem: `it names a category twice, so give arxiv:${corrected}` };
  }
  if (/\s/.test(text)) return { problem: `categories are joined by +, so give arxiv:${corrected}` };
  return {
    name: corrected,
    query: corrected
      .split('+')
      .map((category) => `cat:${category}`)
      .join(' OR '),
  };
}

function describeUnknownCategory(part: string): string {
  const archive = part.toLowerCase().replace(/\.\*$/, '');
  if (ARCHIVES.includes(archive)) {
    const first = CATEGORIES.find((category) => category.startsWith(`${archive}.`));
    return `${part} is a whole archive, so name its categories, as in arxiv:${first}, or give arxiv:cat:${archive}.*`;
  }
  const suggestion = closestMatch(part, CATEGORIES) ?? closestMatch(part.toLowerCase(), CATEGORIES);
  return suggestion === undefined
    ? `arXiv has no category ${part} (https://arxiv.org/category_taxonomy), so give one such as ${CATEGORY_EXAMPLE}`
    : `arXiv has no category ${part}, so give arxiv:${suggestion} if that is meant`;
}

function parseRawQuery(text: string): ArxivQueryResult {
  const query = decodeQuery(text);
  if (query === undefined)
    return { problem: `its % signs stand for nothing, so write it plainly, as in ${QUERY_EXAMPLE}` };
  if (query.length > MAX_QUERY_LENGTH) {
    return { problem: `it has ${query.length} characters, and ${MAX_QUERY_LENGTH} are the most` };
  }
  if (!FIELD_PREFIX.test(query)) {
    return {
      problem: `it is neither categories, as in ${CATEGORY_EXAMPLE}, nor a query of arXiv's API, as in ${QUERY_EXAMPLE}`,
    };
  }
  return isBalanced(query)
    ? { name: text, query }
    : { problem: 'a quote or a bracket in it is not closed, so close it' };
}

function decodeQuery(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' ')).replace(/\s+/g, ' ').trim();
  } catch {
    return undefined;
  }
}

/** Whether its quotes and brackets come in pairs, so that it stays one thing when something is added to it. */
function isBalanced(query: string): boolean {
  const unquoted = query.replace(/"[^"]*"/g, '');
  let depth = 0;
  for (const [bracket] of unquoted.matchAll(/[()]/g)) {
    depth += bracket === '(' ? 1 : -1;
    if (depth < 0) return false;
  }
  return depth === 0 && !unquoted.includes('"');
}

/** arXiv's archives and their subject classes: https://arxiv.org/category_taxonomy. An archive without classes is a category itself. */
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

/** Archives that are no category themselves: `cs`. */
const ARCHIVES: readonly string[] = Object.keys(SUBJECT_CLASSES).filter((archive) => SUBJECT_CLASSES[archive] !== '');
