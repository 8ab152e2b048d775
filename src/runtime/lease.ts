/** Who has a piece of work in hand, and until when (ISO 8601, UTC) nobody else may take it. */
export interface Lease {
  readonly owner: string;
  readonly until: string;
}
