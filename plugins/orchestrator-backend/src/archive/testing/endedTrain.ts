import { ArtifactStore } from '../../store/ArtifactStore';
import {
  emptyMetricRecord,
  recordMeasurement,
  type TrainManifestInput,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { ANA, type TrainHarness } from '../../trains/testing/TrainHarness';
import { parseSubject } from '../../trains/watches';

/** Waves of `trainManifest` of which the first one is measured. */
export const MEASURED_WAVES: TrainManifestInput['spec']['waves'] = [
  {
    id: 'pilot',
    soak: '10m',
    analysis: {
      during: [
        {
          name: 'errors',
          product: 'shop',
          interval: '1m',
          count: 2,
          successCondition: 'result < 1',
          prometheus: { query: 'errors' },
        },
      ],
    },
  },
  { id: 'all' },
];

/** A train that went from its plan to the close: ticks, a signature, two waves, an incident, a follow-up, evidence. */
export async function endedTrain(
  trains: TrainHarness,
  patch: Parameters<TrainHarness['create']>[0] = {},
): Promise<string> {
  const id = await trains.create(patch);
  const ask = (command: Parameters<typeof trains.service.command>[1]) =>
    trains.service.command(id, command, ANA);
  const by = ANA.actor.ref;
  await trains.at('2030-03-20T09:00:00.000Z');
  await trains.tickAll(id);
  await trains.sign(id);
  await trains.at('2030-03-26T09:00:00.000Z');
  await trains.depart(id);
  await trains.work();
  await measure(trains);
  await ask({
    type: 'openIncident',
    id: 'slow',
    title: 'Slow answers',
    severity: 'sev3',
    products: ['shop'],
    by,
    pause: false,
  });
  await ask({ type: 'resolveIncident', id: 'slow', resolution: 'Warm', by });
  await trains.next();
  await trains.work();
  await ask({
    type: 'addFollowUp',
    followUp: {
      id: 'tidy',
      title: 'Tidy the flags up',
      owner: 'group:default/commerce',
      due: '2030-05-01T00:00:00.000Z',
      source: 'person',
    },
  });
  await ask({
    type: 'recordPostMortem',
    url: 'https://docs.example.com/slow',
    by,
  });
  await ask({ type: 'close', by });
  const { database, clock } = trains;
  await new ArtifactStore({ database, clock }).keep(
    id,
    'evidence\n',
    'text/plain',
  );
  // What is told to the outside is told, as a dispatcher would have it.
  await database('outbox').delete();
  return id;
}

/** Answers whoever measures a wave: two samples of each metric, and all is well. */
async function measure(trains: TrainHarness): Promise<void> {
  await trains.transport.recover({ all: true });
  for (const claim of await trains.claim()) {
    const { runId, targetId: subject = '' } = claim.item;
    const about = parseSubject(subject);
    if (about.kind !== 'wave') {
      continue;
    }
    const { wave, stage } = about;
    const { manifest } = await trains.train(runId);
    const metrics =
      manifest.spec.waves.find(({ id }) => id === wave)?.analysis[stage] ?? [];
    const measured = [0.25, 0.5].reduce(
      (record, value, index) =>
        recordMeasurement(record, {
          phase: 'Successful',
          value,
          startedAt: `2030-03-26T09:0${index}:00.000Z`,
          finishedAt: `2030-03-26T09:0${index}:01.000Z`,
        }),
      emptyMetricRecord(),
    );
    const record = { ...measured, phase: 'Successful' as const };
    await trains.service.completeWatch(
      claim,
      subject,
      {
        records: {
          records: Object.fromEntries(
            metrics.map(({ name }) => [name, record]),
          ),
          evidence: {},
        },
        record: transaction =>
          transaction.command({
            type: 'recordAnalysis',
            wave,
            stage,
            phase: 'Successful',
            message: 'All well',
            metrics: Object.fromEntries(
              metrics.map(({ name }) => [name, 'Successful' as const]),
            ),
            evidence: [],
          }),
      },
      ANA,
    );
  }
}
