/** Makes ids by chance, each of so many small letters and digits. @param random at least 0, less than 1 */
export function createIdGenerator(random: () => number, length: number): () => string {
  return () => Array.from({ length }, () => Math.floor(random() * 36).toString(36)).join('');
}
