import type {
  SweepDocument,
  TrainDocument,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { screen } from '@testing-library/react';
import { renderInPortal } from '../__testUtils__';
import { RunSearchResultListItem } from './RunSearchResultListItem';

const SWEEP: SweepDocument = {
  kind: 'Sweep',
  title: 'Node 22',
  text: 'Raises the engine',
  location: '/orchestrator/sweeps/run-1',
  name: 'node-22',
  state: 'awaitingApproval',
  owner: 'group:default/platform',
  labels: [],
};
const TRAIN: TrainDocument = {
  ...SWEEP,
  kind: 'Train',
  location: '/orchestrator/trains/train-1',
  state: 'gated',
};

describe('RunSearchResultListItem', () => {
  it('leads to the page of the run, and says what it is, whose it is and where it stands', async () => {
    await renderInPortal(<RunSearchResultListItem result={SWEEP} />, '/');
    expect(screen.getByRole('link', { name: 'Node 22' })).toHaveAttribute(
      'href',
      '/orchestrator/sweeps/run-1',
    );
    for (const word of [
      'Raises the engine',
      'Sweep',
      'Waits for approval',
      'Owner: platform',
    ]) {
      expect(screen.getByText(word)).toBeInTheDocument();
    }
  });

  it.each([
    [{ ...SWEEP, state: 'partlySucceeded' as const }, 'Partly succeeded'],
    [{ ...SWEEP, state: 'cancelled' as const }, 'Cancelled'],
    [TRAIN, 'Before departure'],
    [{ ...TRAIN, state: 'succeeded' as const }, 'Succeeded'],
    [{ ...TRAIN, state: 'cancelled' as const }, 'Cancelled'],
  ])('says how a run stands (%#)', async (result, word) => {
    await renderInPortal(<RunSearchResultListItem result={result} />, '/');
    expect(screen.getByText(word)).toBeInTheDocument();
  });

  it('marks what was looked for', async () => {
    await renderInPortal(
      <RunSearchResultListItem
        result={SWEEP}
        highlight={{
          preTag: '<b>',
          postTag: '</b>',
          fields: { title: '<b>Node</b> 22', text: 'Raises the <b>engine</b>' },
        }}
      />,
      '/',
    );
    expect(screen.getByText('Node', { selector: 'mark' })).toBeInTheDocument();
    expect(
      screen.getByText('engine', { selector: 'mark' }),
    ).toBeInTheDocument();
  });
});
