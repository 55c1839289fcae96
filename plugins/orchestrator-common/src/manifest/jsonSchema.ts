import { z } from 'zod/v4';
import { changeStepSchema, STEP_KINDS, sweepManifestSchema } from './sweep';

/** A JSON Schema as plain data. @public */
export type JsonSchema = { [key: string]: unknown };

/**
 * JSON Schema of the manifests, for editors: it says what a person may write, defaults not required.
 *
 * @remarks
 * Draft 7, which the YAML language server and all common editors know. Rules between fields
 * (`min` not greater than `max`, conditions that parse) are checked by `parseManifest` alone.
 *
 * @public
 */
export function manifestJsonSchema(): JsonSchema {
  const schema = z.toJSONSchema(sweepManifestSchema, {
    io: 'input',
    target: 'draft-7',
    override: ({ zodSchema, jsonSchema }) => {
      if ((zodSchema as unknown) === changeStepSchema) {
        jsonSchema.oneOf = STEP_KINDS.map(kind => ({ required: [kind] }));
      }
    },
  });
  return {
    title: 'Sweep',
    description: 'One change over many modules of the software catalog.',
    ...schema,
  };
}
