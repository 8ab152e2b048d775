import {
  type KyselyPlugin,
  OperationNodeTransformer,
  type PrimitiveValueListNode,
  type RootOperationNode,
  type ValueNode,
} from 'kysely';

/**
 * Makes every value that is bound to a query one that both databases keep alike, so that no repository has to think of it.
 *
 * PostgreSQL refuses U+0000 in a text (https://www.postgresql.org/docs/current/datatype-character.html), and libsql gives back what
 * stands before it only; nobody means to write one, so it is left out. A boolean would end the process in libsql ("not yet implemented:
 * bool"), a NaN would become NULL: both are bugs here, and throw.
 */
export const portableValuesPlugin: KyselyPlugin = {
  transformQuery: ({ node, queryId }): RootOperationNode => portableValuesTransformer.transformNode(node, queryId),
  transformResult: async ({ result }) => result,
};

// Kysely's way to change a query is to extend its visitor.
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
