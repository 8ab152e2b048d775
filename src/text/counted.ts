/** "1 paper", "3 papers"; with a plural of its own "3 replies". */
export function pluralize(count: number, singular: string, plural = `${singular}s`): string {
  return `${count} ${count === 1 ? singular : plural}`;
}
