import type { FieldPath } from './fieldPath';
import type { JsonSchema } from './jsonSchema';

/**
 * The parts of a JSON Schema that speak about one path: several where a field has alternatives.
 */
export function schemasAt(root: JsonSchema, path: FieldPath): JsonSchema[] {
  return path.reduce<JsonSchema[]>(
    (schemas, segment) =>
      schemas
        .flatMap(schema => child(root, schema, segment))
        .flatMap(schema => alternatives(root, schema)),
    alternatives(root, root),
  );
}

/** The fields that a mapping may have at a path. */
export function knownFields(root: JsonSchema, path: FieldPath): string[] {
  return [
    ...new Set(
      schemasAt(root, path).flatMap(schema =>
        Object.keys(asSchema(schema.properties) ?? {}),
      ),
    ),
  ];
}

/**
 * Says in words what a schema accepts: `a whole number from 1 to 1000`, `one of owners, none`, `a list`.
 *
 * @returns `undefined` for a schema that says nothing that fits in a few words
 */
export function describeSchema(schema: JsonSchema): string | undefined {
  if (schema.const !== undefined) {
    return String(schema.const);
  }
  if (Array.isArray(schema.enum)) {
    return schema.enum.length === 1
      ? String(schema.enum[0])
      : `one of ${schema.enum.join(', ')}`;
  }
  switch (schema.type) {
    case 'integer':
      return `a whole number${range(schema)}`;
    case 'number':
      return `a number${range(schema)}`;
    default:
      return typeof schema.type === 'string'
        ? describeType(schema.type)
        : undefined;
  }
}

/** Says in words what a type of JSON Schema or of zod is. */
export function describeType(type: string): string {
  const words: Record<string, string> = {
    string: 'a text',
    number: 'a number',
    int: 'a whole number',
    integer: 'a whole number',
    boolean: 'true or false',
    array: 'a list',
    object: 'a mapping',
    record: 'a mapping',
    null: 'null',
  };
  return words[type] ?? type;
}

function range(schema: JsonSchema): string {
  const whole = schema.type === 'integer';
  const above = schema.exclusiveMinimum as number | undefined;
  const least = (schema.minimum ??
    (whole && above !== undefined ? above + 1 : undefined)) as
    | number
    | undefined;
  const most =
    schema.maximum === Number.MAX_SAFE_INTEGER
      ? undefined
      : (schema.maximum as number | undefined);
  if (least !== undefined && most !== undefined) {
    return ` from ${least} to ${most}`;
  }
  const lower =
    least === undefined
      ? above !== undefined && ` above ${above}`
      : ` of at least ${least}`;
  const upper = most !== undefined && ` of at most ${most}`;
  return [lower, upper].filter(Boolean).join(' and');
}

function child(
  root: JsonSchema,
  schema: JsonSchema,
  segment: string | number,
): JsonSchema[] {
  const found = asSchema(
    typeof segment === 'number' ? schema.items : member(schema, segment),
  );
  return found ? [resolve(root, found)] : [];
}

function member(schema: JsonSchema, name: string): unknown {
  const properties = asSchema(schema.properties);
  return properties && Object.hasOwn(properties, name)
    ? properties[name]
    : schema.additionalProperties;
}

function alternatives(root: JsonSchema, schema: JsonSchema): JsonSchema[] {
  const own = resolve(root, schema);
  // Beside properties, it says which of them exclude each other.
  const oneOf = own.properties === undefined ? own.oneOf : undefined;
  const branches = [own.anyOf, oneOf, own.allOf].flatMap(list =>
    Array.isArray(list) ? (list as JsonSchema[]) : [],
  );
  return branches.length === 0
    ? [own]
    : branches.flatMap(branch => alternatives(root, branch));
}

/** Follows a reference inside of the document, as z.toJSONSchema makes them for what is recursive. */
function resolve(root: JsonSchema, schema: JsonSchema): JsonSchema {
  const reference = typeof schema.$ref === 'string' ? schema.$ref : undefined;
  const target = reference
    ?.replace(/^#\/?/, '')
    .split('/')
    .filter(Boolean)
    .reduce<JsonSchema | undefined>((part, key) => asSchema(part?.[key]), root);
  return target ?? schema;
}

function asSchema(value: unknown): JsonSchema | undefined {
  return typeof value === 'object' && value !== null
    ? (value as JsonSchema)
    : undefined;
}
