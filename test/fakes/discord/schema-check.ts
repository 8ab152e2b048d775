import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ErrorObject, ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { type Finding, finding, repeated } from './finding.ts';

// Development data: it stands beside a checkout and ships with no copy of the product. Without it only the schemas go unchecked.
const SPEC = join(import.meta.dirname, '..', '..', '..', '..', 'shared', 'specs', 'discord-openapi.json');
const ID = 'discord';

/** Fields that discord.js sends where the published schemas have none. */
const FROM_DISCORD_JS = ['tts', 'enforce_nonce', 'nsfw', 'default_permission'];

type Node = Record<string, unknown>;
interface Published {
  readonly components: { readonly schemas: Readonly<Record<string, Node>> };
}
interface Checkers {
  readonly published: (schema: string) => ValidateFunction;
  readonly closed: (schema: string) => ValidateFunction;
}

let loaded: Checkers | undefined;

/** Whether Discord's published schemas are at hand. */
export const hasSchemas = existsSync(SPEC);

/** Checks a value against a schema that Discord publishes, as `MessageCreateRequest`, and names the fields that it does not know. */
export function checkSchema(schema: string, value: unknown): Finding[] {
  if (!hasSchemas) return [];
  loaded ??= load();
  const published = loaded.published(schema);
  if (!published(value)) return (published.errors ?? []).filter(isTelling).map(toFinding);
  const closed = loaded.closed(schema);
  closed(value);
  return (closed.errors ?? [])
    .filter(
      ({ keyword, params }) =>
        keyword === 'additionalProperties' && !FROM_DISCORD_JS.includes(params['additionalProperty']),
    )
    .map((error) => ({
      ...toFinding(error),
      message: `unknown field ${error.params['additionalProperty']}`,
      ours: true,
    }));
}

/** Compiles schemas ahead: done within a request, it would hold up the whole process, timers of the client included. */
export function prepareSchemas(names: readonly string[]): void {
  if (!hasSchemas) return;
  loaded ??= load();
  for (const name of names) {
    loaded.published(name);
    loaded.closed(name);
  }
}

function load(): Checkers {
  const { components }: Published = JSON.parse(readFileSync(SPEC, 'utf8'));
  return {
    published: compiler(components.schemas, clearer),
    closed: compiler(components.schemas, (node) => clearer(closed(node), components.schemas)),
  };
}

function compiler(
  schemas: Published['components']['schemas'],
  change: (node: Node, schemas: Published['components']['schemas']) => Node,
): (schema: string) => ValidateFunction {
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateSchema: false, logger: false });
  addFormats.default(ajv);
  ajv.addFormat('snowflake', /^\d{1,20}$/);
  ajv.addFormat('nonce', /^.{0,25}$/su);
  const changed = JSON.parse(JSON.stringify(schemas), (_key, value) =>
    isNode(value) ? change(value, schemas) : value,
  );
  ajv.addSchema({ $id: ID, components: { schemas: changed } });
  const compiled = new Map<string, ValidateFunction>();
  return (schema) => {
    const known = compiled.get(schema) ?? ajv.compile({ $ref: `${ID}#/components/schemas/${schema}` });
    compiled.set(schema, known);
    return known;
  };
}

/** The same schema, saying only the relevant: the one component that a type means, and nothing of a `null` that might have stood there. */
function clearer(node: Node, schemas: Published['components']['schemas']): Node {
  const { oneOf, ...rest } = node;
  if (!Array.isArray(oneOf)) return node;
  const others = oneOf.filter((branch) => branch.type !== 'null');
  if (oneOf.length === 2 && others.length === 1) return { ...rest, if: { type: 'null' }, else: others[0] };
  const types = oneOf.map(({ $ref }) =>
    typesOf(typeof $ref === 'string' ? schemas[$ref.split('/').at(-1) ?? ''] : undefined),
  );
  const typed = types.every((list) => list.length > 0) && repeated(types.flat()).length === 0;
  if (!typed) return node;
  const known = { type: 'object', required: ['type'], properties: { type: { enum: types.flat() } } };
  const chosen = oneOf.map((then, index) => ({ if: { properties: { type: { enum: types[index] } } }, then }));
  return { ...rest, allOf: [known, ...chosen] };
}

/** The types that mean a schema, where each instance must name one. */
function typesOf(schema: Node | undefined): readonly unknown[] {
  const { required, properties } = schema ?? {};
  const type = isNode(properties) ? properties['type'] : undefined;
  const values = isNode(type) ? type['enum'] : undefined;
  return Array.isArray(required) && required.includes('type') && Array.isArray(values) ? values : [];
}

function closed(node: Node): Node {
  const open = isNode(node['properties']) && !('additionalProperties' in node);
  return open ? { ...node, additionalProperties: false } : node;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTelling({ keyword }: ErrorObject): boolean {
  return keyword !== 'if' && keyword !== 'oneOf' && keyword !== 'anyOf';
}

function toFinding({ instancePath, message, params }: ErrorObject): Finding {
  const allowed = 'allowedValues' in params ? ` ${JSON.stringify(params['allowedValues'])}` : '';
  return finding(instancePath.slice(1).replaceAll('/', '.'), `${message ?? 'does not fit the schema'}${allowed}`);
}
