import { z } from 'zod/v4';
import { durationSchema } from '../manifest/common';
import { RUN_STATUSES, TARGET_STATUSES } from '../model';
import { flagRoutes } from './flagRoutes';
import { list, page, paging, reason } from './parts';
import { pacingStateSchema } from './pacingSchemas';
import { defineRoute } from './route';
import { RUN_FILE_TYPE, runFileSchema } from './runFile';
import * as s from './schemas';
import { trainRoutes } from './trainRoutes';
import { entityTrainSchema, trainSummarySchema } from './trainSchemas';

const runId = z.string().describe('Id of the run');
const targetId = z.string().describe('Id of the target, unique in its run');
const changeId = z.string().describe('Id of a change on the local code host');
const headCommit = z
  .string()
  .optional()
  .describe('Newest commit that was looked at; another one now is refused');
const selection = z.object({
  targets: z
    .array(z.string())
    .min(1)
    .max(1000)
    .optional()
    .describe('Ids of targets; absent means all that it can apply to'),
});
const accepted = s.runSummarySchema;

/**
 * Every route of the HTTP API below `/api/orchestrator`: the server registers and validates by this table,
 * the client is typed by it, and the OpenAPI document is generated from it.
 *
 * @public
 */
export const routes = {
  listRuns: defineRoute({
    method: 'get',
    path: '/runs',
    summary: 'Runs, newest first',
    tag: 'runs',
    query: z.object({
      status: list(z.enum(RUN_STATUSES)),
      owner: list(z.string()),
      entity: z
        .string()
        .optional()
        .describe('Entity that is a target of the run'),
      label: list(z.string().describe('key=value')),
      mine: z
        .stringbool()
        .optional()
        .describe('Runs that the caller owns, by any of their groups'),
      archived: z
        .stringbool()
        .optional()
        .describe('Only runs in the archive; false: only those outside of it'),
      q: z.string().max(200).optional().describe('Part of the name or title'),
      ...paging,
    }),
    response: page(s.runSummarySchema),
  }),
  createRun: defineRoute({
    method: 'post',
    path: '/runs',
    summary:
      'Start a run from a manifest: its targets are planned, nothing is changed',
    tag: 'runs',
    status: 201,
    body: z.object({
      manifest: z
        .union([z.string(), z.record(z.string(), s.jsonValueSchema)])
        .describe('YAML or JSON text, or an object'),
      dryRun: z
        .boolean()
        .default(true)
        .describe('Do the dry run as soon as the targets are known'),
      idempotencyKey: z
        .string()
        .max(200)
        .optional()
        .describe(
          "A second call with the same key answers with the first one's run",
        ),
    }),
    response: s.runSummarySchema,
  }),
  validateManifest: defineRoute({
    method: 'post',
    path: '/manifests/validate',
    summary: 'Check a manifest',
    tag: 'runs',
    body: z.object({
      manifest: z.union([z.string(), z.record(z.string(), s.jsonValueSchema)]),
    }),
    response: z.object({
      valid: z.boolean(),
      issues: z.array(s.manifestIssueSchema),
      manifest: s.jsonValueSchema.optional(),
    }),
  }),
  previewTargets: defineRoute({
    method: 'post',
    path: '/manifests/preview',
    summary: 'What a manifest would touch',
    tag: 'runs',
    body: z.object({
      manifest: z.union([z.string(), z.record(z.string(), s.jsonValueSchema)]),
    }),
    response: s.previewSchema,
  }),
  forecastManifest: defineRoute({
    method: 'post',
    path: '/manifests/forecast',
    summary: 'When a sweep would do what, if it were started now',
    tag: 'runs',
    body: z.object({
      manifest: z.union([z.string(), z.record(z.string(), s.jsonValueSchema)]),
    }),
    response: z.object({
      targets: z.number().int().describe('Targets without a problem'),
      forecast: s.forecastSchema,
    }),
  }),
  getRun: defineRoute({
    method: 'get',
    path: '/runs/:runId',
    summary: 'A run',
    tag: 'runs',
    params: z.object({ runId }),
    response: s.runDetailSchema,
  }),
  exportRun: defineRoute({
    method: 'get',
    path: '/runs/:runId/export',
    summary: 'A run, a sweep or a train, as one file: its events and artifacts',
    tag: 'runs',
    params: z.object({ runId }),
    response: runFileSchema,
    responseType: RUN_FILE_TYPE,
  }),
  importRun: defineRoute({
    method: 'post',
    path: '/runs/import',
    summary: 'Take a run in from a file, as history that can be read',
    tag: 'operations',
    status: 201,
    body: runFileSchema,
    bodyType: RUN_FILE_TYPE,
    response: z.union([s.runSummarySchema, trainSummarySchema]),
  }),
  dryRun: defineRoute({
    method: 'post',
    path: '/runs/:runId/dry-run',
    summary:
      'Make the diff of every target; nothing is written to a repository',
    tag: 'commands',
    params: z.object({ runId }),
    response: accepted,
  }),
  startRun: defineRoute({
    method: 'post',
    path: '/runs/:runId/start',
    summary: 'Open the changes of the canaries',
    tag: 'commands',
    params: z.object({ runId }),
    response: accepted,
  }),
  pauseRun: defineRoute({
    method: 'post',
    path: '/runs/:runId/pause',
    summary: 'Start nothing more until resumed',
    tag: 'commands',
    params: z.object({ runId }),
    body: z.object({ reason }),
    response: accepted,
  }),
  resumeRun: defineRoute({
    method: 'post',
    path: '/runs/:runId/resume',
    summary: 'Go on; failures so far are accepted',
    tag: 'commands',
    params: z.object({ runId }),
    response: accepted,
  }),
  overrideWindow: defineRoute({
    method: 'post',
    path: '/runs/:runId/override-window',
    summary: 'Pass closed windows until the override expires',
    tag: 'commands',
    params: z.object({ runId }),
    body: z.object({
      reason,
      expiresAfter: durationSchema
        .default('4h')
        .describe('How long it counts, a duration of at most 7d'),
    }),
    response: accepted,
  }),
  cancelRun: defineRoute({
    method: 'post',
    path: '/runs/:runId/cancel',
    summary: 'Start nothing more, for good; open changes stay',
    tag: 'commands',
    params: z.object({ runId }),
    body: z.object({ reason }),
    response: accepted,
  }),
  decideApproval: defineRoute({
    method: 'post',
    path: '/runs/:runId/approvals/:approvalId',
    summary: 'Sign an approval',
    tag: 'commands',
    params: z.object({ runId, approvalId: z.string() }),
    body: z.object({
      decision: z.enum(['approved', 'rejected']),
      comment: z.string().max(2000).optional(),
      evidenceDigest: z
        .string()
        .describe(
          'Digest of what was looked at, from the approval; another one now is refused',
        ),
    }),
    response: accepted,
  }),
  withdrawSignOff: defineRoute({
    method: 'delete',
    path: '/runs/:runId/approvals/:approvalId',
    summary: "Withdraw one's own sign-off while the approval is open",
    tag: 'commands',
    params: z.object({ runId, approvalId: z.string() }),
    response: accepted,
  }),
  retryTargets: defineRoute({
    method: 'post',
    path: '/runs/:runId/retry',
    summary: 'Try failed targets again',
    tag: 'commands',
    params: z.object({ runId }),
    body: selection,
    response: accepted,
  }),
  skipTargets: defineRoute({
    method: 'post',
    path: '/runs/:runId/skip',
    summary: 'Leave targets out',
    tag: 'commands',
    params: z.object({ runId }),
    body: selection.required().extend({ reason }),
    response: accepted,
  }),
  acceptDiffs: defineRoute({
    method: 'post',
    path: '/runs/:runId/accept-diffs',
    summary: 'Accept diffs that changed because the base moved',
    tag: 'commands',
    params: z.object({ runId }),
    body: selection,
    response: accepted,
  }),
  rollback: defineRoute({
    method: 'post',
    path: '/runs/:runId/rollback',
    summary:
      'Close open changes, delete their branches, open revert changes for merged ones',
    tag: 'commands',
    params: z.object({ runId }),
    body: selection.extend({ reason }),
    response: accepted,
  }),
  listTargets: defineRoute({
    method: 'get',
    path: '/runs/:runId/targets',
    summary: 'Targets of a run, in the order of the rollout',
    tag: 'targets',
    params: z.object({ runId }),
    query: z.object({
      status: list(z.enum(TARGET_STATUSES)),
      owner: list(z.string()),
      batch: z.coerce.number().int().optional(),
      failure: list(z.string().describe('Code of the failure')),
      q: z
        .string()
        .max(200)
        .optional()
        .describe('Part of the title, the entity or the repository'),
      ...paging,
    }),
    response: page(s.targetSummarySchema),
  }),
  getTargetFacets: defineRoute({
    method: 'get',
    path: '/runs/:runId/target-facets',
    summary: 'Owners and failures of the targets of a run, to filter them by',
    tag: 'targets',
    params: z.object({ runId }),
    response: s.targetFacetsSchema,
  }),
  getTarget: defineRoute({
    method: 'get',
    path: '/runs/:runId/targets/:targetId',
    summary: 'A target with its attempts and gates',
    tag: 'targets',
    params: z.object({ runId, targetId }),
    response: s.targetDetailSchema,
  }),
  getRolloutPlan: defineRoute({
    method: 'get',
    path: '/runs/:runId/rollout-plan',
    summary:
      'Batches that the start would make now, of the targets that have a diff',
    tag: 'runs',
    params: z.object({ runId }),
    response: s.rolloutPlanSchema,
  }),
  getForecast: defineRoute({
    method: 'get',
    path: '/runs/:runId/forecast',
    summary: 'When a run does what, from how earlier runs went',
    tag: 'runs',
    params: z.object({ runId }),
    response: z.object({
      forecast: s.forecastSchema
        .optional()
        .describe('Absent where nothing is foreseen, as after the end'),
    }),
  }),
  listEvents: defineRoute({
    method: 'get',
    path: '/runs/:runId/events',
    summary: 'Event log of a run',
    tag: 'runs',
    params: z.object({ runId }),
    query: z.object({
      targetId: targetId.optional(),
      type: list(z.string()),
      order: z.enum(['asc', 'desc']).default('desc'),
      ...paging,
    }),
    response: page(s.eventSchema),
  }),
  listDiffs: defineRoute({
    method: 'get',
    path: '/runs/:runId/diffs',
    summary: 'Diffs of a run, canaries first, identical ones folded into one',
    tag: 'targets',
    params: z.object({ runId }),
    query: z.object(paging),
    response: page(s.diffGroupSchema),
  }),
  getArtifact: defineRoute({
    method: 'get',
    path: '/runs/:runId/artifacts/:digest',
    summary: 'A log, a diff or an output of a run, as text',
    tag: 'targets',
    params: z.object({ runId, digest: z.string() }),
    response: z.string(),
    responseType: 'text/plain',
  }),
  getReport: defineRoute({
    method: 'get',
    path: '/runs/:runId/report',
    summary: 'Report of a run',
    tag: 'runs',
    params: z.object({ runId }),
    response: s.reportSchema,
  }),
  getReportMarkdown: defineRoute({
    method: 'get',
    path: '/runs/:runId/report.md',
    summary: 'Report of a run as Markdown',
    tag: 'runs',
    params: z.object({ runId }),
    response: z.string(),
    responseType: 'text/markdown',
  }),
  getReportCsv: defineRoute({
    method: 'get',
    path: '/runs/:runId/report.csv',
    summary: 'Report of a run as CSV, a line per target',
    tag: 'runs',
    params: z.object({ runId }),
    response: z.string(),
    responseType: 'text/csv',
  }),
  getInbox: defineRoute({
    method: 'get',
    path: '/inbox',
    summary: 'What waits for the caller',
    tag: 'inbox',
    query: z.object(paging),
    response: page(s.inboxItemSchema),
  }),
  getEntitySummary: defineRoute({
    method: 'get',
    path: '/entities/:kind/:namespace/:name',
    summary: 'What happens to an entity: its targets in all runs, newest first',
    tag: 'entities',
    params: z.object({
      kind: z.string(),
      namespace: z.string(),
      name: z.string(),
    }),
    query: z.object(paging),
    response: z.object({
      openChanges: z.number().int(),
      waitingForOwner: z.number().int(),
      runsInProgress: z.number().int(),
      archivedRuns: z
        .number()
        .int()
        .describe('Runs in the archive that touched it; not among the items'),
      trains: z
        .array(entityTrainSchema)
        .describe('Trains under way that release it, the next departure first'),
      items: z.array(
        z.object({ run: s.runSummarySchema, target: s.targetSummarySchema }),
      ),
      nextCursor: z.string().optional(),
      totalItems: z.number().int(),
    }),
  }),
  getLocalChange: defineRoute({
    method: 'get',
    path: '/changes/:changeId',
    summary: 'A change on the local code host',
    tag: 'local code host',
    params: z.object({ changeId }),
    response: s.localChangeSchema,
  }),
  getLocalChangeDiff: defineRoute({
    method: 'get',
    path: '/changes/:changeId/diff',
    summary: "Its diff, in git's unified format",
    tag: 'local code host',
    params: z.object({ changeId }),
    response: z.string(),
    responseType: 'text/plain',
  }),
  reviewLocalChange: defineRoute({
    method: 'post',
    path: '/changes/:changeId/reviews',
    summary: 'Approve, request changes or comment',
    tag: 'local code host',
    params: z.object({ changeId }),
    body: z.object({
      verdict: z.enum(['approved', 'changesRequested', 'comment']),
      text: z.string().max(10000).optional(),
      headCommit,
    }),
    response: s.localChangeSchema,
  }),
  markLocalChangeReady: defineRoute({
    method: 'post',
    path: '/changes/:changeId/ready',
    summary: 'End a draft: it is ready for review; one that is ready stays so',
    tag: 'local code host',
    params: z.object({ changeId }),
    response: s.localChangeSchema,
  }),
  mergeLocalChange: defineRoute({
    method: 'post',
    path: '/changes/:changeId/merge',
    summary: 'Merge',
    tag: 'local code host',
    params: z.object({ changeId }),
    body: z.object({ headCommit }),
    response: s.localChangeSchema,
  }),
  closeLocalChange: defineRoute({
    method: 'post',
    path: '/changes/:changeId/close',
    summary: 'Close without merging',
    tag: 'local code host',
    params: z.object({ changeId }),
    body: z.object({ reason: reason.optional() }),
    response: s.localChangeSchema,
  }),
  reopenLocalChange: defineRoute({
    method: 'post',
    path: '/changes/:changeId/reopen',
    summary: 'Open a closed change again',
    tag: 'local code host',
    params: z.object({ changeId }),
    response: s.localChangeSchema,
  }),
  getWork: defineRoute({
    method: 'get',
    path: '/work',
    summary: 'Workers of all replicas, queues, outbox and timers',
    tag: 'operations',
    response: s.workStatsSchema,
  }),
  getPacing: defineRoute({
    method: 'get',
    path: '/pacing',
    summary:
      'Rate limits with what is left of them, and code hosts that are asleep or busy',
    tag: 'operations',
    response: pacingStateSchema,
  }),
  listDeadLetters: defineRoute({
    method: 'get',
    path: '/dead-letters',
    summary:
      'Targets that failed for good, of all runs that the caller may see, newest first',
    tag: 'operations',
    query: z.object({
      class: list(s.failureSchema.shape.class),
      code: list(z.string()),
      run: list(z.string().describe('Id of a run')),
      owner: list(z.string().describe('Owner of the target')),
      ...paging,
    }),
    response: z.object({
      items: z.array(s.deadLetterSchema),
      groups: z
        .array(s.deadLetterGroupSchema)
        .describe('All that fit the filters, by failure, most frequent first'),
      nextCursor: z.string().optional(),
      totalItems: z.number().int(),
    }),
  }),
  listTrainDeadLetters: defineRoute({
    method: 'get',
    path: '/dead-letters/trains',
    summary:
      'Steps and messages that failed for good, of all trains under way that the caller may see, newest first',
    tag: 'operations',
    response: z.object({
      items: z.array(s.trainDeadLetterSchema),
      totalItems: z
        .number()
        .int()
        .describe('With those that are too many to be listed'),
    }),
  }),
  commandDeadLetters: defineRoute({
    method: 'post',
    path: '/dead-letters/commands',
    summary:
      'Retry, skip or roll back dead letters of several runs: within one run all of them or none',
    tag: 'operations',
    body: z.object({
      action: z.enum(['retry', 'skip', 'rollback']),
      targets: z.array(z.object({ runId, targetId })).min(1).max(1000),
      reason,
    }),
    response: z.object({ runs: z.array(s.deadLetterResultSchema) }),
  }),
  listGivenUp: defineRoute({
    method: 'get',
    path: '/outbox/given-up',
    summary:
      'Events for webhooks and notices to people that nobody has taken in time, newest first',
    tag: 'operations',
    response: z.object({
      items: z.array(s.givenUpMessageSchema),
      totalItems: z
        .number()
        .int()
        .describe('With those that are too many to be listed'),
    }),
  }),
  sendGivenUpAgain: defineRoute({
    method: 'post',
    path: '/outbox/given-up/send-again',
    summary: 'Send messages again that were given up',
    tag: 'operations',
    body: s.givenUpChoiceSchema,
    response: z.object({ count: z.number().int() }),
  }),
  dropGivenUp: defineRoute({
    method: 'post',
    path: '/outbox/given-up/drop',
    summary: 'Forget messages that were given up',
    tag: 'operations',
    body: s.givenUpChoiceSchema,
    response: z.object({ count: z.number().int() }),
  }),
  ...trainRoutes,
  ...flagRoutes,
} as const;

/** @public */
export type Routes = typeof routes;
/** @public */
export type OperationId = keyof Routes;
