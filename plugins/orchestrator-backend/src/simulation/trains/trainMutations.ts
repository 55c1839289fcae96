import {
  TrainFold,
  trainStreamOf,
  type GateEvent,
  type ProductEvent,
  type ProductState,
  type TrainEvent,
  type TrainState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { StreamAppend } from '../../store/EventLog';
import {
  but,
  eventLost,
  fenceIgnored,
  messageLost,
  timerLeft,
  timerLost,
  workLost,
} from '../recordBreaks';
import type { MemoryTrainRecords } from './MemoryTrainRecords';
import type { Delusion } from './TrainView';

/** Something that is broken on purpose, from outside of the code that is on trial. */
export interface TrainMutation {
  /** What commands read and write. */
  records?(records: MemoryTrainRecords): MemoryTrainRecords;
  /** What people see, who would find nothing to sign otherwise. */
  pages?: Delusion;
  /** Messages go out under another id each time. */
  forgetsIds?: boolean;
  /** Processes don't know the windows of the portal. */
  forgetsWindows?: boolean;
  /** Clients don't hear of the kill switch. */
  deafToKills?: boolean;
}

/** The same records, seen otherwise; what is written is what the events make of what was really there. */
function seenAs({
  train: trainAs,
  product: productAs,
  gate: gateAs,
}: Delusion): TrainMutation['records'] {
  return but<MemoryTrainRecords>(records => {
    let fold = new TrainFold('');
    return {
      loadTrain: async id => {
        const train = await records.loadTrain(id);
        if (train) {
          fold = new TrainFold(id);
          fold.restore({
            train,
            products: await records.loadProducts(id),
            gates: await records.loadGates(id),
          });
        }
        return train && { ...train, ...trainAs?.(train) };
      },
      loadProducts: async id =>
        (await records.loadProducts(id)).map(product => ({
          ...product,
          ...productAs?.(product),
        })),
      loadGates: async id =>
        (await records.loadGates(id)).map(gate => ({
          ...gate,
          ...gateAs?.(gate),
        })),
      append: appends => {
        // A new train was never loaded.
        const [{ runId } = { runId: fold.id }] = appends;
        fold = fold.id === runId ? fold : new TrainFold(runId);
        applyTo(fold, appends);
        return records.append(appends);
      },
      saveTrain: () => records.saveTrain(fold.train),
      saveProducts: states =>
        records.saveProducts(
          states.flatMap(({ id }) => fold.products.get(id) ?? []),
        ),
      saveGates: states =>
        records.saveGates(states.flatMap(({ id }) => fold.gates.get(id) ?? [])),
    };
  });
}

function applyTo(fold: TrainFold, appends: StreamAppend[]): void {
  for (const { stream, events, cause } of appends) {
    const { kind, id } = trainStreamOf(stream);
    for (const event of events) {
      fold.apply(
        kind,
        id,
        event as TrainEvent | ProductEvent | GateEvent,
        cause.occurredAt,
      );
    }
  }
}

/** Commands and people see the same. */
function everywhere(delusion: Delusion): TrainMutation {
  return { records: seenAs(delusion), pages: delusion };
}

function forged({
  criteria,
}: Pick<ProductState, 'criteria'>): Pick<ProductState, 'criteria'> {
  return {
    criteria: Object.fromEntries(
      Object.entries(criteria).map(([key, known]) => [
        key,
        known.result
          ? { ...known, result: { ...known.result, status: 'pass' as const } }
          : known,
      ]),
    ),
  };
}

function withSpec(
  { manifest }: TrainState,
  patch: Partial<TrainState['manifest']['spec']>,
): Pick<TrainState, 'manifest'> {
  return { manifest: { ...manifest, spec: { ...manifest.spec, ...patch } } };
}

/**
 * On-purpose breaks of trains, each with the invariant that is there to find it. They show that the simulation can
 * fail, and are no part of what runs anywhere else.
 */
export const TRAIN_MUTATIONS = {
  fenceIgnored: { records: fenceIgnored },
  /** Whatever was found counts as a pass. */
  evidenceForged: everywhere({ product: forged, gate: forged }),
  /** A result never grows old. */
  evidenceNeverOld: everywhere({
    train: train =>
      withSpec(train, {
        gates: train.manifest.spec.gates.map(gate => ({
          ...gate,
          criteria: gate.criteria.map(criterion => ({
            ...criterion,
            validFor: undefined,
          })),
        })),
      }),
  }),
  /** Who has signed has signed whatever comes. */
  staleSignOffsCount: {
    records: seenAs({
      gate: ({ signOffs, evidenceDigest = '' }) => ({
        signOffs: signOffs.map(signOff => ({ ...signOff, evidenceDigest })),
      }),
    }),
  },
  /** Nobody knows who wrote it. */
  selfApproval: everywhere({ train: () => ({ authors: [] }) }),
  windowsIgnored: {
    records: seenAs({ train: train => withSpec(train, { windows: [] }) }),
  },
  operatorWindowsIgnored: { forgetsWindows: true },
  /** What is to be after the departure is taken for what may be before it. */
  departureForeseen: {
    records: seenAs({
      train: train =>
        withSpec(train, {
          communications: train.manifest.spec.communications.map(message => ({
            ...message,
            moment: 'before' as const,
          })),
        }),
    }),
  },
  deadlinesIgnored: {
    records: seenAs({
      train: ({ passengers }) => ({
        passengers: passengers.map(passenger => ({
          ...passenger,
          late: [],
          ready: [
            ...passenger.ready,
            { milestone: 'freeze', by: '', at: '', evidence: [] },
          ],
        })),
      }),
    }),
  },
  /** All products at once, there and back. */
  orderIgnored: {
    records: seenAs({
      train: ({ plan }) => ({
        plan: { ...plan, layers: [plan.layers.flat()] },
      }),
    }),
  },
  couplingForgotten: {
    records: seenAs({
      train: train => ({
        ...withSpec(train, { coupled: [] }),
        plan: { ...train.plan, edges: [] },
      }),
    }),
  },
  /** A wave counts as done once it soaks. */
  nextWaveTooEarly: {
    records: seenAs({
      train: ({ waves, currentWave }) => ({
        waves: waves.map((wave, index) =>
          index === currentWave && wave.status === 'soaking'
            ? { ...wave, status: 'done' as const }
            : wave,
        ),
      }),
    }),
  },
  haltIgnored: {
    records: seenAs({
      train: ({ waves }) => ({
        waves: waves.map(wave =>
          wave.status === 'halted'
            ? {
                ...wave,
                status: 'activating' as const,
                round: wave.round + 1,
                during: undefined,
              }
            : wave,
        ),
      }),
    }),
  },
  pauseIgnored: { records: seenAs({ train: () => ({ pause: undefined }) }) },
  /** A draft is as good as what was approved. */
  draftsAreSent: {
    records: seenAs({
      train: ({ communications }) => ({
        communications: communications.map(message =>
          message.status === 'draft'
            ? { ...message, status: 'approved' as const }
            : message,
        ),
      }),
    }),
  },
  /** Who gets a message twice can't tell. */
  idsForgotten: { forgetsIds: true },
  killsUnheard: { deafToKills: true },
  /** A rollback is taken for complete with the first wave. */
  rollbackTooShort: {
    records: seenAs({
      train: ({ rollback }) => ({
        rollback: rollback && {
          ...rollback,
          layers: rollback.layers.slice(0, 1),
        },
      }),
    }),
  },
  /** What was taken back from a wave is activated again in the next one. */
  takenBackForgotten: {
    records: seenAs({
      train: ({ waves }) => ({
        waves: waves.map(wave => ({ ...wave, rolledBack: [] })),
      }),
    }),
  },
  workLost: { records: workLost },
  timerLeft: { records: timerLeft },
  timerLost: { records: timerLost },
  messageLost: { records: messageLost },
  eventLost: { records: eventLost },
  /** The row of a gate does not keep up with its events. */
  rowStale: {
    records: but<MemoryTrainRecords>(() => ({ saveGates: async () => {} })),
  },
} satisfies Record<string, TrainMutation>;

/** Name of a break of trains. */
export type TrainMutationName = keyof typeof TRAIN_MUTATIONS;

/** The invariants of which one is to find each break. */
export const TRAIN_BREAK_FOUND_BY: Record<
  TrainMutationName,
  readonly string[]
> = {
  fenceIgnored: ['claimsAreFenced'],
  evidenceForged: ['goRestsOnEvidence'],
  evidenceNeverOld: ['goRestsOnEvidence'],
  staleSignOffsCount: ['goRestsOnEvidence'],
  selfApproval: ['goRestsOnEvidence'],
  windowsIgnored: ['nothingInClosedWindow'],
  operatorWindowsIgnored: ['nothingInClosedWindow'],
  departureForeseen: ['saysWhatIsSo'],
  deadlinesIgnored: ['nobodyIsLate'],
  orderIgnored: ['dependenciesFirst', 'rollbackInReverse'],
  couplingForgotten: ['coupledGoTogether'],
  nextWaveTooEarly: ['wavesInOrder'],
  haltIgnored: ['haltedActivatesNothing'],
  pauseIgnored: ['pausedStartsNothing'],
  draftsAreSent: ['approvedBeforeSent'],
  idsForgotten: ['sentOnce'],
  killsUnheard: ['killSwitchTakesEffect'],
  rollbackTooShort: ['rollbackIsComplete'],
  takenBackForgotten: ['takenBackStaysBack'],
  workLost: ['workIsQueued'],
  timerLeft: ['timersAreWanted'],
  timerLost: ['timersAreSet'],
  messageLost: ['everythingIsTold'],
  eventLost: ['tablesAreFold', 'gapFreeStreams'],
  rowStale: ['tablesAreFold'],
};
