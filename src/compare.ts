/** By code unit, the same on every machine: a locale must not decide an order that is written down. */
export function compareCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
