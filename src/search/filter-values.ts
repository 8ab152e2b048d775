/** A number of upvotes or comments, both ends included. */
export interface NumberRange {
  readonly min?: number;
  readonly max?: number;
}

/** A range of numbers from `>20`, `<=5`, `=3`, `5..20` or a plain number, which means at least; nothing when it is none of these. */
export function parseNumberRange(value: string): NumberRange | undefined {
  const [, operator, number] = /^(>=|<=|[><=≥≤]?)(\d{1,9})$/.exec(value) ?? [];
  if (number !== undefined) return rangeFromOperator(operator ?? '', Number(number));
  const [, from, to] = /^(\d{0,9})\.\.(\d{0,9})$/.exec(value) ?? [];
  if (!from && !to) return undefined;
  return { ...(from ? { min: Number(from) } : {}), ...(to ? { max: Number(to) } : {}) };
}

function rangeFromOperator(operator: string, number: number): NumberRange {
  if (operator === '>') return { min: number + 1 };
  if (operator === '<') return { max: number - 1 };
  if (operator === '<=' || operator === '≤') return { max: number };
  if (operator === '=') return { min: number, max: number };
  return { min: number };
}
