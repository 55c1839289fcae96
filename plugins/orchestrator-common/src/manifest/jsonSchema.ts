import type { ManifestKind } from './parseManifest';
import { z } from 'zod/v4';
import { changeStepSchema, STEP_KINDS, sweepManifestSchema } from './sweep';
import { trainManifestSchema } from './train';
import { METRIC_SOURCES, trainMetricSchema } from './trainFields';
import { CRITERION_KINDS, gateCriterionSchema } from './trainGates';
import { TRAIN_STEP_KINDS, trainStepSchema } from './trainProducts';

/** A JSON Schema as plain data. @public */
export type JsonSchema = { [key: string]: unknown };

/** Rules of "exactly one of" that a schema of fields alone doesn't say. */
const ALTERNATIVES = new Map<unknown, readonly string[]>([
  [changeStepSchema, STEP_KINDS],
  [trainStepSchema, TRAIN_STEP_KINDS],
  [gateCriterionSchema, CRITERION_KINDS],
  [trainMetricSchema, METRIC_SOURCES],
]);

const MANIFESTS = {
  Sweep: {
    schema: sweepManifestSchema,
    description: 'One change over many modules of the software catalog.',
  },
  Train: {
    schema: trainManifestSchema,
    description:
      'Several products that are released together: plan, gates, waves and communications.',
  },
};

/**
 * JSON Schema of a kind of manifest, for editors: it says what a person may write, defaults not required.
 *
 * @remarks
 * Draft 7, which the YAML language server and all common editors know. Rules between fields
 * (`min` not greater than `max`, conditions that parse) are checked by `parseManifest` alone.
 *
 * @public
 */
export function manifestJsonSchema(kind: ManifestKind = 'Sweep'): JsonSchema {
  const { schema, description } = MANIFESTS[kind];
  const document = z.toJSONSchema(schema, {
    io: 'input',
    target: 'draft-7',
    override: ({ zodSchema, jsonSchema }) => {
      const alternatives = ALTERNATIVES.get(zodSchema);
      if (alternatives) {
        jsonSchema.oneOf = alternatives.map(name => ({ required: [name] }));
      }
    },
  });
  return { title: kind, description, ...document };
}
