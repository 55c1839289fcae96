import { manifestJsonSchema } from '@backstage-orchestrator/plugin-orchestrator-common';
import { READS, type ActionTools } from './ActionTools';

/** What manifests are made of. */
export function registerManifestActions({ registry }: ActionTools): void {
  registry.register({
    name: 'get-manifest-schema',
    title: 'Get the schema of manifests',
    description: `
The JSON schema (draft 07) of the manifest of a sweep or of a train. Read it before you write a manifest; preview-sweep and preview-train name every mistake that is left, with its place.`,
    attributes: READS,
    schema: {
      input: z => z.object({ kind: z.enum(['Sweep', 'Train']) }).strict(),
      output: z => z.object({ schema: z.object({}).passthrough() }),
    },
    action: async ({ input: { kind } }) => ({
      output: { schema: { ...manifestJsonSchema(kind) } },
    }),
  });
}
