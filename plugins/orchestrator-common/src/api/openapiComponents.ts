import { z } from 'zod/v4';
import * as flagSchemas from './flagSchemas';
import * as pacingSchemas from './pacingSchemas';
import * as schemas from './schemas';
import * as trainForecastSchemas from './trainForecastSchemas';
import * as trainSchemas from './trainSchemas';

/** Plain data. */
export type Json = { [key: string]: unknown };

/** Where schemas stand in the document. */
export const COMPONENTS = '#/components/schemas/';

/** A schema and its name among the components. */
export type NamedSchema = [name: string, schema: z.ZodType];

/** Every schema that the files of schemas export, by the name that a reader knows: `runSummarySchema` is `RunSummary`. */
export function namedSchemas(): NamedSchema[] {
  return Object.entries<unknown>({
    ...schemas,
    ...trainSchemas,
    ...trainForecastSchemas,
    ...flagSchemas,
    ...pacingSchemas,
  }).flatMap<NamedSchema>(([name, schema]) =>
    schema instanceof z.ZodType
      ? [[capital(name.replace(/Schema$/, '')), schema]]
      : [],
  );
}

/** The name of a schema that all may refer to, or else one that is the operation's own. */
export function responseName(id: string, response: z.ZodType): string {
  return (
    namedSchemas().find(([, schema]) => schema === response)?.[0] ??
    `${capital(id)}Response`
  );
}

/** The name of the body of an operation. */
export function requestName(id: string): string {
  return `${capital(id)}Request`;
}

/** JSON Schemas that refer to each other as components of one document. */
export function componentsOf(
  named: NamedSchema[],
  io: 'input' | 'output',
): Record<string, Json> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of named) {
    registry.add(io === 'input' ? strict(schema) : schema, { id });
  }
  const { schemas: converted } = z.toJSONSchema(registry, {
    io,
    uri: id => `${COMPONENTS}${id}`,
    override: ({ jsonSchema }) => simplify(jsonSchema, io),
  });
  return Object.fromEntries(
    Object.entries(converted).map(([id, schema]) => [
      id,
      withoutIdentity(schema),
    ]),
  );
}

/** Leaves out what says nothing to a reader, and lets responses grow. */
export function simplify(schema: Json, io: 'input' | 'output'): void {
  if (io === 'output' && schema.additionalProperties === false) {
    delete schema.additionalProperties;
  }
  if (schema.format === 'date-time') {
    delete schema.pattern;
  }
  if (schema.minimum === Number.MIN_SAFE_INTEGER) {
    delete schema.minimum;
  }
  if (schema.maximum === Number.MAX_SAFE_INTEGER) {
    delete schema.maximum;
  }
}

function strict(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodObject ? schema.strict() : schema;
}

/** A component is known by its place in the document, not by an id of its own. */
function withoutIdentity({
  $id: _id,
  $schema: _schema,
  id: _legacyId,
  ...schema
}: Json): Json {
  return schema;
}

function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
