import { READS, type ActionTools } from './ActionTools';

/** What waits for somebody. */
export function registerInboxActions({ registry, call }: ActionTools): void {
  registry.register({
    name: 'get-inbox',
    title: 'Get my orchestrator inbox',
    description: `
Everything that sweeps and release trains wait for from the person who asks: approvals and gates to sign, checklist items to tick, verdicts on metrics, readiness to confirm, messages to approve, steps to do by hand, follow-ups, failed targets.
An item of a train names its train, gate, criterion and product, and the digest that a signature must carry. Look at the evidence (get-train-gates) before you sign anything.`,
    attributes: READS,
    schema: {
      input: z => z.object({}).strict(),
      output: z =>
        z.object({
          sweeps: z.array(
            z.object({
              kind: z.string(),
              runId: z.string(),
              runTitle: z.string(),
              targetId: z.string().optional(),
              approvalId: z.string().optional(),
              question: z.string(),
              evidence: z.string(),
              since: z.string(),
            }),
          ),
          moreSweepItems: z
            .number()
            .describe('How many items of sweeps are left out here'),
          trains: z.array(
            z.object({
              kind: z.string(),
              train: z.string(),
              trainTitle: z.string(),
              question: z.string(),
              summary: z.string(),
              since: z.string(),
              until: z.string().optional(),
              gate: z.string().optional(),
              criterion: z.string().optional(),
              product: z.string().optional(),
              wave: z.string().optional(),
              subject: z.string().optional(),
              digest: z.string().optional(),
            }),
          ),
        }),
    },
    action: async ({ credentials }) => {
      const sweeps = await call('getInbox', credentials, {});
      const trains = await call('getTrainInbox', credentials, {});
      return {
        output: {
          sweeps: sweeps.items,
          moreSweepItems: sweeps.totalItems - sweeps.items.length,
          trains: trains.items,
        },
      };
    },
  });
}
