import {
  DeleteResult,
  type InsertResult,
  type KyselyPlugin,
  OperationNodeTransformer,
  type PrimitiveValueListNode,
  type RootOperationNode,
  UpdateResult,
  type ValueNode,
} from 'kysely';

/**
 * A time as it is stored: whole milliseconds since 1970.
 *
 * @param iso ISO 8601, for example `2026-03-01T09:00:00Z`
 */
export function toMillis(iso: string): number {
  const millis = Date.parse(iso);
  if (Number.isNaN(millis)) throw new RangeError(`not a valid timestamp: ${iso}`);
  return millis;
}

export function toMillisOrNull(iso: string | undefined): number | null {
  return iso === undefined ? null : toMillis(iso);
}

/** A stored time as ISO 8601 in UTC with milliseconds, `2026-03-01T09:00:00.000Z`: equal times are equal texts. */
export function toIso(millis: number): string {
  return new Date(millis).toISOString();
}

export function toIsoOrNull(millis: number | null): string | null {
  return millis === null ? null : toIso(millis);
}

export function toJsonOrNull(value: object | undefined): string | null {
  return value === undefined ? null : JSON.stringify(value);
}

/** What this process or another one stored; migrations keep its form up to date, so it isn't validated. */
export function parseJson<T>(json: string): T {
  return JSON.parse(json);
}

export function parseJsonOrNull<T>(json: string | null): T | null {
  return json === null ? null : parseJson(json);
}

/** Executes a statement, and returns how many rows it inserted, updated or deleted. */
export async function countAffected(statement: {
  executeTakeFirstOrThrow(): Promise<InsertResult | UpdateResult | DeleteResult>;
}): Promise<number> {
  const result = await statement.executeTakeFirstOrThrow();
  if (result instanceof DeleteResult) return Number(result.numDeletedRows);
  return Number(result instanceof UpdateResult ? result.numUpdatedRows : (result.numInsertedOrUpdatedRows ?? 0));
}

type OptionalKeys<T> = { [K in keyof T]-?: Record<never, never> extends Pick<T, K> ? K : never }[keyof T];
type WithNulls<T> = Omit<T, OptionalKeys<T>> & { readonly [K in OptionalKeys<T>]: T[K] | null };

/** A record without the optional properties that are null in the database. */
export function omitNulls<T extends object>(record: WithNulls<T>): T {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== null)) as T;
}

/**
 * Makes both databases store every bound value alike, so that no repository has to think of it.
 *
 * PostgreSQL refuses U+0000 in a text (https://www.postgresql.org/docs/current/datatype-character.html), and libsql
 * cuts the text there, so it is removed. A boolean would end the process in libsql ("not yet implemented: bool"), and a
 * NaN would become NULL: both are bugs of the caller, and throw.
 */
export const portableValuesPlugin: KyselyPlugin = {
  transformQuery: ({ node, queryId }): RootOperationNode => portableValuesTransformer.transformNode(node, queryId),
  transformResult: async ({ result }) => result,
};

// Kysely's visitor is the supported way to change a query.
class PortableValuesTransformer extends OperationNodeTransformer {
  protected override transformValue(node: ValueNode): ValueNode {
    return { ...node, value: toPortableValue(node.value) };
  }

  protected override transformPrimitiveValueList(node: PrimitiveValueListNode): PrimitiveValueListNode {
    return { ...node, values: node.values.map(toPortableValue) };
  }
}

const portableValuesTransformer = new PortableValuesTransformer();

function toPortableValue(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('\0', '');
  if (value === null || typeof value === 'bigint' || Number.isFinite(value)) return value;
  throw new TypeError(`a ${typeof value} can't be stored: ${JSON.stringify(value)}`);
}
