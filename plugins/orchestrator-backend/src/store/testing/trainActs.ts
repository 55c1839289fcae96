import type {
  Failure,
  GateCommand,
  ProductCommand,
  TrainCommand,
  WorkflowReport,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { ANA, BEN, type TrainHarness } from '../../trains/testing/TrainHarness';
import type { Claim } from '../../work/WorkTransport';

const by = ANA.actor.ref;

export const EVIDENCE = [{ title: 'Run 1', url: 'https://ci.example.com/1' }];

export function requested(): WorkflowReport {
  return {
    kind: 'requested',
    workflow: {
      repository: 'https://github.com/acme/payments',
      workflow: 'deploy.yml',
      ref: 'main',
      requestedAt: '2030-03-26T09:00:00.000Z',
    },
  };
}

export function started(): WorkflowReport {
  return {
    kind: 'started',
    run: { id: '7', url: 'https://github.com/acme/payments/actions/runs/7' },
  };
}

export type Acts = ReturnType<typeof actsOn>;

/** What people, workers and the clock do to one train. */
export function actsOn(trains: TrainHarness, id: string) {
  const { service } = trains;
  const train = (command: TrainCommand) => service.command(id, command, ANA);
  const product = (name: string, command: ProductCommand) =>
    service.commandProduct(id, name, command, ANA);
  const gate = (command: GateCommand, who = ANA) =>
    service.commandGate(id, 'go', command, who);
  const claims = async (kind: string): Promise<Claim[]> => {
    await trains.transport.recover({ all: true });
    const found = await trains.claim();
    return found.filter(({ item }) => item.runId === id && item.kind === kind);
  };
  const activations = async (name: string) =>
    (await trains.queries.parts(id)).products.get(name)?.activations ?? [];
  /** Steps that a worker has; what was to be done of one that was given up is no step any more. */
  const stepsOf = async () => {
    const found = [];
    for (const claim of await claims('train.step')) {
      const { targetId = '' } = claim.item;
      for (const { wave, steps } of await activations(targetId)) {
        const step = steps.find(({ workId }) => workId === claim.item.id);
        if (step) {
          found.push({ claim, wave, step, product: targetId });
        }
      }
    }
    return found;
  };
  const report = async (
    name: string,
    wave: string,
    reports: WorkflowReport[],
  ) => {
    const step = (await activations(name))
      .find(activation => activation.wave === wave)
      ?.steps.find(({ status }) => status === 'running');
    for (const one of reports) {
      await product(name, {
        type: 'reportWorkflow',
        wave,
        step: step?.id ?? '',
        workId: step?.workId ?? '',
        report: one,
      });
    }
  };
  return {
    trains,
    id,
    train,
    product,
    gate,
    claims,
    report,
    at: (instant: string) => trains.at(instant),
    state: () => trains.train(id),
    tick: (name: string, done = true) => trains.tick(id, name, done),
    sign: () => trains.sign(id),
    async approve(communication: string) {
      const { communications } = await trains.train(id);
      const digest =
        communications.find(one => one.id === communication)?.digest ?? '';
      await train({
        type: 'approveCommunication',
        id: communication,
        by,
        ownershipRefs: [],
        digest,
      });
    },
    async send(outcome: 'sent' | 'notSent') {
      for (const claim of await claims('train.send')) {
        const workId = claim.item.id;
        const { communications } = await trains.train(id);
        const communication =
          communications.find(one => one.workId === workId)?.id ?? '';
        await service.handOver(id, { id: communication, workId }, ANA);
        await service.completeSending(
          claim,
          { type: 'reportSending', id: communication, workId, outcome },
          ANA,
        );
      }
    },
    async signCriterion(criterion: string) {
      const [board] = await trains.board(id);
      const part = board.parts.find(({ cells }) =>
        cells.some(cell => cell.criterion === criterion),
      );
      await gate(
        {
          type: 'signCriterion',
          gate: 'go',
          criterion,
          decision: 'approved',
          comment: 'Fine',
          evidenceDigest: part?.subjectDigest ?? '',
          by: BEN.actor.ref,
          ownershipRefs: [BEN.actor.ref],
        },
        BEN,
      );
    },
    assess: (
      wave: string,
      stage: 'during' | 'after',
      phase: 'Inconclusive' | 'Successful',
    ) =>
      train({
        type: 'recordAnalysis',
        wave,
        stage,
        phase,
        message: `It is ${phase}`,
        metrics: { [stage === 'during' ? 'errors' : 'orders']: phase },
        judged: [],
        evidence: EVIDENCE,
      }),
    /** Does the steps that workers do, but those of workflows, until nothing is to be done; some products' fail. */
    async work(failing: Record<string, Failure> = {}) {
      for (;;) {
        const steps = (await stepsOf()).filter(
          ({ step, product: name }) =>
            step.kind !== 'workflow' || name in failing,
        );
        if (steps.length === 0) {
          return;
        }
        for (const { claim, wave, step, product: name } of steps) {
          await service.completeStep(
            claim,
            {
              type: 'completeStep',
              wave,
              step: step.id,
              workId: claim.item.id,
              outcome:
                name in failing
                  ? { type: 'failed', failure: failing[name] }
                  : { type: 'done' },
            },
            ANA,
          );
        }
        if (steps.some(({ product: name }) => name in failing)) {
          return;
        }
      }
    },
    /** A workflow that is refused, then runs to its end. */
    async workflow(name: string, wave: string) {
      await report(name, wave, [
        requested(),
        { kind: 'refused' },
        requested(),
        started(),
        { kind: 'ended', conclusion: 'success' },
      ]);
      for (const { claim, step, product: found } of await stepsOf()) {
        if (found === name) {
          await service.completeStep(
            claim,
            {
              type: 'completeStep',
              wave,
              step: step.id,
              workId: claim.item.id,
              outcome: { type: 'done' },
            },
            ANA,
          );
        }
      }
    },
  };
}
