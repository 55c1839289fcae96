import Papa from 'papaparse';
import { reportSchema } from '../api/schemas';
import { TARGET_STATUSES, type GateResult, type TargetState } from '../model';
import { buildReport } from './buildReport';
import { followUpsOf } from './followUps';
import { formatElapsed } from './formatElapsed';
import { markdownLink, markdownText } from './markdownText';
import { reportCsv } from './reportCsv';
import { reportMarkdown } from './reportMarkdown';
import { reportSummary } from './reportSummary';
import { aChange, anAttempt, aRun, aTarget } from './testRun';

// In two parts, as the linter takes it for an address to use.
const SCRIPT = ['javascript', 'alert(1)'].join(':');

const NOW = '2026-03-01T11:00:00.000Z';

const failedBefore: GateResult = {
  gate: 'lint',
  title: 'Lint',
  result: 'failedBefore',
  durationMs: 1,
};

describe('buildReport', () => {
  it('tells times, attempts, gates and links of each target', () => {
    const target = aTarget({
      batch: 0,
      attempts: [
        anAttempt('2026-03-01T09:10:00.000Z', '2026-03-01T09:11:00.000Z'),
        anAttempt('2026-03-01T09:00:00.000Z', '2026-03-01T09:02:00.000Z'),
      ],
      gates: [{ ...failedBefore, result: 'passed' }],
      change: aChange({ state: 'merged', mergeCommit: 'b'.repeat(40) }),
      revert: aChange({ url: '/orchestrator/changes/8' }),
    });
    const report = buildReport(
      { ...aRun(), batches: [{ index: 0, name: 'canary' }] },
      [target, aTarget({ batch: 1 })],
      NOW,
    );
    expect(report.targets[0]).toEqual({
      id: 'component.default.payments-api',
      entityRef: 'component:default/payments-api',
      title: 'payments-api',
      owner: 'group:default/payments',
      outcome: 'merged',
      batch: 'canary',
      attempts: 2,
      cycleTimeMs: 11 * 60_000,
      workMs: 3 * 60_000,
      gates: [{ gate: 'lint', title: 'Lint', result: 'passed', durationMs: 1 }],
      change: {
        url: '/orchestrator/changes/7',
        state: 'merged',
        headCommit: 'a'.repeat(40),
        mergeCommit: 'b'.repeat(40),
      },
      revert: { url: '/orchestrator/changes/8', state: 'open' },
      followUps: [],
    });
    expect(report.targets[1]).toMatchObject({ batch: 'batch 2', workMs: 0 });
    expect(report.targets[1].cycleTimeMs).toBeUndefined();
    expect(reportSchema.parse(report)).toEqual(report);
  });

  it('leaves the manifest of a run in full out', () => {
    const run = { ...aRun(), manifest: {}, batches: [] };
    expect(buildReport(run, [], NOW).run).toEqual(aRun());
  });

  it('counts by owner, those with most modules first', () => {
    const owned = (owner?: string, status: TargetState['status'] = 'merged') =>
      aTarget({ owner, status });
    expect(
      buildReport(
        aRun(),
        [
          owned('b'),
          owned('c', 'failed'),
          owned('c'),
          owned('c'),
          owned(),
          owned('a'),
        ],
        NOW,
      ).owners,
    ).toEqual([
      { owner: 'c', counts: { failed: 1, merged: 2 } },
      { owner: '(no owner)', counts: { merged: 1 } },
      { owner: 'a', counts: { merged: 1 } },
      { owner: 'b', counts: { merged: 1 } },
    ]);
  });

  it.each([
    [[], undefined],
    [[1], 60_000],
    [[3, 1, 2], 120_000],
    [[4, 1, 2, 3], 150_000],
  ])('tells the median of %j minutes', (minutes, median) => {
    const targets = minutes.map(minute =>
      aTarget({
        attempts: [
          anAttempt(
            '2026-03-01T09:00:00.000Z',
            `2026-03-01T09:0${minute}:00.000Z`,
          ),
        ],
      }),
    );
    expect(buildReport(aRun(), targets, NOW).medianCycleTimeMs).toBe(median);
  });

  it('measures to the end, to now, or not at all', () => {
    expect(buildReport(aRun(), [], NOW).durationMs).toBe(90 * 60_000);
    expect(
      buildReport(aRun({ finishedAt: undefined }), [], NOW).durationMs,
    ).toBe(120 * 60_000);
    expect(
      buildReport(aRun({ startedAt: undefined }), [], NOW).durationMs,
    ).toBeUndefined();
  });

  it.each<[Partial<TargetState>, string | undefined]>([
    [{ status: 'skipped', skipReason: 'frozen' }, 'frozen'],
    [
      { status: 'declined', declinedBy: 'user:default/bo' },
      'closed by user:default/bo',
    ],
    [{ status: 'declined' }, undefined],
    [
      {
        status: 'problem',
        problems: [{ code: 'noOwner', message: 'It has no owner.' }],
      },
      'It has no owner.',
    ],
    [{ status: 'merged', skipReason: 'old' }, undefined],
  ])('gives the reason of %j', (parts, reason) => {
    expect(buildReport(aRun(), [aTarget(parts)], NOW).targets[0].reason).toBe(
      reason,
    );
  });
});

describe('followUpsOf', () => {
  const problem = (
    code: TargetState['problems'][number]['code'],
  ): Partial<TargetState> => ({
    status: 'problem',
    problems: [{ code, message: '' }],
  });

  it.each<[Partial<TargetState>, string[]]>([
    [{ status: 'merged' }, []],
    [
      { status: 'merged', gates: [failedBefore] },
      [
        'These checks failed before the change, too, and should be repaired: Lint.',
      ],
    ],
    [{ status: 'alreadyFine' }, []],
    [
      { status: 'failed' },
      ['It failed on every attempt: retry it, or skip it with a reason.'],
    ],
    [
      {
        status: 'failed',
        failure: { class: 'permanent', code: 'branchTaken', message: '' },
      },
      [
        'It failed for good (branchTaken): correct what the message says and retry it, or skip it with a reason.',
      ],
    ],
    [
      { status: 'needsReview' },
      [
        'Its base has moved and the diff is another one: accept the new diff, or skip it with a reason.',
      ],
    ],
    [
      { status: 'declined', declinedBy: 'user:default/bo' },
      [
        'user:default/bo closed its change without merging: ask user:default/bo why, then reopen the change or exclude the module.',
      ],
    ],
    [
      { status: 'declined' },
      [
        'Someone closed its change without merging: ask its owner why, then reopen the change or exclude the module.',
      ],
    ],
    [
      { status: 'open' },
      ['Its change is open: it waits for a review by group:default/payments.'],
    ],
    [
      { status: 'open', owner: undefined },
      ['Its change is open: it waits for a review by its owner.'],
    ],
    [
      { status: 'open', change: aChange({ reviewers: ['a', 'b'] }) },
      ['Its change is open: it waits for a review by a, b.'],
    ],
    [
      { status: 'open', change: aChange({ review: 'approved' }) },
      ['Its change is open: it is approved and can be merged.'],
    ],
    [
      { status: 'open', change: aChange({ review: 'changesRequested' }) },
      ['Its change is open: a reviewer asks for changes.'],
    ],
    [
      {
        status: 'open',
        change: aChange({ review: 'approved', checks: 'failed' }),
      },
      ['Its change is open: its checks failed.'],
    ],
    [
      { status: 'reverting' },
      ['The change that takes it back is open: review and merge it.'],
    ],
    [
      problem('noOwner'),
      [
        'Set spec.owner of component:default/payments-api in the catalog to an existing user or group.',
      ],
    ],
    [
      problem('noRepository'),
      [
        'Add an annotation with the source location to component:default/payments-api in the catalog, so that its repository is known.',
      ],
    ],
    [
      problem('unknownReference'),
      [
        'Correct the reference component:default/payments-api, or register the entity in the catalog.',
      ],
    ],
    [
      problem('archived'),
      [
        'The repository of component:default/payments-api is archived: take the entity out of the catalog, or the repository out of the archive.',
      ],
    ],
    [
      problem('hostNotAllowed'),
      [
        'Ask an administrator to allow the code host of component:default/payments-api, or leave it out with targets.exclude.',
      ],
    ],
    [
      problem('noMatchingPath'),
      [
        'Correct the source location of component:default/payments-api in the catalog, or targets.paths of the sweep.',
      ],
    ],
    [
      problem('duplicate'),
      [
        'component:default/payments-api shares its repository and path with another target: give one of them a path of its own in the catalog.',
      ],
    ],
    [
      {
        status: 'declined',
        followUps: [
          { code: 'declined', text: 'Noted.' },
          { code: 'other', text: 'Also.' },
        ],
      },
      ['Noted.', 'Also.'],
    ],
  ])('%j: %j', (parts, texts) => {
    expect(followUpsOf(aTarget(parts)).map(({ text }) => text)).toEqual(texts);
  });
});

describe('reportSummary', () => {
  const summary = (parts: Parameters<typeof aRun>[0], targets: TargetState[]) =>
    reportSummary(buildReport(aRun(parts), targets, NOW)).join(' ');

  it('tells outcome, numbers, time and what is left', () => {
    const attempts = [
      anAttempt('2026-03-01T09:00:00.000Z', '2026-03-01T09:00:12.400Z'),
    ];
    expect(
      summary({}, [
        aTarget({ attempts }),
        aTarget(),
        aTarget({ status: 'failed' }),
        aTarget({ status: 'alreadyFine' }),
      ]),
    ).toBe(
      'The sweep succeeded in part. Of 4 modules: 2 merged, 1 already fine, 1 failed. It took 1h30m, a module 12s in the median. For 1 module something is left to do.',
    );
  });

  it('tells of a run under way, and of one without modules', () => {
    expect(
      summary(
        {
          outcome: undefined,
          status: 'awaitingApproval',
          finishedAt: undefined,
        },
        [aTarget()],
      ),
    ).toBe(
      'The sweep has not ended: it is awaiting approval. Of 1 module: 1 merged. It has taken 2h. Nothing is left to do.',
    );
    expect(summary({ outcome: 'nothingToDo', startedAt: undefined }, [])).toBe(
      'There was nothing to do. It has no modules. Nothing is left to do.',
    );
  });

  it('has words for every status', () => {
    expect(
      summary(
        {},
        TARGET_STATUSES.map(status => aTarget({ status })),
      ),
    ).not.toMatch(/undefined/);
  });
});

describe('formatElapsed', () => {
  it.each([
    [0, '0s'],
    [850, '850ms'],
    [1_499, '1s'],
    [61_000, '1m1s'],
    [3_629_000, '1h'],
    [90_000_000, '1d1h'],
  ])('%d ms is %s', (milliseconds, text) => {
    expect(formatElapsed(milliseconds)).toBe(text);
  });
});

describe('markdownText', () => {
  it.each([
    ['plain text, as it is: 1.5', 'plain text, as it is: 1.5'],
    ['a | b', 'a \\| b'],
    [
      '<img src=x onerror=alert(1)>',
      '\\<img src\\=x onerror\\=alert\\(1\\)\\>',
    ],
    [
      '[click](javascript:alert(1))',
      '\\[click\\]\\(javascript:alert\\(1\\)\\)',
    ],
    ['![x](http://evil)', '\\!\\[x\\]\\(http\\://evil\\)'],
    [
      'https://evil.example www.evil.example',
      'https\\://evil.example www\\.evil.example',
    ],
    [
      '`code` *b* _i_ ~s~ @ana #1 &lt;',
      '\\`code\\` \\*b\\* \\_i\\_ \\~s\\~ \\@ana \\#1 \\&lt;',
    ],
    ['a\n\n# heading\r\n\u0000', 'a \\# heading'],
    ['- item', '\\- item'],
    ['1. item', '1\\. item'],
    ['1.', '1\\.'],
    ['4.2.0', '4.2.0'],
    ['\\', '\\\\'],
  ])('%j is written %j', (text, markdown) => {
    expect(markdownText(text)).toBe(markdown);
  });
});

describe('markdownLink', () => {
  it.each([
    ['/orchestrator/changes/7', '[x](</orchestrator/changes/7>)'],
    ['https://git.example/a b>', '[x](<https://git.example/a%20b%3E>)'],
    [SCRIPT, 'x'],
    ['//evil.example', 'x'],
    ['/\\evil.example', 'x'],
    ['data:text/html,x', 'x'],
  ])('%s becomes %s', (url, markdown) => {
    expect(markdownLink('x', url)).toBe(markdown);
  });
});

describe('reportMarkdown', () => {
  it('tells everything, and shows what comes from outside as text', () => {
    const report = buildReport(
      aRun({ title: 'Node <b>22</b>' }),
      [
        aTarget({
          title: 'pay|ments',
          status: 'open',
          batch: 0,
          gates: [failedBefore],
          change: aChange({ mergeCommit: 'b'.repeat(40) }),
          revert: aChange({ url: SCRIPT }),
          attempts: [
            anAttempt('2026-03-01T09:00:00.000Z', '2026-03-01T09:01:00.000Z'),
          ],
        }),
        aTarget({
          title: 'b',
          owner: undefined,
          status: 'failed',
          failure: { class: 'permanent', code: 'x', message: 'no `node`' },
        }),
      ],
      NOW,
    );
    expect(reportMarkdown(report)).toBe(`# Node \\<b\\>22\\</b\\>

The sweep succeeded in part. Of 2 modules: 1 with an open change, 1 failed. It took 1h30m, a module 1m in the median. For 2 modules something is left to do.

- Sweep: node-22 (run-1)
- Owner: group:default/platform
- Started by: user:default/ana, 2026-03-01T09:00:00.000Z
- Ended: 2026-03-01T10:30:00.000Z
- Report of: 2026-03-01T11:00:00.000Z

## Owners

| Owner | Modules |
| --- | --- |
| \\(no owner\\) | 1 failed |
| group:default/payments | 1 open |

## Modules

| Module | Owner | Outcome | Batch | Attempts | Time | Checks | Change | Reason |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
| pay\\|ments | group:default/payments | open | batch 1 | 1 | 1m | Lint: failed before | [open](</orchestrator/changes/7>), as bbbbbbbbbbbb, revert open |  |
| b |  | failed |  | 0 |  |  |  | no \\\`node\\\` |

## Left to do

- pay\\|ments (group:default/payments): Its change is open: it waits for a review by group:default/payments.
- pay\\|ments (group:default/payments): These checks failed before the change, too, and should be repaired: Lint.
- b: It failed for good \\(x\\): correct what the message says and retry it, or skip it with a reason.
`);
  });

  it('tells of as many modules as are asked for, of those with something left to do first', () => {
    const failure = { class: 'permanent' as const, code: 'x', message: 'no' };
    const report = buildReport(
      aRun(),
      [
        aTarget({ title: 'fine', status: 'merged' }),
        aTarget({ title: 'one', status: 'failed', failure }),
        aTarget({ title: 'two', status: 'failed', failure }),
      ],
      NOW,
    );
    const text = reportMarkdown(report, { mostModules: 1 });
    expect(text).toContain('Of 3 modules: 1 merged, 2 failed.');
    expect(text).toMatch(
      /## Modules\n\n[^]*\| one \|.*\n\nAnd 2 more modules\./,
    );
    expect(text).toMatch(/## Left to do\n\n- one .*\n\nAnd 1 more module\.\n$/);
    expect(text).not.toMatch(/fine|two/);
    expect(reportMarkdown(report, { mostModules: 3 })).toBe(
      reportMarkdown(report),
    );
  });

  it('leaves empty sections out', () => {
    const text = reportMarkdown(
      buildReport(
        aRun({ startedAt: undefined, finishedAt: undefined }),
        [],
        NOW,
      ),
    );
    expect(text).not.toContain('##');
    expect(text).toContain('- Ended: not yet');
  });
});

describe('reportCsv', () => {
  it('has a line for each target, and no formulas', () => {
    const title = '=HYPERLINK("http://evil")\nsecond line';
    const target = aTarget({
      title,
      gates: [failedBefore],
      change: aChange(),
      revert: aChange(),
      failure: { class: 'transient', code: 'x', message: ' @SUM(1)' },
      skipReason: '-1',
      status: 'skipped',
    });
    const csv = reportCsv(buildReport(aRun(), [target, aTarget()], NOW));
    const { data, errors } = Papa.parse<Record<string, string>>(csv.trimEnd(), {
      header: true,
    });
    expect(errors).toEqual([]);
    expect(data).toHaveLength(2);
    expect(data[0]).toMatchObject({
      title: `'${title}`,
      failure: "' @SUM(1)",
      reason: "'-1",
      gates: 'lint=failedBefore',
      attempts: '0',
      change: '/orchestrator/changes/7',
    });
    expect(csv.split('\r\n')[0]).toBe(
      'id,entity,title,owner,outcome,batch,attempts,cycleTimeMs,workMs,gates,change,changeState,headCommit,mergeCommit,revert,revertState,failureCode,failure,reason,followUps',
    );
  });

  it('has its head without targets, too', () => {
    expect(
      reportCsv(buildReport(aRun(), [], NOW)).trimEnd().split('\r\n'),
    ).toHaveLength(1);
  });
});
