import { ArtifactStore } from '../../store/ArtifactStore';
import { ANA, type TrainHarness } from '../../trains/testing/TrainHarness';

/** A train that went from its plan to the close: ticks, a signature, two waves, an incident, a follow-up, evidence. */
export async function endedTrain(trains: TrainHarness): Promise<string> {
  const id = await trains.create();
  const ask = (command: Parameters<typeof trains.service.command>[1]) =>
    trains.service.command(id, command, ANA);
  const by = ANA.actor.ref;
  await trains.at('2030-03-20T09:00:00.000Z');
  await trains.tickAll(id);
  await trains.sign(id);
  await trains.at('2030-03-26T09:00:00.000Z');
  await trains.depart(id);
  await trains.work();
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
