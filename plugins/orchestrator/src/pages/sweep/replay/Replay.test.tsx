import { fireEvent, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  createRun,
  parseManifest,
  type RunEventRecord,
  type SweepManifest,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import {
  anEvent,
  aRunDetail,
  fakeApi,
  pageOf,
  renderPage,
} from '../../../__testUtils__';
import { zonedTime } from '../../../components/ZonedTime';
import { SOURCE } from '../../../__testUtils__/fixtures';

/** A sweep over two modules: planned, tried, one of them with a change. */
function events(): RunEventRecord[] {
  const parsed = parseManifest(SOURCE);
  if ('issues' in parsed) {
    throw new Error(parsed.issues[0].message);
  }
  const created = createRun({
    id: 'run-1',
    manifest: parsed.manifest as SweepManifest,
    changeDigest: 'sha256:0',
    createdBy: { kind: 'user', ref: 'user:default/ana' },
    dryRun: true,
    targets: ['m-1', 'm-2'].map(id => ({
      id,
      entityRef: `component:default/${id}`,
      title: `Module ${id}`,
      type: 'service',
      repository: { host: 'local', name: id },
      dependsOn: [],
      problems: [],
      labels: {},
    })),
  });
  const all = [
    ...created.run.map(event => ({ event, targetId: undefined })),
    ...created.targets.flatMap(target =>
      target.events.map(event => ({ event, targetId: target.id })),
    ),
    {
      event: {
        type: 'target.queued',
        data: { stage: 'dryRun', workId: 'work-1' },
      },
      targetId: 'm-1',
    },
    {
      event: {
        type: 'target.skipped',
        data: { reason: 'Not ours', by: 'ana' },
      },
      targetId: 'm-2',
    },
    {
      event: {
        type: 'run.started',
        data: {
          by: 'user:default/ana',
          batches: [
            { index: 0, name: 'canary', size: 1, approval: false, soakMs: 0 },
          ],
        },
      },
      targetId: undefined,
    },
    {
      event: {
        type: 'batch.started',
        data: { batch: 0, name: 'canary', size: 1 },
      },
      targetId: undefined,
    },
  ];
  const versions = new Map<string | undefined, number>();
  return all.map(({ event, targetId }, index) => {
    const version = (versions.get(targetId) ?? 0) + 1;
    versions.set(targetId, version);
    return anEvent(index + 1, event.type, event.data as {}, {
      runId: 'run-1',
      version,
      ...(targetId !== undefined && { targetId }),
    });
  });
}

describe('ReplayTab', () => {
  it('shows a sweep with its targets after any of its events', async () => {
    const history = events();
    const { address } = await renderPage('/sweeps/run-1/replay', {
      api: fakeApi({
        getRun: async () => aRunDetail(),
        listEvents: async () => pageOf(history),
      }),
    });
    const panel = within(await screen.findByRole('tabpanel'));
    const slider = await panel.findByRole('slider', { name: 'Moment' });
    expect(slider).toHaveAttribute('aria-valuenow', String(history.length));
    expect(panel.getByText('Running')).toBeInTheDocument();
    expect(panel.getByText(/canary, 1 target, started/)).toBeInTheDocument();
    expect(
      panel.getAllByRole('group', { name: 'Running: 1, Skipped: 1' }),
    ).toHaveLength(1);
    // Links would lead to the targets of now.
    expect(
      panel
        .getAllByRole('link')
        .every(link => !link.getAttribute('href')?.includes('/sweeps/')),
    ).toBe(true);
    await userEvent.click(panel.getByRole('button', { name: 'First event' }));
    expect(
      panel.getByRole('group', { name: 'No targets yet' }),
    ).toBeInTheDocument();
    expect(panel.queryByText(/canary/)).not.toBeInTheDocument();
    const discovered = history.findIndex(
      ({ type }) => type === 'target.discovered',
    );
    for (let step = 0; step < discovered; step += 1) {
      fireEvent.keyDown(slider, { key: 'ArrowRight' });
    }
    expect(
      panel.getByText(/This event is of the target Module m-1/),
    ).toHaveTextContent('Waiting');
    expect(address()).toContain('/sweeps/run-1/replay');
  });

  it('says who and when on the clock and with the names of the reader', async () => {
    const at = '2030-03-26T09:00:00.000Z';
    const reason = `Rejected by user:default/ana until ${at}`;
    const paused = anEvent(
      99,
      'run.paused',
      { cause: 'rejected', reason },
      { runId: 'run-1' },
    );
    await renderPage('/sweeps/run-1/replay', {
      api: fakeApi({
        getRun: async () => aRunDetail(),
        listEvents: async () => pageOf([...events(), paused]),
      }),
    });
    const panel = within(await screen.findByRole('tabpanel'));
    const slider = await panel.findByRole('slider', { name: 'Moment' });
    const words = `Rejected by ana until ${zonedTime(at, undefined, 'en')}`;
    expect(panel.getByText(`Paused: ${words}`)).toBeInTheDocument();
    expect(slider.getAttribute('aria-valuetext')).toContain(words);
    expect(panel.getByText(/Event \d+ of/)).toHaveTextContent(words);
  });
});
