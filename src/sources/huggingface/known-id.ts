import { parseArxivId } from '../../papers/identity.ts';

/** An id that Hugging Face may know, without its version: it has papers of the new style only. */
export function toHuggingFaceId(id: string): string | undefined {
  const paperId = parseArxivId(id);
  return paperId?.includes('/') ? undefined : paperId;
}
