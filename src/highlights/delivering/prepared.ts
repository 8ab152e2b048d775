import type { Document } from '../../chat/document.ts';

/** What a delivery says, and the papers in it; or why it says nothing. */
export type PreparedPost =
  | { readonly kind: 'post'; readonly document: Document; readonly paperIds: readonly string[] }
  | { readonly kind: 'nothing'; readonly reason: string };
