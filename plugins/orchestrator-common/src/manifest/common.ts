import { z } from 'zod/v4';
import { parseDuration } from '../pacing';

/** The version of all manifests that this release reads. @public */
export const MANIFEST_API_VERSION = 'orchestrator/v1';

/** A name that is safe in paths, branches and addresses. */
export const slugSchema = z
  .string()
  .max(63)
  .regex(
    /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/,
    'a name of lower-case letters, digits and dashes, at most 63',
  );

/** A full reference to an entity of the catalog. */
export const entityRefSchema = z
  .string()
  .regex(
    /^[a-z]+:[a-z0-9._-]+\/[a-z0-9._-]+$/i,
    'an entity reference with kind and namespace, such as component:default/payments-api',
  );

/** A duration such as `5m`, `1h30m`, `2d` or ISO 8601 `PT5M`. */
export const durationSchema = z.string().superRefine((text, context) => {
  try {
    parseDuration(text);
  } catch (error) {
    context.addIssue({
      code: 'custom',
      message: (error as Error).message,
    });
  }
});

/** A path that stays below the folder that it is relative to. It may be a template. */
export const relativePathSchema = z
  .string()
  .min(1)
  .refine(
    isContainedPath,
    'a relative POSIX path without .. and without a leading /',
  );

/** A glob relative to the path of the target. */
export const globSchema = z
  .string()
  .min(1)
  .refine(
    isContainedPath,
    'a relative glob without .. and without a leading /',
  );

function isContainedPath(path: string): boolean {
  return (
    !path.startsWith('/') &&
    !path.includes('\\') &&
    !path.includes('\0') &&
    !path.split('/').includes('..')
  );
}

/** Backstage's envelope around every manifest. */
export function envelopeSchema<TKind extends string>(kind: TKind) {
  return z.strictObject({
    apiVersion: z.literal(MANIFEST_API_VERSION),
    kind: z.literal(kind),
    metadata: z.strictObject({
      name: slugSchema,
      title: z.string().min(1).max(200).optional(),
      description: z.string().max(4000).optional(),
      labels: z.record(z.string().max(63), z.string().max(63)).default({}),
    }),
  });
}
