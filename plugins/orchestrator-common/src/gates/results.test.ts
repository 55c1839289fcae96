import type { CommunicationState, RehearsalState } from '../model';
import {
  resultOfAnalysis,
  resultOfChecklist,
  resultOfCommunications,
  resultOfDashboards,
  resultOfFlags,
  resultOfOnCall,
  resultOfPolicy,
  resultOfRehearsals,
  resultOfScore,
  resultOfSweep,
} from '.';

const link = { title: 'Graph', url: 'https://grafana.example.com' };

describe('a checklist', () => {
  const items = [
    { id: 'a', title: 'A', evidence: true },
    { id: 'b', title: 'B', evidence: true },
  ];
  const tick = (done: boolean, at: string) => ({
    done,
    by: 'user:default/ana',
    at,
    evidence: [link],
  });

  it.each([
    [{}, 'pending', '0 of 2 are done; open: A, B'],
    [
      { a: tick(true, '1'), b: tick(false, '2') },
      'pending',
      '1 of 2 are done; open: B',
    ],
    [{ a: tick(true, '1'), b: tick(true, '2') }, 'pass', 'All 2 are done'],
  ])('with %j is %s', (ticks, status, summary) => {
    expect(resultOfChecklist(items, ticks, '2030-01-01')).toMatchObject({
      status,
      summary,
    });
  });
});

describe('an analysis', () => {
  it.each([
    ['Successful', 'pass'],
    ['Failed', 'fail'],
    ['Error', 'error'],
    ['Inconclusive', 'inconclusive'],
    ['Aborted', 'aborted'],
    ['Pending', 'pending'],
    ['Running', 'pending'],
  ] as const)('that is %s is %s', (phase, status) => {
    expect(
      resultOfAnalysis({ phase, message: 'm', metrics: { a: phase } }, [link]),
    ).toMatchObject({
      status,
      facts: { phase, metrics: { a: phase } },
    });
  });
});

describe('a score', () => {
  const indicator = (name: string, status: 'pass' | 'fail') => ({
    indicator: name,
    status,
    score: 0,
    weight: 1,
    key: false,
    passCriteria: [],
    warningCriteria: [],
  });

  it('keeps its result, a warning included, and names what failed', () => {
    expect(
      resultOfScore(
        {
          score: 76.66,
          result: 'warning',
          indicators: [indicator('p95', 'fail'), indicator('errors', 'pass')],
        },
        [],
      ),
    ).toMatchObject({ status: 'warning', summary: '76.7 of 100; failed: p95' });
    expect(
      resultOfScore(
        { score: 100, result: 'pass', indicators: [indicator('p95', 'pass')] },
        [],
      ),
    ).toMatchObject({
      status: 'pass',
      summary: '100 of 100',
    });
  });
});

describe('a policy', () => {
  it.each([
    [{ allow: true, reasons: [] }, 'pass', 'The policy allows it'],
    [
      { allow: false, reasons: ['no owner', 'no runbook'] },
      'fail',
      'The policy denies it: no owner; no runbook',
    ],
    [
      { allow: false, reasons: [] },
      'fail',
      'The policy denies it: it says no reason',
    ],
    [{ error: 'OPA does not answer' }, 'error', 'OPA does not answer'],
  ])('that answers %j', (answer, status, summary) => {
    expect(resultOfPolicy(answer, [])).toMatchObject({ status, summary });
  });
});

describe('a sweep', () => {
  const spec = {
    name: 'node-22',
    accept: ['succeeded', 'nothingToDo'] as ('succeeded' | 'nothingToDo')[],
  };

  it.each([
    [undefined, 'pending'],
    [{ id: '1', status: 'running', url: 'u' }, 'pending'],
    [{ id: '1', status: 'finished', outcome: 'succeeded', url: 'u' }, 'pass'],
    [
      { id: '1', status: 'finished', outcome: 'partlySucceeded', url: 'u' },
      'fail',
    ],
    [{ id: '1', status: 'cancelled', url: 'u' }, 'fail'],
  ])('%j is %s', (run, status) => {
    expect(resultOfSweep(spec, run).status).toBe(status);
  });
});

describe('rehearsals', () => {
  const wanted = [{ id: 'staging', title: 'Staging', rollback: true }];
  const record = (patch: Partial<RehearsalState>): RehearsalState => ({
    id: 'staging',
    status: 'passed',
    by: 'user:default/ana',
    startedAt: '1',
    finishedAt: '2',
    evidence: [link],
    releases: { payments: '3.0.0' },
    rollback: true,
    durationMs: 60_000,
    ...patch,
  });

  it.each([
    ['not done', [], 'pending', 'Staging was not rehearsed'],
    [
      'under way',
      [record({ status: 'running' })],
      'pending',
      'Staging is running',
    ],
    ['failed', [record({ status: 'failed' })], 'fail', 'Staging is failed'],
    [
      'without its rollback',
      [record({ rollback: false })],
      'pending',
      'Staging was rehearsed without its rollback',
    ],
    [
      'with another release',
      [record({ releases: { payments: '2.9.0' } })],
      'pending',
      'Staging was rehearsed with 2.9.0 of payments, not with 3.0.0',
    ],
    [
      'without the product',
      [record({ releases: {} })],
      'pending',
      'Staging was rehearsed without payments',
    ],
    [
      'too slow',
      [record({ durationMs: 3_600_000 })],
      'pending',
      'Staging took longer than 5m',
    ],
    [
      'of unknown length',
      [record({ durationMs: undefined })],
      'pending',
      'Staging took longer than 5m',
    ],
    ['well', [record({})], 'pass', 'Rehearsed: Staging'],
  ] as const)('%s', (_, done, status, summary) => {
    expect(
      resultOfRehearsals(
        wanted,
        [...done],
        { payments: '3.0.0' },
        'payments',
        '5m',
      ),
    ).toMatchObject({ status, summary });
  });

  it('are asked of every product that they name, for the whole train', () => {
    const both = record({ releases: { payments: '3.0.0', shop: '1.0.0' } });
    expect(
      resultOfRehearsals(wanted, [both], { payments: '3.0.0', shop: '1.1.0' })
        .status,
    ).toBe('pending');
    expect(
      resultOfRehearsals(wanted, [both], { payments: '3.0.0', shop: '1.0.0' })
        .status,
    ).toBe('pass');
  });

  it.each([
    ['the same steps', { payments: 'sha256:1' }, 'pass', 'Rehearsed: Staging'],
    [
      'other steps',
      { payments: 'sha256:2' },
      'pending',
      'Staging was rehearsed with other steps of payments: its activation, rollback or runbooks have changed since',
    ],
    ['steps that nobody wrote down', undefined, 'pass', 'Rehearsed: Staging'],
    ['those of another product', {}, 'pass', 'Rehearsed: Staging'],
  ] as const)('of %s', (_, steps, status, summary) => {
    expect(
      resultOfRehearsals(
        wanted,
        [record({ ...(steps && { steps }) })],
        { payments: '3.0.0' },
        'payments',
        undefined,
        { payments: 'sha256:1' },
      ),
    ).toMatchObject({ status, summary });
  });
});

describe('people on call', () => {
  it.each([
    [['user:default/ana'], 1, 'pass', 'On call: user:default/ana'],
    [
      ['user:default/ana', 'user:default/ana'],
      2,
      'fail',
      'On call: user:default/ana',
    ],
    [[], 1, 'fail', 'Nobody is named as on call'],
  ])('%j of %i', (people, required, status, summary) => {
    expect(resultOfOnCall({ required }, people, [])).toMatchObject({
      status,
      summary,
    });
  });
});

describe('communications', () => {
  const state = (
    id: string,
    status: CommunicationState['status'],
  ): CommunicationState => ({
    id,
    status,
    subject: 's',
    body: 'b',
    digest: 'd',
    ...(status === 'approved' && { approvedBy: 'user:default/ana' }),
  });

  it.each([
    [[state('a', 'approved'), state('b', 'sent')], 'pass', 'Approved: a, b'],
    [
      [state('a', 'draft'), state('b', 'approved')],
      'pending',
      'Not approved: a',
    ],
    [[state('a', 'failed')], 'pending', 'Not approved: a, b'],
  ])('%#', (states, status, summary) => {
    expect(
      resultOfCommunications({ communications: ['a', 'b'] }, states),
    ).toMatchObject({ status, summary });
  });
});

describe('flags', () => {
  const spec = { flags: ['x'], killSwitch: true, within: '2s' };

  it.each([
    [[], 'fail', 'x is not there'],
    [[{ flag: 'x' }], 'fail', 'x was not tried'],
    [
      [{ flag: 'x', testedAt: '1' }],
      'fail',
      'the kill switch of x was not tried',
    ],
    [
      [{ flag: 'x', testedAt: '1', killedWithinMs: 2001 }],
      'fail',
      'the kill switch of x took 2001 ms, more than 2s',
    ],
    [[{ flag: 'x', testedAt: '1', killedWithinMs: 2000 }], 'pass', 'Tried: x'],
    [
      [{ flag: 'x', testedAt: '1', killedWithinMs: 1, changedAt: '2' }],
      'fail',
      'x was changed at 2, after its trial: try it again',
    ],
  ])('%j', (tests, status, summary) => {
    expect(resultOfFlags(spec, tests, [])).toMatchObject({ status, summary });
  });

  it('need no kill switch where none is asked for', () => {
    expect(
      resultOfFlags(
        { ...spec, killSwitch: false },
        [{ flag: 'x', testedAt: '1' }],
        [],
      ).status,
    ).toBe('pass');
  });
});

describe('dashboards', () => {
  const probe = (status?: number) => ({
    title: 'D',
    url: 'https://d',
    ...(status !== undefined && { status }),
  });

  it.each([
    [[], 'fail', '0 linked, 1 asked for'],
    [[probe(200), probe(302)], 'pass', 'All 2 answer'],
    [[probe(200), probe(500)], 'fail', 'No answer from D (500)'],
    [[probe()], 'fail', 'No answer from D (nothing)'],
  ])('%j', (probes, status, summary) => {
    expect(resultOfDashboards({ atLeast: 1 }, probes)).toMatchObject({
      status,
      summary,
    });
  });

  const alert = (status: number) => ({
    ...probe(status),
    kind: 'alert' as const,
  });

  it.each([
    [[probe(200)], 'fail', '0 alerts linked, 1 asked for'],
    [[alert(200)], 'fail', '0 linked, 1 asked for'],
    [[probe(200), alert(500)], 'fail', 'No answer from D (500)'],
    [[probe(200), alert(200)], 'pass', 'All 2 answer'],
  ])('with an alert: %j', (probes, status, summary) => {
    const found = resultOfDashboards({ atLeast: 1, alerts: 1 }, probes);
    expect(found).toMatchObject({ status, summary });
  });

  it('must answer with all of their alerts, also where none is asked for', () => {
    expect(
      resultOfDashboards({ atLeast: 1 }, [probe(200), alert(404)]).status,
    ).toBe('fail');
  });
});
