/** A number of upvotes or comments, both ends included. */
export interface Range {
  readonly min?: number;
  readonly max?: number;
}

/** A range of numbers from `>20`, `<=5`, `=3`, `5..20` or a plain number, which means at least; nothing when it is none of these. */
export function range(value: string): Range | undefined {
  const [, sign, number] = /^(>=|<=|[><=≥≤]?)(\d{1,9})$/.exec(value) ?? [];
  if (number !== undefined) return signed(sign ?? '', Number(number));
  const [, from, to] = /^(\d{0,9})\.\.(\d{0,9})$/.exec(value) ?? [];
  if (!from && !to) return undefined;
  return { ...(from ? { min: Number(from) } : {}), ...(to ? { max: Number(to) } : {}) };
}

function signed(sign: string, number: number): Range {
  if (sign === '>') return { min: number + 1 };
  if (sign === '<') return { max: number - 1 };
  if (sign === '<=' || sign === '≤') return { max: number };
  if (sign === '=') return { min: number, max: number };
  return { min: number };
}
