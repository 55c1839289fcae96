import { screen } from '@testing-library/react';
import type { ComponentProps } from 'react';
import { renderInPortal } from '../__testUtils__';
import { useText } from '../translation';
import { BriefTurn, ExpectedTurnText, turnTitle } from './ExpectedTurnText';

type Turn = ComponentProps<typeof ExpectedTurnText>['turn'];

const AT = '2099-01-01T00:00:00.000Z';

function Shown({ turn }: { turn: Turn }) {
  const t = useText();
  return (
    <>
      <p aria-label="all">
        <ExpectedTurnText turn={turn} />
      </p>
      <p aria-label="brief" title={turnTitle(t, turn)}>
        <BriefTurn turn={turn} />
      </p>
    </>
  );
}

describe('ExpectedTurnText', () => {
  it.each<[Turn, RegExp, RegExp]>([
    [{ waitsFor: 'resume' }, /^the run is paused$/, /^the run is paused$/],
    [
      { waitsFor: 'dryRun' },
      /^somebody who starts the dry run$/,
      /^somebody who starts the dry run$/,
    ],
    [
      { waitsFor: 'start' },
      /^somebody who starts the rollout$/,
      /^somebody who starts the rollout$/,
    ],
    [
      { waitsFor: 'place' },
      /^a place in its run, which works on some at a time$/,
      /^a place in its run/,
    ],
    [
      { waitsFor: 'place', ahead: 0, at: AT, estimated: true },
      /^a place in its run, as the next one: about in \d+ years$/,
      /^about in \d+ years$/,
    ],
    [
      { waitsFor: 'place', ahead: 1 },
      /^a place in its run, after 1 other target$/,
      /^a place in its run, after 1 other target$/,
    ],
    [
      { waitsFor: 'place', ahead: 7, at: AT, estimated: true },
      /^a place in its run, after 7 other targets: about in/,
      /^about in/,
    ],
    [{ waitsFor: 'batch', batch: 'canary' }, /^with canary$/, /^with canary$/],
    [
      {
        ...{ waitsFor: 'batch', batch: 'batch-2', after: 'batch-1' },
        ...{ at: AT, estimated: true },
      },
      /^with batch-2, after batch-1: about in/,
      /^about in/,
    ],
    [
      {
        ...{ waitsFor: 'batch', batch: 'batch-2', after: 'batch-1' },
        approval: 'canary',
      },
      /^with batch-2, after batch-1 \(after canary people have to approve, and nobody can tell when\)$/,
      /^with batch-2, after batch-1$/,
    ],
    [
      { waitsFor: 'dependency' },
      /^targets that it depends on$/,
      /^targets that it depends on$/,
    ],
    [{ waitsFor: 'window', at: AT }, /^when the window opens: in/, /^in/],
    [
      { waitsFor: 'limit', limit: '80 per 1m (host)', at: AT },
      /under the limit 80 per 1m \(host\): in/,
      /^in/,
    ],
    [{ waitsFor: 'retry', at: AT }, /^next try: in/, /^in/],
    [
      { waitsFor: 'slot', ahead: 0 },
      /^a free worker, as the next one \(nothing was taken lately/,
      /^a free worker, as the next one$/,
    ],
    [
      { waitsFor: 'slot', ahead: 3, at: AT, estimated: true },
      /^a free worker, after 3 other items: about in/,
      /^about in/,
    ],
  ])('says of %j what it waits for, and when', async (turn, all, brief) => {
    await renderInPortal(<Shown turn={turn} />, '/');
    expect(screen.getByLabelText('all').textContent).toMatch(all);
    const short = screen.getByLabelText('brief');
    expect(short.textContent).toMatch(brief);
    // Whoever points at the short form reads the rest of it.
    expect(
      screen
        .getByLabelText('all')
        .textContent?.startsWith(short.title.split(' (')[0]),
    ).toBe(true);
  });
});
