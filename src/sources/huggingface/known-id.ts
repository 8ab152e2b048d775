import { arxivId } from '../../papers/identity.ts';

/** An id that Hugging Face may know, without its version: it has papers of the new style only. */
export function knownId(id: string): string | undefined {
  const known = arxivId(id);
  return known?.includes('/') ? undefined : known;
}
