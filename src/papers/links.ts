import { type Paper, Url } from './paper.ts';
import { PAPER_SITES } from './sites.ts';

type Links = Paper['links'];

const CODE_HOSTS = new Set(['github.com', 'gitlab.com', 'bitbucket.org', 'codeberg.org', 'anonymous.4open.science']);

/** The captured pages came through a mirror that replaced host names in abstracts with its own. */
const MIRROR_HOSTS: Readonly<Record<string, string>> = { 'b-61j.pages.dev': 'huggingface.co' };

/** A model, dataset or Space: `owner/name`, or just `name` for some of the oldest. */
const REPOSITORY_NAME = /^\w[\w.-]*(?:\/\w[\w.-]*)?$/;

const CLOSING_BRACKETS: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** The first link to code and the first other link in an abstract. */
export function extractLinks(abstract: string): Pick<Links, 'code' | 'project'> {
  const urls = [...abstract.matchAll(/https?:\/\/[^\s<>"`]+/gi)]
    .map((match) => parseOpenableUrl(match[0]))
    .filter((url) => url !== undefined);
  const code = urls.find((url) => CODE_HOSTS.has(url.hostname));
  const project = urls.find((url) => !CODE_HOSTS.has(url.hostname));
  return { ...(code && { code: code.href }), ...(project && { project: project.href }) };
}

/** The pages of an arXiv id, and its PDF. */
export function arxivLinks(arxivId: string): Pick<Links, 'arxiv' | 'pdf' | 'huggingFace'> {
  const pages = PAPER_SITES.map(({ key, pageUrl }) => [key, pageUrl(arxivId)] as const);
  return {
    ...Object.fromEntries(pages.filter(([, url]) => url !== undefined)),
    pdf: `https://arxiv.org/pdf/${arxivId}`,
  };
}

/** A model's, dataset's or Space's page on Hugging Face; `undefined` if its name is invalid. */
export function linkedArtifactUrl(kind: keyof NonNullable<Paper['linked']>, name: string): string | undefined {
  if (!REPOSITORY_NAME.test(name)) return undefined;
  return `https://huggingface.co/${kind === 'models' ? '' : `${kind}/`}${name}`;
}

function parseOpenableUrl(link: string): URL | undefined {
  const text = trimTrailingPunctuation(link);
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.username !== '') return undefined;
  url.hostname = MIRROR_HOSTS[url.hostname] ?? url.hostname;
  return Url.safeParse(url.href).success ? url : undefined;
}

/** Strips punctuation, and closing brackets that the link didn't open: `(see https://x.org/a_(b))`. */
function trimTrailingPunctuation(link: string): string {
  const unopenedCounts = countUnopenedClosers(link);
  let end = link.length;
  for (; end > 0; end--) {
    const last = link.charAt(end - 1);
    if (/[.,;:!?'*_~|\\]/.test(last)) continue;
    const unopenedCount = unopenedCounts.get(last) ?? 0;
    if (unopenedCount <= 0) break;
    unopenedCounts.set(last, unopenedCount - 1);
  }
  return link.slice(0, end);
}

/** By closing bracket, how many more of it there are than of its opening one. */
function countUnopenedClosers(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [bracket] of text.matchAll(/[()[\]{}]/g)) {
    const closer = CLOSING_BRACKETS[bracket];
    counts.set(closer ?? bracket, (counts.get(closer ?? bracket) ?? 0) + (closer === undefined ? 1 : -1));
  }
  return counts;
}
