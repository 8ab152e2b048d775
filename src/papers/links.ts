import { type Paper, Url } from './paper.ts';

type Links = Paper['links'];

const CODE_HOSTS = new Set(['github.com', 'gitlab.com', 'bitbucket.org', 'codeberg.org', 'anonymous.4open.science']);

/** Hosts that only stand for another one: the captured pages came through a mirror, which put its own name into the abstracts. */
const MIRROR_HOSTS: Readonly<Record<string, string>> = { 'b-61j.pages.dev': 'huggingface.co' };

/** A name of a model, dataset or Space: `owner/name`, or `name` alone for some of the oldest. */
const REPOSITORY_NAME = /^\w[\w.-]*(?:\/\w[\w.-]*)?$/;

const CLOSING_BRACKETS: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** The code and the project page that an abstract names: the first link of each kind, ready to open. The abstract itself stays as it is. */
export function extractLinks(abstract: string): Pick<Links, 'code' | 'project'> {
  const urls = [...abstract.matchAll(/https?:\/\/[^\s<>"`]+/gi)]
    .map((match) => parseOpenableUrl(match[0]))
    .filter(isDefined);
  const code = urls.find((url) => CODE_HOSTS.has(url.hostname));
  const project = urls.find((url) => !CODE_HOSTS.has(url.hostname));
  return { ...(code && { code: code.href }), ...(project && { project: project.href }) };
}

/** The pages that exist for every arXiv id. An id of the old style stands on arXiv alone. */
export function arxivLinks(arxivId: string): Pick<Links, 'arxiv' | 'pdf' | 'huggingFace'> {
  return {
    ...(!arxivId.includes('/') && { huggingFace: `https://huggingface.co/papers/${arxivId}` }),
    arxiv: `https://arxiv.org/abs/${arxivId}`,
    pdf: `https://arxiv.org/pdf/${arxivId}`,
  };
}

/** Where Hugging Face shows what goes with a paper; none for what is no name that it could have. */
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

/** A closing bracket belongs to the link only when the link opened it: `(see https://x.org/a_(b))`. */
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

/** For each closing bracket, how many more of it there are than of the one that opens it. */
function countUnopenedClosers(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [bracket] of text.matchAll(/[()[\]{}]/g)) {
    const closer = CLOSING_BRACKETS[bracket];
    counts.set(closer ?? bracket, (counts.get(closer ?? bracket) ?? 0) + (closer === undefined ? 1 : -1));
  }
  return counts;
}

function isDefined<T>(value: T | undefined): value is T {
  return value !== undefined;
}
