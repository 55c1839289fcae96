import { InputError } from '@backstage/errors';
import {
  orchestratorRunCreatePermission,
  parseManifest,
  planRollout,
  type ManifestIssue,
  type ManifestResult,
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
      const manifest = readManifest(body.manifest, tools.limits);
      const targets = await tools.discover(manifest, caller);
      requireFew(targets, tools.limits);
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
      const parsed = checkManifest(body.manifest, tools.limits);
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
      const manifest = readManifest(body.manifest, tools.limits);
      const targets = await tools.discover(manifest, caller);
      requireFew(targets, tools.limits);
      return preview(manifest, targets);
    },
  };
}

/** Checks a manifest, and that it keeps to the limits of this portal. */
function checkManifest(
  input: Parameters<typeof parseManifest>[0],
  limits: OperationTools['limits'],
): ManifestResult {
  const parsed = parseManifest(input, { maxBytes: limits.manifestBytes });
  if ('issues' in parsed) {
    return parsed;
  }
  const steps = parsed.manifest.spec.change.steps.length;
  return steps > limits.steps
    ? {
        issues: [overLimit('spec.change.steps', steps, 'steps', limits.steps)],
      }
    : parsed;
}

/** @throws InvalidInputError where the selection is larger than a run may be */
function requireFew(
  targets: TargetDescription[],
  limits: OperationTools['limits'],
): void {
  if (targets.length > limits.targets) {
    throw new InvalidInputError('The manifest', [
      overLimit('spec.targets', targets.length, 'targets', limits.targets),
    ]);
  }
}

function overLimit(
  path: string,
  count: number,
  what: 'steps' | 'targets',
  limit: number,
): ManifestIssue {
  const found = `${count} ${what}`;
  const accepted = `at most ${limit} (orchestrator.limits.${what})`;
  return {
    path,
    found,
    accepted,
    message: `${path}: found ${found}, accepted is ${accepted}`,
  };
}

/** @throws InvalidInputError with every mistake */
export function readManifest(
  input: Parameters<typeof parseManifest>[0],
  limits: OperationTools['limits'],
): SweepManifest {
  const parsed = checkManifest(input, limits);
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
