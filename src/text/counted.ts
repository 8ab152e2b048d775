/** "1 paper", "3 papers"; with a plural of its own "3 replies". */
export function counted(count: number, one: string, more = `${one}s`): string {
  return `${count} ${count === 1 ? one : more}`;
}
