import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ErrorObject, ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { type Finding, finding, repeated } from './finding.ts';

// Development data next to the checkout. Without it, bodies aren't checked against the schemas.
const SPEC = join(import.meta.dirname, '..', '..', '..', '..', 'shared', 'specs', 'discord-openapi.json');
const ID = 'discord';

/** Fields that discord.js sends, but the published schemas don't have. */
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

/** Whether Discord's published schemas are available. */
export const hasSchemas = existsSync(SPEC);

/** Checks a value against a schema of Discord's, such as `MessageCreateRequest`, and reports unknown fields. */
export function checkSchema(schema: string, value: unknown): Finding[] {
  if (!hasSchemas) return [];
  loaded ??= load();
  const published = loaded.published(schema);
  if (!published(value)) return (published.errors ?? []).filter(isInformative).map(toFinding);
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
      isOurs: true,
    }));
}

/** Compiles schemas ahead of time: during a request, that would block timers of the client. */
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
    published: compiler(components.schemas, simplify),
    closed: compiler(components.schemas, (node) => simplify(closed(node), components.schemas)),
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

/** Rewrites `oneOf`, so that errors are only about the component of the given type, and not about `null`. */
function simplify(node: Node, schemas: Published['components']['schemas']): Node {
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

/** The values of `type` in a schema, if it's required. */
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

function isInformative({ keyword }: ErrorObject): boolean {
  return keyword !== 'if' && keyword !== 'oneOf' && keyword !== 'anyOf';
}

function toFinding({ instancePath, message, params }: ErrorObject): Finding {
  const allowed = 'allowedValues' in params ? ` ${JSON.stringify(params['allowedValues'])}` : '';
  return finding(instancePath.slice(1).replaceAll('/', '.'), `${message ?? 'does not match the schema'}${allowed}`);
}
