/**
 * The sites that have a page for each arXiv id, preferred first. A link to such a page names the paper, `key` names that link of a paper
 * (`Paper.links`), and Slack shows previews of links to `domain`.
 */
export const PAPER_SITES = [
  {
    key: 'huggingFace',
    title: 'Hugging Face',
    domain: 'huggingface.co',
    folders: ['papers'],
    // It has no page for an old-style id.
    pageUrl: (arxivId: string) => (arxivId.includes('/') ? undefined : `https://huggingface.co/papers/${arxivId}`),
  },
  {
    key: 'arxiv',
    title: 'arXiv',
    domain: 'arxiv.org',
    folders: ['abs', 'pdf', 'html'],
    pageUrl: (arxivId: string) => `https://arxiv.org/abs/${arxivId}`,
  },
] as const;
