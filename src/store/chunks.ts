/** The most items that go into one statement. SQLite takes 32,766 values, PostgreSQL 65,535, and a row has several. */
const MAX_CHUNK_SIZE = 1024;

/**
 * Items in their order, as many at a time as go into one statement: always a power of two. Each number of items is a statement of its
 * own, which is prepared and kept, and so there are few.
 */
export function* chunks<T>(items: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < items.length; ) {
    const size = Math.min(MAX_CHUNK_SIZE, 2 ** Math.floor(Math.log2(items.length - start)));
    yield items.slice(start, start + size);
    start += size;
  }
}
