import { SYSTEM_ACTOR, type EvidenceLink, type GateDecision } from '../model';
import { strictnessTable } from '../gates';
import { trainReport } from './trainReport';
import {
  DEPARTURE,
  MemoryTrain,
  PASS,
  productOf,
  trainManifest,
} from './testing/MemoryTrain';

const ANA = 'user:default/ana';
const BEN = 'user:default/ben';
const MEI = 'user:default/mei';
const RELEASE = ['group:default/release'];
const GATE = { gate: 'go' };
const onCall = { ...GATE, criterion: 'on-call' };

/** Two products, a gate with a checklist for each, people on call for all, and two signatures. */
function train(patch: { expiresAfter?: string; validFor?: string } = {}) {
  return new MemoryTrain(
    trainManifest({
      products: [productOf('payments'), productOf('shop')],
      dependencies: [],
      gates: [
        {
          id: 'go',
          title: 'Go or no-go',
          opens: 'D-7',
          expiresAfter: patch.expiresAfter ?? '30d',
          criteria: [
            {
              id: 'ready',
              title: 'Ready',
              checklist: {
                items: [
                  { id: 'notes', title: 'Notes' },
                  {
                    id: 'done',
                    title: 'Done',
                    owner: 'user:default/ben',
                    evidence: false,
                  },
                ],
              },
            },
            {
              id: 'ci',
              title: 'CI',
              products: ['payments'],
              ci: {},
              ...(patch.validFor && { validFor: patch.validFor }),
            },
            { id: 'on-call', title: 'On call', scope: 'train', onCall: {} },
          ],
          signOffs: [{ id: 'release', from: RELEASE, required: 2 }],
        },
      ],
      waves: [{ id: 'all' }],
    }),
    '2030-03-20T00:00:00.000Z',
  );
}

function tick(board: MemoryTrain, id: string) {
  const place = {
    type: 'tick',
    ...GATE,
    criterion: 'ready',
    done: true,
    evidence: [] as EvidenceLink[],
  } as const;
  expect(
    board.product(id, {
      ...place,
      item: 'notes',
      note: 'in the wiki',
      by: ANA,
      ownershipRefs: [`group:default/team-${id}`],
    }),
  ).toBeUndefined();
  expect(
    board.product(id, { ...place, item: 'done', by: BEN, ownershipRefs: [] }),
  ).toBeUndefined();
}

/** @param ci - without it the checks stay as they are */
function complete(board: MemoryTrain, { ci = true } = {}): void {
  tick(board, 'payments');
  tick(board, 'shop');
  if (ci) {
    board.product('payments', {
      type: 'record',
      ...GATE,
      criterion: 'ci',
      result: PASS,
      by: 'system:ci',
    });
  }
  expect(
    board.gate('go', {
      type: 'record',
      ...onCall,
      result: PASS,
      by: 'system:on-call',
    }),
  ).toBeUndefined();
}

function sign(
  board: MemoryTrain,
  by: string,
  patch: { decision?: 'rejected'; comment?: string; digest?: string } = {},
) {
  return board.gate('go', {
    type: 'sign',
    decision: patch.decision ?? 'approved',
    comment: patch.comment,
    evidenceDigest: patch.digest ?? board.digest('go'),
    by,
    ownershipRefs: RELEASE,
  });
}

const decisions = (board: MemoryTrain): GateDecision[] =>
  board.gates.get('go')!.decisions;
const status = (board: MemoryTrain) => board.gates.get('go')!.status;

describe('a product that nobody owns', () => {
  it('is answered for by whoever owns the train', () => {
    const manifest = trainManifest({
      products: [productOf('shop')],
      dependencies: [],
      milestones: [
        { id: 'freeze', title: 'Freeze', at: 'D-1', deadline: true },
      ],
      gates: [
        {
          id: 'go',
          criteria: [
            {
              id: 'ready',
              checklist: {
                items: [{ id: 'docs', title: 'Docs', evidence: false }],
              },
            },
          ],
        },
      ],
    });
    const board = new MemoryTrain(
      manifest,
      '2030-03-20T00:00:00.000Z',
      undefined,
      {
        entities: { 'component:default/shop': { title: 'shop' } },
        dependencies: [],
        consumers: [],
      },
    );
    const tickAs = (ownershipRefs: string[]) =>
      board.product('shop', {
        type: 'tick',
        ...GATE,
        criterion: 'ready',
        item: 'docs',
        done: true,
        evidence: [],
        by: MEI,
        ownershipRefs,
      });
    const confirmAs = (ownershipRefs: string[]) =>
      board.command({
        type: 'confirmReady',
        product: 'shop',
        milestone: 'freeze',
        by: MEI,
        ownershipRefs,
        evidence: [],
      });
    expect(tickAs([])?.message).toBe(
      '“Docs” is for group:default/commerce to tick',
    );
    expect(confirmAs([])?.message).toBe(
      'group:default/commerce says whether shop is ready',
    );
    expect(tickAs(['group:default/commerce'])).toBeUndefined();
    expect(confirmAs(['group:default/commerce'])).toBeUndefined();
  });
});

describe('a gate', () => {
  it('waits until it opens, then takes signatures', () => {
    const board = new MemoryTrain(trainManifest(), '2030-03-01T00:00:00.000Z');
    expect(status(board)).toBe('waiting');
    expect(board.wakeAt).toBe('2030-03-19T09:00:00.000Z');
    board.wake();
    expect(status(board)).toBe('open');
    expect(board.gates.get('go')?.expiresAt).toBe('2030-04-18T09:00:00.000Z');
  });

  it('without rules for signatures is a GO as soon as its evidence is complete', () => {
    const board = new MemoryTrain(trainManifest(), '2030-03-20T00:00:00.000Z');
    board.gate('go', {
      type: 'record',
      ...onCall,
      result: PASS,
      by: 'system:on-call',
    });
    expect(decisions(board)).toMatchObject([
      {
        outcome: 'go',
        cause: 'evidence',
        by: [],
        reason: 'All evidence is there',
      },
    ]);
    expect(sign(board, BEN)?.message).toBe('Go or no-go is a GO already');
  });

  it('is a GO with all evidence and all signatures, and keeps what that rested on', () => {
    const board = train();
    complete(board);
    expect(sign(board, BEN)).toBeUndefined();
    expect(status(board)).toBe('open');
    expect(sign(board, MEI)).toBeUndefined();
    expect(status(board)).toBe('go');
    const [decision] = decisions(board);
    expect(decision).toMatchObject({
      outcome: 'go',
      cause: 'evidence',
      by: [BEN, MEI],
      planRevision: 1,
      evidenceDigest: board.digest('go'),
      rests: [
        { part: 'train', counts: { pass: 1 } },
        {
          part: 'payments',
          counts: { pass: 2 },
          version: board.products.get('payments')?.version,
        },
        { part: 'shop', counts: { pass: 1 } },
      ],
      signOffs: [{ by: BEN }, { by: MEI }],
    });
  });

  it('keeps the figures that it was measured by, to which no signature binds', () => {
    const board = new MemoryTrain(
      trainManifest({
        products: [productOf('shop')],
        dependencies: [],
        gates: [
          {
            id: 'go',
            title: 'Go or no-go',
            criteria: [
              {
                id: 'errors',
                title: 'Errors',
                analysis: {
                  metrics: [{ name: 'errors', prometheus: { query: 'x' } }],
                },
              },
            ],
            signOffs: [{ id: 'release', from: RELEASE, required: 2 }],
          },
        ],
        waves: [{ id: 'all' }],
      }),
      '2030-03-20T00:00:00.000Z',
    );
    const measure = (value: number) =>
      board.product('shop', {
        type: 'record',
        ...GATE,
        criterion: 'errors',
        result: {
          status: 'pass',
          summary: 'Successful',
          evidence: [],
          facts: { phase: 'Successful' },
          measured: {
            figures: [{ name: 'errors', status: 'Successful', value }],
          },
        },
        by: SYSTEM_ACTOR.ref,
      });
    measure(0.2);
    sign(board, BEN);
    board.at('2030-03-20T00:20:00.000Z');
    measure(0.3);
    sign(board, MEI);
    expect(decisions(board)).toMatchObject([
      {
        outcome: 'go',
        by: [BEN, MEI],
        rests: [
          {
            part: 'shop',
            measured: [
              {
                criterion: 'errors',
                title: 'Errors',
                at: '2030-03-20T00:20:00.000Z',
                figures: [{ name: 'errors', value: 0.3 }],
              },
            ],
          },
        ],
      },
    ]);
    expect(trainReport(board, board.now)).toContain(
      '  - shop: Errors: errors 0.3, Successful',
    );
  });

  it('is no GO while anything is missing, however many have signed', () => {
    const board = train();
    tick(board, 'payments');
    sign(board, BEN);
    sign(board, MEI);
    expect(status(board)).toBe('open');
  });

  it('tells signers whose signature has turned stale, and asks them again', () => {
    const board = train();
    complete(board);
    sign(board, BEN);
    board.gate('go', {
      type: 'record',
      ...onCall,
      result: { ...PASS, facts: { people: ['x'] } },
      by: 'system:on-call',
    });
    expect(board.log.at(-1)?.event).toMatchObject({
      type: 'gate.evidenceChanged',
      data: { stale: [BEN] },
    });
    sign(board, MEI);
    expect(status(board)).toBe('open');
    sign(board, BEN);
    expect(status(board)).toBe('go');
  });

  it('opens again after a GO when what it rested on changes', () => {
    const board = train();
    complete(board);
    sign(board, BEN);
    sign(board, MEI);
    board.gate('go', {
      type: 'record',
      ...onCall,
      result: { status: 'fail', summary: 'Nobody', evidence: [] },
      by: 's',
    });
    expect(board.log.at(-1)?.event).toMatchObject({
      type: 'gate.reopened',
      data: { cause: 'evidenceChanged' },
    });
    expect(status(board)).toBe('open');
    expect(decisions(board)).toHaveLength(1);
  });

  it('keeps its signatures when the same is found once more', () => {
    const board = train({ validFor: '2d' });
    complete(board);
    sign(board, BEN);
    board.at('2030-03-20T12:00:00.000Z');
    board.product('payments', {
      type: 'record',
      ...GATE,
      criterion: 'ci',
      result: { ...PASS, summary: 'Again' },
      by: 's',
    });
    sign(board, MEI);
    expect(status(board)).toBe('go');
  });

  it('keeps its signatures while a host asks to wait, says so, and has no word of it after the next look', () => {
    const board = train();
    const ci = { ...GATE, criterion: 'ci' };
    const found = () =>
      board
        .part('go', 'payments')
        .standings.find(({ criterion }) => criterion === 'ci');
    const postponed = { host: 'github.com', until: '2030-03-20T13:00:00.000Z' };
    board.product('payments', { type: 'postpone', ...ci, postponed });
    expect(found()).toMatchObject({
      status: 'pending',
      blocks: true,
      summary:
        'Nobody has looked yet: github.com asks to wait until 2030-03-20T13:00:00.000Z',
    });
    complete(board);
    sign(board, BEN);
    sign(board, MEI);
    expect(status(board)).toBe('go');
    const { at } = found()!;
    board.at('2030-03-20T12:00:00.000Z');
    board.product('payments', { type: 'postpone', ...ci, postponed });
    const { length } = board.log;
    board.product('payments', { type: 'postpone', ...ci, postponed });
    expect(board.log).toHaveLength(length);
    expect(found()).toMatchObject({
      status: 'pass',
      blocks: false,
      at,
      summary: `${PASS.summary}. Nobody has looked since: github.com asks to wait until 2030-03-20T13:00:00.000Z`,
    });
    expect(status(board)).toBe('go');
    board.at('2030-03-20T13:00:00.000Z');
    board.product('payments', {
      type: 'record',
      ...ci,
      result: PASS,
      by: 'system:ci',
    });
    expect(found()).toMatchObject({
      summary: PASS.summary,
      at: '2030-03-20T13:00:00.000Z',
    });
    expect(status(board)).toBe('go');
  });

  it('keeps the verdict on a finding as long as the same is found', () => {
    const board = train({ validFor: '2d' });
    const recordCi = (facts: string, at: string) => {
      board.at(at);
      board.product('payments', {
        type: 'record',
        ...GATE,
        criterion: 'ci',
        result: {
          status: 'inconclusive',
          summary: 'Nobody can tell',
          evidence: [],
          facts,
        },
        by: SYSTEM_ACTOR.ref,
      });
    };
    recordCi('one flaky check', '2030-03-20T00:00:00.000Z');
    board.product('payments', {
      type: 'giveVerdict',
      ...GATE,
      criterion: 'ci',
      status: 'pass',
      reason: 'It is flaky',
      by: BEN,
    });
    complete(board, { ci: false });
    sign(board, BEN);
    sign(board, MEI);
    expect(status(board)).toBe('go');
    const looks = () =>
      board.log.filter(({ event }) => event.type === 'criterion.recorded')
        .length;
    const before = looks();
    // Looked at again and again: it counts on, and is written down a few times only.
    for (let hour = 1; hour <= 72; hour += 1) {
      recordCi(
        'one flaky check',
        new Date(
          Date.parse('2030-03-20T00:00:00.000Z') + hour * 3_600_000,
        ).toISOString(),
      );
    }
    expect(status(board)).toBe('go');
    expect(looks() - before).toBe(6);

    recordCi('two flaky checks', '2030-03-23T01:00:00.000Z');
    expect(status(board)).toBe('open');
    expect(board.part('go', 'payments').part.blocking).toMatchObject([
      { criterion: 'ci', status: 'inconclusive' },
    ]);
  });

  it('is open again when a result grows too old', () => {
    const board = train({ validFor: '2d' });
    complete(board);
    sign(board, BEN);
    sign(board, MEI);
    expect(status(board)).toBe('go');
    board.at('2030-03-22T00:00:00.000Z');
    expect(status(board)).toBe('open');
    expect(board.part('go', 'payments').part.blocking).toMatchObject([
      { criterion: 'ci', status: 'expired' },
    ]);
  });

  it('is a NO-GO by one rejection with its reason, until somebody opens it again with theirs', () => {
    const board = train();
    complete(board);
    sign(board, BEN);
    expect(sign(board, MEI, { decision: 'rejected' })?.message).toBe(
      'A rejection needs its reason',
    );
    sign(board, MEI, { decision: 'rejected', comment: 'Too late in the week' });
    expect(decisions(board)).toMatchObject([
      {
        outcome: 'noGo',
        cause: 'rejected',
        by: [MEI],
        reason: 'Too late in the week',
      },
    ]);
    expect(sign(board, BEN)?.message).toBe('Go or no-go is a NO-GO already');
    expect(
      board.gate('go', { type: 'reopen', by: ANA, reason: ' ' })?.code,
    ).toBe('invalid');
    board.gate('go', { type: 'reopen', by: ANA, reason: 'Moved to Monday' });
    expect(status(board)).toBe('open');
    sign(board, MEI);
    expect(status(board)).toBe('go');
    expect(
      board.gate('go', { type: 'reopen', by: ANA, reason: 'x' })?.code,
    ).toBe('conflict');
  });

  it('is a NO-GO when nobody decides in time', () => {
    const board = train({ expiresAfter: '2d' });
    complete(board);
    board.at('2030-03-22T00:00:00.000Z');
    expect(decisions(board)).toMatchObject([
      {
        outcome: 'noGo',
        cause: 'expired',
        by: [],
        reason: 'Nobody decided until 2030-03-22T00:00:00.000Z',
      },
    ]);
  });

  it('opens again when the plan is revised, whose author can’t sign it then', () => {
    const board = train();
    complete(board);
    sign(board, MEI, { decision: 'rejected', comment: 'No' });
    board.revise(board.train.manifest, BEN);
    expect(status(board)).toBe('open');
    expect(sign(board, BEN)).toMatchObject({ code: 'notAllowed' });
    expect(sign(board, ANA)).toMatchObject({ code: 'notAllowed' });
    const go = train();
    complete(go);
    sign(go, BEN);
    sign(go, MEI);
    go.revise(go.train.manifest);
    expect(
      go.log.filter(({ event }) => event.type === 'gate.reopened'),
    ).toMatchObject([
      { event: { data: { cause: 'planRevised', planRevision: 2 } } },
    ]);
  });

  it('lets a signature be withdrawn until it has decided', () => {
    const board = train();
    complete(board);
    expect(board.gate('go', { type: 'withdrawSignOff', by: BEN })?.code).toBe(
      'invalid',
    );
    sign(board, BEN);
    expect(
      board.gate('go', { type: 'withdrawSignOff', by: BEN }),
    ).toBeUndefined();
    sign(board, MEI);
    expect(status(board)).toBe('open');
    sign(board, BEN);
    expect(board.gate('go', { type: 'withdrawSignOff', by: BEN })?.code).toBe(
      'conflict',
    );
  });

  it('refuses a signature of something else than what there is', () => {
    const board = train();
    expect(sign(board, BEN, { digest: 'sha256:old' })).toMatchObject({
      code: 'stale',
    });
  });

  it('keeps what it rested on as it was, once the train has left', () => {
    const board = train();
    complete(board);
    sign(board, BEN);
    sign(board, MEI);
    board.at(DEPARTURE);
    expect(board.command({ type: 'depart', by: ANA })).toBeUndefined();
    expect(
      board.gate('go', { type: 'record', ...onCall, result: PASS, by: 's' })
        ?.message,
    ).toContain('what it rested on is kept as it was');
    board.at('2031-01-01T00:00:00.000Z');
    expect(status(board)).toBe('go');
  });
});

describe('a criterion', () => {
  const record = (
    board: MemoryTrain,
    result: Extract<
      Parameters<MemoryTrain['gate']>[1],
      { type: 'record' }
    >['result'],
  ) => board.gate('go', { type: 'record', ...onCall, result, by: 's' });
  const standing = (board: MemoryTrain) =>
    board.gateContext('go') && board.gates.get('go')!;

  it('passes on evidence only', () => {
    expect(
      record(train(), { status: 'pass', summary: 'Trust me', evidence: [] })
        ?.message,
    ).toContain('A pass needs evidence');
  });

  it('that is not asked there, or follows from what people do, can’t be recorded', () => {
    const board = train();
    const ready = {
      type: 'record',
      ...GATE,
      criterion: 'ready',
      result: PASS,
      by: 's',
    } as const;
    expect(board.product('payments', ready)?.message).toBe(
      "Ready is of the kind checklist: its result follows from what people do, it can't be recorded",
    );
    expect(board.product('shop', { ...ready, criterion: 'ci' })?.message).toBe(
      'Go or no-go asks nothing named ci of shop',
    );
    expect(board.gate('go', ready)?.message).toBe(
      'Go or no-go asks nothing named ready of the train as a whole',
    );
    expect(board.product('shop', { ...ready, gate: 'other' })?.message).toBe(
      'The train has no gate other',
    );
  });

  it('adds nothing when the same is found again', () => {
    const board = train();
    record(board, PASS);
    const { length } = board.log;
    record(board, PASS);
    expect(board.log).toHaveLength(length);
  });

  it('of a checklist is ticked by whom it is for, with evidence, and can be unticked', () => {
    const board = train();
    const item = {
      type: 'tick',
      ...GATE,
      criterion: 'ready',
      item: 'notes',
      done: true,
      evidence: [] as EvidenceLink[],
      by: ANA,
      ownershipRefs: [] as string[],
    } as const;
    const team = ['group:default/team-shop'];
    expect(board.product('shop', { ...item, item: 'other' })?.message).toBe(
      'Ready has no item other',
    );
    expect(board.product('shop', item)?.message).toBe(
      '“Notes” is for group:default/team-shop to tick',
    );
    expect(
      board.product('shop', { ...item, ownershipRefs: team })?.message,
    ).toContain('needs its evidence');
    expect(
      board.product('shop', { ...item, ownershipRefs: team, done: false }),
    ).toBeUndefined();
    tick(board, 'shop');
    expect(board.part('go', 'shop').part.counts).toEqual({ pass: 1 });
    board.product('shop', { ...item, ownershipRefs: team, done: false });
    expect(board.part('go', 'shop').part.counts).toEqual({ pending: 1 });
  });

  it('can be waived by a person with a reason, for as long as the criticality allows', () => {
    const board = train();
    const waive = (expiresAt: string, reason = 'Known and small') =>
      board.product('payments', {
        type: 'waive',
        ...GATE,
        criterion: 'ci',
        reason,
        expiresAt,
        by: MEI,
      });
    expect(waive('2030-03-25T00:00:00Z', ' ')?.message).toBe(
      'A waiver needs its reason',
    );
    expect(waive('2030-03-19T00:00:00Z')?.code).toBe('invalid');
    expect(waive('2031-03-19T00:00:00Z')?.message).toContain(
      'lasts 30d at most: until 2030-04-19T00:00:00.000Z',
    );
    expect(waive('2030-03-25T00:00:00Z')).toBeUndefined();
    tick(board, 'payments');
    tick(board, 'shop');
    record(board, PASS);
    sign(board, BEN);
    sign(board, MEI);
    expect(decisions(board)[0].rests[1]).toMatchObject({
      counts: { pass: 1, waived: 1 },
      waivers: [
        {
          criterion: 'ci',
          by: MEI,
          reason: 'Known and small',
          expiresAt: '2030-03-25T00:00:00.000Z',
        },
      ],
      validUntil: '2030-03-25T00:00:00.000Z',
    });
    board.at('2030-03-25T00:00:00.000Z');
    expect(status(board)).toBe('open');
  });

  it('loses its waiver when that is revoked, and has none where nothing can be waived', () => {
    const board = train();
    const place = { ...GATE, criterion: 'ci' };
    expect(
      board.product('payments', { type: 'revokeWaiver', ...place, by: MEI }),
    ).toBeUndefined();
    board.product('payments', {
      type: 'waive',
      ...place,
      reason: 'r',
      expiresAt: '2030-03-25T00:00:00Z',
      by: MEI,
    });
    expect(board.part('go', 'payments').part.counts.waived).toBe(1);
    board.product('payments', { type: 'revokeWaiver', ...place, by: MEI });
    expect(board.part('go', 'payments').part.counts.waived).toBeUndefined();
    const strict = new MemoryTrain(
      trainManifest(),
      undefined,
      strictnessTable({
        critical: { longestWaiver: false, demands: [] },
        medium: { demands: [] },
      }),
    );
    expect(
      strict.gate('go', {
        type: 'waive',
        ...onCall,
        reason: 'r',
        expiresAt: '2030-03-25T00:00:00Z',
        by: MEI,
      })?.message,
    ).toBe('Nothing can be waived for what is critical');
  });

  it('that is inconclusive asks a person, whose verdict stands until there is a new result', () => {
    const board = train();
    const verdict = (word: 'pass' | 'fail', reason = 'Looked at it') =>
      board.gate('go', {
        type: 'giveVerdict',
        ...onCall,
        status: word,
        reason,
        by: MEI,
      });
    expect(verdict('pass')?.message).toBe(
      'A verdict is for what is inconclusive; this is missing',
    );
    record(board, {
      status: 'inconclusive',
      summary: 'Few samples',
      evidence: [],
    });
    expect(verdict('pass', '')?.message).toBe('A verdict needs its reason');
    expect(verdict('pass')).toBeUndefined();
    expect(verdict('fail')?.message).toBe(
      `${MEI} has decided already: Looked at it`,
    );
    expect(standing(board).criteria['go/on-call'].verdict).toMatchObject({
      status: 'pass',
    });
    record(board, {
      status: 'inconclusive',
      summary: 'Still few',
      evidence: [],
    });
    expect(standing(board).criteria['go/on-call'].verdict).toBeUndefined();
  });

  it.each([
    'pending',
    'inconclusive',
    'aborted',
    'error',
    'fail',
    'warning',
  ] as const)('that is %s is no GO for what is critical', result => {
    const board = new MemoryTrain(trainManifest(), '2030-03-20T00:00:00.000Z');
    record(board, { status: result, summary: 's', evidence: [] });
    expect(status(board)).toBe('open');
  });

  it('that is a warning counts where its criticality, or it itself, accepts one', () => {
    const gate = (acceptWarning?: boolean) =>
      new MemoryTrain(
        trainManifest({
          products: [productOf('shop', { criticality: 'low' })],
          dependencies: [],
          gates: [
            {
              id: 'go',
              criteria: [
                {
                  id: 'ci',
                  ci: {},
                  ...(acceptWarning !== undefined && { acceptWarning }),
                },
              ],
            },
          ],
          waves: [{ id: 'all' }],
        }),
        '2030-03-20T00:00:00.000Z',
      );
    const warn = {
      type: 'record',
      ...GATE,
      criterion: 'ci',
      result: { ...PASS, status: 'warning' },
      by: 's',
    } as const;
    const lax = gate();
    lax.product('shop', warn);
    expect(status(lax)).toBe('go');
    const strict = gate(false);
    strict.product('shop', warn);
    expect(status(strict)).toBe('open');
  });
});

describe('a sign-off that is a criterion', () => {
  function signed() {
    return new MemoryTrain(
      trainManifest({
        products: [productOf('shop')],
        dependencies: [],
        gates: [
          {
            id: 'go',
            title: 'Go',
            criteria: [
              { id: 'ci', ci: {} },
              { id: 'owner', title: 'Owner', signOff: { from: RELEASE } },
            ],
          },
        ],
        waves: [{ id: 'all' }],
      }),
      '2030-03-20T00:00:00.000Z',
    );
  }
  const signOwner = (board: MemoryTrain, patch: object = {}) =>
    board.product('shop', {
      type: 'signCriterion',
      ...GATE,
      criterion: 'owner',
      decision: 'approved',
      evidenceDigest: board.part('go', 'shop').subjectDigest,
      by: BEN,
      ownershipRefs: RELEASE,
      ...patch,
    });
  const ci = (board: MemoryTrain, url = 'https://ci/1') =>
    board.product('shop', {
      type: 'record',
      ...GATE,
      criterion: 'ci',
      result: { ...PASS, evidence: [{ title: 'CI', url }] },
      by: 's',
    });
  const blocking = (board: MemoryTrain) =>
    board.part('go', 'shop').part.blocking;

  it('binds to the other criteria of its product, and turns stale with them', () => {
    const board = signed();
    ci(board);
    signOwner(board);
    expect(status(board)).toBe('go');
    ci(board, 'https://ci/2');
    expect(status(board)).toBe('open');
    expect(blocking(board)[0].summary).toContain(
      'stale since what was signed has changed: user:default/ben',
    );
    signOwner(board);
    expect(status(board)).toBe('go');
  });

  it('fails by a rejection, and waits again when that is withdrawn', () => {
    const board = signed();
    ci(board);
    expect(signOwner(board, { decision: 'rejected' })?.message).toBe(
      'A rejection needs its reason',
    );
    signOwner(board, { decision: 'rejected', comment: 'Not yet' });
    expect(blocking(board)).toMatchObject([
      { status: 'fail', summary: 'Rejected by user:default/ben: Not yet' },
    ]);
    const withdraw = {
      type: 'withdrawCriterionSignOff',
      ...GATE,
      criterion: 'owner',
    } as const;
    expect(board.product('shop', { ...withdraw, by: MEI })?.message).toBe(
      'You have not signed this',
    );
    board.product('shop', { ...withdraw, by: BEN });
    expect(blocking(board)).toMatchObject([{ status: 'missing' }]);
  });

  it('is refused to others, to authors, for other evidence, and where nothing is to be signed', () => {
    const board = signed();
    expect(signOwner(board, { ownershipRefs: [] })?.code).toBe('notAllowed');
    expect(signOwner(board, { by: ANA })?.code).toBe('notAllowed');
    expect(signOwner(board, { evidenceDigest: 'old' })?.code).toBe('stale');
    expect(signOwner(board, { criterion: 'ci' })?.message).toBe(
      'ci is nothing to sign',
    );
  });

  it('takes as many people as the criticality says, if that is more', () => {
    const board = new MemoryTrain(
      signed().train.manifest,
      '2030-03-20T00:00:00.000Z',
      strictnessTable({ medium: { demands: [], signOffs: 2 } }),
    );
    ci(board);
    signOwner(board);
    expect(blocking(board)).toMatchObject([
      {
        status: 'pending',
        summary: 'Waits for 1 more of group:default/release',
      },
    ]);
    signOwner(board, { by: MEI });
    expect(status(board)).toBe('go');
  });
});
