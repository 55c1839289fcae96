import { InputError } from '@backstage/errors';
import {
  orchestratorRunCreatePermission,
  parseManifest,
  planRollout,
  type SweepManifest,
  type TargetDescription,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { InvalidInputError } from '../http/InvalidInputError';
import type { OperationHandlers } from '../http/handlers';
import { requestOf, type OperationTools } from './OperationTools';

const PREVIEW_SAMPLE = 50;

/** Checking, previewing and starting manifests. */
export function manifestOperations(
  tools: OperationTools,
): Pick<
  OperationHandlers,
  'createRun' | 'validateManifest' | 'previewTargets'
> {
  return {
    createRun: async ({ body }, caller) => {
      await tools.access.requireBasic(caller, orchestratorRunCreatePermission);
      const manifest = readManifest(body.manifest);
      const targets = await tools.discover(manifest, caller);
      if (targets.length === 0) {
        throw new InputError(
          'spec.targets: found no module in the catalog; accepted is a selection that at least one module fits, and that you may see',
        );
      }
      const runId = await tools.runs.create({
        ...requestOf(caller),
        manifest,
        source: typeof body.manifest === 'string' ? body.manifest : undefined,
        dryRun: body.dryRun,
        targets,
        idempotencyKey: body.idempotencyKey,
      });
      return tools.runQueries.summary(runId);
    },
    validateManifest: async ({ body }, caller) => {
      await tools.access.requireBasic(caller, orchestratorRunCreatePermission);
      const parsed = parseManifest(body.manifest);
      return 'issues' in parsed
        ? { valid: false, issues: parsed.issues }
        : {
            valid: true,
            issues: [],
            manifest: JSON.parse(JSON.stringify(parsed.manifest)),
          };
    },
    previewTargets: async ({ body }, caller) => {
      await tools.access.requireBasic(caller, orchestratorRunCreatePermission);
      const manifest = readManifest(body.manifest);
      return preview(manifest, await tools.discover(manifest, caller));
    },
  };
}

/** @throws InvalidInputError with every mistake */
export function readManifest(
  input: Parameters<typeof parseManifest>[0],
): SweepManifest {
  const parsed = parseManifest(input);
  if ('issues' in parsed) {
    throw new InvalidInputError('The manifest', parsed.issues);
  }
  return parsed.manifest;
}

function preview(manifest: SweepManifest, targets: TargetDescription[]) {
  const sound = targets.filter(target => target.problems.length === 0);
  const places = planRollout(manifest, sound);
  const owners = new Map<string, number>();
  for (const { owner } of targets) {
    owners.set(owner ?? 'nobody', (owners.get(owner ?? 'nobody') ?? 0) + 1);
  }
  // What is wrong is what somebody looks for first.
  const sample = [...targets].sort(
    (a, b) => b.problems.length - a.problems.length || (a.id < b.id ? -1 : 1),
  );
  return {
    targets: targets.length,
    problems: targets.length - sound.length,
    owners: [...owners]
      .map(([owner, count]) => ({ owner, targets: count }))
      .sort((a, b) => b.targets - a.targets),
    sample: sample.slice(0, PREVIEW_SAMPLE),
    batches: places.batches.map(({ index, name, size }) => ({
      name,
      size,
      targets: places.places
        .filter(place => place.batch === index)
        .map(place => place.id),
    })),
  };
}
