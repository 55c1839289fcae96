import {
  gateIsUsed,
  leftBehind,
  type GateCommand,
  type ProductCommand,
  type TrainCommand,
  type TrainState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import {
  onCriterion,
  onGate,
  onProduct,
  onTrain,
  refreshed,
  type Act,
  type ActContext,
  type Cell,
  type OnCriterion,
} from './acts/Act';
import { checksAre } from './acts/evidence';
import { ANA, CARL, PIPELINE, refsOf, SIGNERS } from './people';

const REASON = 'go on';
const WAIVED_MS = 9 * 60_000;

/** What a train waits for now, of whoever it waits for: without any of it, it would stand still. */
export function dutiesOf(context: ActContext): Act[] {
  return [
    ...trainDuties(context).map(
      (command): Act =>
        now =>
          onTrain(now, command),
    ),
    ...criterionDuties(context),
    ...gateDuties(context),
    ...stepDuties(context),
  ];
}

function trainDuties({ view }: ActContext): TrainCommand[] {
  const { train, wave } = view;
  const by = ANA;
  const isBefore = train.departedAt === undefined;
  return [
    ...(train.pause ? [{ type: 'resume' as const, by }] : []),
    ...(isBefore
      ? train.passengers
          .filter(({ standing }) => standing === 'aboard')
          .map(({ id }) => ({
            type: 'grantException' as const,
            product: id,
            milestone: 'freeze',
            by,
            ownershipRefs: refsOf(by, train),
            reason: REASON,
          }))
      : []),
    ...(isBefore ? rehearsals(view) : []),
    ...train.communications.flatMap(
      ({ id, status, digest }): TrainCommand[] => [
        ...(status === 'draft'
          ? [
              {
                type: 'approveCommunication' as const,
                id,
                by: SIGNERS[0],
                ownershipRefs: refsOf(SIGNERS[0], train),
                digest,
              },
            ]
          : []),
        ...(status === 'failed'
          ? [{ type: 'retryCommunication' as const, id, by, reason: REASON }]
          : []),
      ],
    ),
    ...(isBefore ? [{ type: 'depart' as const, by }] : []),
    ...(nobodyIsAsked(view)
      ? [{ type: 'cancel' as const, by, reason: REASON }]
      : []),
    ...(nobodyIsAsked(view) || mayNotGoOn(train)
      ? [{ type: 'stopHere' as const, by, reason: REASON }]
      : []),
    ...(['halted', 'rolledBack'].includes(wave.status) && !train.rollback
      ? [{ type: 'resumeWave' as const, by, reason: REASON }]
      : []),
    ...(wave.status === 'awaitingVerdict'
      ? [
          {
            type: 'giveVerdict' as const,
            wave: wave.id,
            decision: 'proceed' as const,
            by,
            reason: REASON,
          },
        ]
      : []),
    ...(train.phase === 'closing' ? closing(view) : []),
  ];
}

/** A gate that asks nothing of who is left aboard can't be a GO. */
function nobodyIsAsked({ train, board }: ActContext['view']): boolean {
  return (
    train.passengers.every(({ standing }) => standing === 'left') ||
    board.some(
      ({ gate, parts }) =>
        parts.length === 0 && !gateIsUsed(train, gate.before),
    )
  );
}

/** A wave was taken back as a whole, and no later one goes on without it; or nothing is left of what goes on. */
function mayNotGoOn(train: TrainState): boolean {
  const { waves, currentWave = 0 } = train;
  const index =
    waves[currentWave]?.status === 'done' ? currentWave + 1 : currentWave;
  const next = waves[index];
  return (
    waves.slice(0, index).some(({ status }) => status === 'rolledBack') ||
    (next !== undefined &&
      next.products.length > 0 &&
      leftBehind(train, next).length === next.products.length)
  );
}

/** A rehearsal that went well, of what is released now, and not too long ago. */
function rehearsals({
  train,
  products,
  cells,
}: ActContext['view']): TrainCommand[] {
  const known = train.rehearsals.find(({ id }) => id === 'staging');
  const isGood =
    known?.status === 'passed' &&
    known.rollback &&
    !cells.some(
      ({ cell }) => cell.kind === 'rehearsal' && cell.status === 'expired',
    ) &&
    [...products.values()].every(
      ({ id, release }) => known.releases[id] === release,
    );
  if (isGood) {
    return [];
  }
  const finish: TrainCommand = {
    type: 'finishRehearsal',
    rehearsal: 'staging',
    result: 'passed',
    by: ANA,
    notes: 'Went well',
    evidence: [],
    rollback: true,
  };
  return known?.status === 'running'
    ? [finish]
    : [{ type: 'startRehearsal', rehearsal: 'staging', by: ANA }, finish];
}

function closing({ train }: ActContext['view']): TrainCommand[] {
  const by = ANA;
  return [
    ...train.incidents
      .filter(({ resolvedAt }) => resolvedAt === undefined)
      .map(({ id }) => ({
        type: 'resolveIncident' as const,
        id,
        by,
        resolution: 'Gone',
      })),
    ...train.manifest.spec.success.map(({ id }) => ({
      type: 'recordSuccess' as const,
      id,
      note: 'Later',
      by,
    })),
    { type: 'recordPostMortem', by, url: 'https://docs.example.com' },
    // What waits for a wave that is not done never goes out.
    ...train.manifest.spec.communications
      .filter(({ wave }) =>
        train.waves.some(({ id, status }) => id === wave && status !== 'done'),
      )
      .map(({ id }) => ({
        type: 'cancelCommunication' as const,
        id,
        by,
        reason: REASON,
      })),
    { type: 'close', by },
  ];
}

function criterionDuties({ view }: ActContext): Act[] {
  return view.cells
    .filter(({ cell }) => cell.blocks)
    .flatMap(place => {
      const { cell, subjectDigest } = place;
      const on =
        (command: OnCriterion): Act =>
        now =>
          onCriterion(now, place, command);
      if (cell.kind === 'ci') {
        const result = checksAre('pass', Date.parse(view.now));
        return [on({ type: 'record', result, by: PIPELINE })];
      }
      if (cell.kind === 'checklist') {
        // What nobody owns is ticked by who owns the train.
        return [CARL, ANA].map(by =>
          on({
            type: 'tick',
            item: 'docs',
            done: true,
            note: 'Seen',
            evidence: [],
            by,
            ownershipRefs: refsOf(by, view.train),
          }),
        );
      }
      if (cell.kind === 'signOff') {
        return SIGNERS.map(by =>
          on({
            type: 'signCriterion',
            decision: 'approved',
            evidenceDigest: subjectDigest,
            by,
            ownershipRefs: refsOf(by, view.train),
          }),
        );
      }
      if (cell.kind === 'communications' || cell.kind === 'rehearsal') {
        return isOutOfReach(view, cell.kind) ? [on(waiver(view.now))] : [];
      }
      return [
        on({
          type: 'giveVerdict',
          status: 'pass',
          reason: REASON,
          by: ANA,
        }),
        ...(['analysis', 'onCall'].includes(cell.kind)
          ? [lookedAtAgain(place)]
          : []),
      ];
    });
}

/** What somebody has cancelled is never approved, and a train that has departed rehearses no more. */
function isOutOfReach(
  { train }: ActContext['view'],
  kind: 'communications' | 'rehearsal',
): boolean {
  return kind === 'rehearsal'
    ? train.departedAt !== undefined
    : train.communications.some(({ status }) => status === 'cancelled');
}

function waiver(now: string): OnCriterion {
  return {
    type: 'waive',
    reason: REASON,
    expiresAt: new Date(Date.parse(now) + WAIVED_MS).toISOString(),
    by: ANA,
  };
}

function lookedAtAgain(place: Cell): Act {
  return now =>
    ['fail', 'inconclusive', 'error', 'aborted', 'expired'].includes(
      place.cell.status,
    )
      ? refreshed(now, place)
      : undefined;
}

function gateDuties({ view }: ActContext): Act[] {
  const { train } = view;
  return view.board.flatMap(({ gate, state, standing }): Act[] => {
    const on =
      (command: GateCommand): Act =>
      now =>
        onGate(now, gate.id, command);
    if (state.status === 'noGo') {
      return [on({ type: 'reopen', by: ANA, reason: REASON })];
    }
    if (state.status !== 'open' || !standing.complete) {
      return [];
    }
    return SIGNERS.map(by =>
      on({
        type: 'sign',
        decision: 'approved',
        evidenceDigest: standing.digest,
        by,
        ownershipRefs: refsOf(by, train),
      }),
    );
  });
}

/** A step that failed was done by hand; a manual one is done. */
function stepDuties({ view }: ActContext): Act[] {
  return view.steps.flatMap(({ product, wave, step }): Act[] => {
    const on =
      (command: ProductCommand): Act =>
      now =>
        onProduct(now, product, command);
    if (step.status === 'failed') {
      return [on({ type: 'settleStep', wave, by: CARL, note: REASON })];
    }
    return step.runbook
      ? step.runbook.steps.map(runbookStep =>
          on({
            type: 'tickRunbook',
            wave,
            step: step.id,
            runbookStep,
            result: 'done',
            by: CARL,
            onCall: [],
          }),
        )
      : [
          on({
            type: 'finishManualStep',
            wave,
            step: step.id,
            result: 'done',
            by: CARL,
            note: REASON,
          }),
        ];
  });
}
