import {
  orchestratorRunCreatePermission,
  reportMarkdown,
  RUN_STATUSES,
  TARGET_STATUSES,
  type RunSummary,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { z as Zod } from 'zod/v3';
import { READS, RECORDS, idOfSweep, type ActionTools } from './ActionTools';

/** A sweep can have thousands of modules, more than an agent can read. */
const REPORT_MODULES = 100;

/** A sweep in an answer: what a reader needs to go on from. */
export const sweepOutput = (z: typeof Zod) =>
  z.object({
    id: z.string(),
    name: z.string(),
    title: z.string(),
    owner: z.string(),
    status: z.string(),
    outcome: z.string().optional(),
    targets: z.number(),
    counts: z
      .record(z.string(), z.number())
      .describe('How many targets are in which status'),
    createdAt: z.string(),
    finishedAt: z.string().optional(),
    page: z.string().describe('Its page, below the portal'),
  });

/** {@inheritDoc sweepOutput} */
export function describeSweep(run: RunSummary) {
  const { id, name, title, owner, status, outcome, targets } = run;
  return {
    ...{ id, name, title, owner, status, outcome, targets },
    counts: run.counts as Record<string, number>,
    createdAt: run.createdAt,
    finishedAt: run.finishedAt,
    page: `/orchestrator/sweeps/${encodeURIComponent(id)}`,
  };
}

const manifest = (z: typeof Zod) =>
  z
    .string()
    .describe(
      'The manifest as YAML or JSON text, with apiVersion orchestrator/v1 and kind Sweep; get-manifest-schema says what may be in it',
    );

/** Finding, reading and planning sweeps. */
export function registerSweepActions({ registry, call }: ActionTools): void {
  registry.register({
    name: 'list-sweeps',
    title: 'List sweeps',
    description: `
Sweeps, newest first. A sweep applies one change to many modules of the software catalog: dry run, canary, growing batches, each change with gates.
Filter by status, owner, an entity that is a target, or a text in name and title. Answers page by page: pass nextCursor as cursor for the next one.`,
    attributes: READS,
    schema: {
      input: z =>
        z
          .object({
            status: z.array(z.enum(RUN_STATUSES)).optional(),
            owner: z
              .array(z.string())
              .optional()
              .describe('Entity references, such as group:default/payments'),
            entity: z
              .string()
              .optional()
              .describe(
                'Entity that is a target, such as component:default/api',
              ),
            q: z.string().optional().describe('Part of the name or title'),
            cursor: z.string().optional(),
            limit: z.number().int().min(1).max(100).default(20),
          })
          .strict(),
      output: z =>
        z.object({
          items: z.array(sweepOutput(z)),
          nextCursor: z.string().optional(),
          totalItems: z.number(),
        }),
    },
    action: async ({ input, credentials }) => {
      const page = await call('listRuns', credentials, { query: input });
      return { output: { ...page, items: page.items.map(describeSweep) } };
    },
  });

  registry.register({
    name: 'get-sweep',
    title: 'Get a sweep',
    description: `
One sweep: how far it is, why it waits, its batches, its approvals with the digest that a signature must carry, and what the caller may do with it now. Where an action isn't allowed, the reason is given.`,
    attributes: READS,
    schema: {
      input: z => z.object({ runId: idOfSweep(z) }).strict(),
      output: z =>
        sweepOutput(z).extend({
          waiting: z.array(
            z.object({
              reason: z.string(),
              targets: z.number(),
              until: z.string().optional(),
            }),
          ),
          batches: z.array(
            z.object({
              name: z.string(),
              size: z.number(),
              startedAt: z.string().optional(),
              finishedAt: z.string().optional(),
            }),
          ),
          approvals: z.array(
            z.object({
              id: z.string(),
              title: z.string(),
              state: z.string(),
              required: z.number(),
              approvers: z.array(z.string()),
              evidenceDigest: z.string(),
              expiresAt: z.string(),
            }),
          ),
          pauseReason: z.string().optional(),
          actions: z.record(
            z.string(),
            z.object({ allowed: z.boolean(), reason: z.string().optional() }),
          ),
        }),
    },
    action: async ({ input, credentials }) => {
      const run = await call('getRun', credentials, { params: input });
      return {
        output: {
          ...describeSweep(run),
          waiting: run.waiting,
          batches: run.batches,
          approvals: run.approvals,
          pauseReason: run.pause?.reason,
          actions: run.actions,
        },
      };
    },
  });

  registry.register({
    name: 'list-sweep-targets',
    title: 'List the targets of a sweep',
    description: `
Modules of a sweep in the order of the rollout, with their status, the address of their change and why they failed. Filter by status to find those that need somebody.`,
    attributes: READS,
    schema: {
      input: z =>
        z
          .object({
            runId: idOfSweep(z),
            status: z.array(z.enum(TARGET_STATUSES)).optional(),
            q: z.string().optional().describe('Part of title or repository'),
            cursor: z.string().optional(),
            limit: z.number().int().min(1).max(100).default(50),
          })
          .strict(),
      output: z =>
        z.object({
          items: z.array(
            z.object({
              id: z.string(),
              entityRef: z.string(),
              title: z.string(),
              owner: z.string().optional(),
              status: z.string(),
              problems: z.array(z.string()),
              changeUrl: z.string().optional(),
              failure: z.string().optional(),
            }),
          ),
          nextCursor: z.string().optional(),
          totalItems: z.number(),
        }),
    },
    action: async ({ input: { runId, ...query }, credentials }) => {
      const page = await call('listTargets', credentials, {
        params: { runId },
        query,
      });
      return {
        output: {
          ...page,
          items: page.items.map(({ problems, change, failure, ...target }) => ({
            ...target,
            problems: problems.map(({ message }) => message),
            changeUrl: change?.url,
            failure: failure?.message,
          })),
        },
      };
    },
  });

  registry.register({
    name: 'get-sweep-report',
    title: 'Get the report of a sweep',
    description: `What a sweep has done so far, as Markdown: counts, failures, what is left to do. It tells of ${REPORT_MODULES} modules one by one, those with something left to do first; list-sweep-targets has all.`,
    attributes: READS,
    schema: {
      input: z => z.object({ runId: idOfSweep(z) }).strict(),
      output: z => z.object({ markdown: z.string() }),
    },
    action: async ({ input, credentials }) => {
      const report = await call('getReport', credentials, { params: input });
      return {
        output: {
          markdown: reportMarkdown(report, { mostModules: REPORT_MODULES }),
        },
      };
    },
  });

  registry.register({
    name: 'preview-sweep',
    title: 'Preview a sweep',
    description: `
Checks the manifest of a sweep and tells which modules of the catalog it would touch, whose they are and in which batches they would go. Nothing is started. Mistakes come back with the field, what was found and what is accepted.`,
    attributes: READS,
    visibilityPermission: orchestratorRunCreatePermission,
    schema: {
      input: z => z.object({ manifest: manifest(z) }).strict(),
      output: z =>
        z.object({
          targets: z.number(),
          problems: z.number().describe('Targets that something is wrong with'),
          sample: z
            .array(
              z.object({
                entityRef: z.string(),
                owner: z.string().optional(),
                problems: z.array(z.string()),
              }),
            )
            .describe('The first targets'),
          owners: z.array(z.object({ owner: z.string(), targets: z.number() })),
          batches: z.array(z.object({ name: z.string(), size: z.number() })),
        }),
    },
    action: async ({ input, credentials }) => {
      const preview = await call('previewTargets', credentials, {
        body: input,
      });
      return {
        output: {
          ...preview,
          sample: preview.sample.map(({ entityRef, owner, problems }) => ({
            ...{ entityRef, owner },
            problems: problems.map(({ message }) => message),
          })),
        },
      };
    },
  });

  registry.register({
    name: 'start-sweep-dry-run',
    title: 'Start the dry run of a sweep',
    description: `
Makes a sweep from a manifest and computes the diff of every target. Nothing is written to a repository before somebody starts the sweep (start-sweep). Preview it first. A second call with the same idempotencyKey answers with the sweep that the first one made.`,
    attributes: { ...RECORDS, idempotent: true },
    visibilityPermission: orchestratorRunCreatePermission,
    schema: {
      input: z =>
        z
          .object({
            manifest: manifest(z),
            idempotencyKey: z
              .string()
              .max(200)
              .describe('A name of your own for this attempt'),
          })
          .strict(),
      output: sweepOutput,
    },
    action: async ({ input, credentials }) => ({
      output: describeSweep(
        await call('createRun', credentials, {
          body: { ...input, dryRun: true },
        }),
      ),
    }),
  });
}
