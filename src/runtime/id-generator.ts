/** Generates random ids of lowercase letters and digits. @param random at least 0 and less than 1 */
export function createIdGenerator(random: () => number, length: number): () => string {
  return () => Array.from({ length }, () => Math.floor(random() * 36).toString(36)).join('');
}
