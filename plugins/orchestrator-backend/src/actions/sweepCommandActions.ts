import { ACTS, RECORDS, idOfSweep, type ActionTools } from './ActionTools';
import { describeSweep, sweepOutput } from './sweepActions';

/** Steering sweeps. */
export function registerSweepCommandActions({
  registry,
  call,
}: ActionTools): void {
  registry.register({
    name: 'start-sweep',
    title: 'Start a sweep',
    description: `
Opens the changes of the canaries of a sweep whose dry run is done; the batches after them follow by its manifest. This writes to repositories. Look at its diffs first, and have a person's word for it.`,
    attributes: ACTS,
    schema: {
      input: z => z.object({ runId: idOfSweep(z) }).strict(),
      output: sweepOutput,
    },
    action: async ({ input, credentials }) => ({
      output: describeSweep(
        await call('startRun', credentials, { params: input }),
      ),
    }),
  });

  registry.register({
    name: 'pause-sweep',
    title: 'Pause a sweep',
    description:
      'Starts nothing more of a sweep until it is resumed. What is under way ends by itself; open changes stay.',
    attributes: { ...RECORDS, idempotent: true },
    schema: {
      input: z =>
        z.object({ runId: idOfSweep(z), reason: z.string() }).strict(),
      output: sweepOutput,
    },
    action: async ({ input: { runId, reason }, credentials }) => ({
      output: describeSweep(
        await call('pauseRun', credentials, {
          params: { runId },
          body: { reason },
        }),
      ),
    }),
  });

  registry.register({
    name: 'resume-sweep',
    title: 'Resume a sweep',
    description:
      'Goes on with a paused sweep: more changes are opened, and the failures so far are accepted.',
    attributes: ACTS,
    schema: {
      input: z => z.object({ runId: idOfSweep(z) }).strict(),
      output: sweepOutput,
    },
    action: async ({ input, credentials }) => ({
      output: describeSweep(
        await call('resumeRun', credentials, { params: input }),
      ),
    }),
  });

  registry.register({
    name: 'sign-sweep-approval',
    title: 'Sign an approval of a sweep',
    description: `
Approves or rejects an open approval of a sweep in the caller's name. evidenceDigest is that of the approval in get-sweep: it says what was looked at, and another one by now is refused. An approval lets the sweep go on to write to repositories.`,
    attributes: ACTS,
    schema: {
      input: z =>
        z
          .object({
            runId: idOfSweep(z),
            approvalId: z.string(),
            decision: z.enum(['approved', 'rejected']),
            evidenceDigest: z.string(),
            comment: z.string().max(2000).optional(),
          })
          .strict(),
      output: sweepOutput,
    },
    action: async ({ input: { runId, approvalId, ...body }, credentials }) => ({
      output: describeSweep(
        await call('decideApproval', credentials, {
          params: { runId, approvalId },
          body,
        }),
      ),
    }),
  });
}
