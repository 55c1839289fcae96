import {
  askedCriteria,
  calendarEntries,
  calendarUntil,
  criterionContextOf,
  derivedResult,
  entityTrain,
  gatesWakeAt,
  postMortemDraft,
  trainBoard,
  trainInbox,
  trainReport,
  trainTimeline,
  type TimelineEvent,
  renderCommunication,
  trainStreamOf,
  TrainFold,
} from '.';
import {
  DEPARTURE,
  MemoryTrain,
  PASS,
  productOf,
  trainManifest,
} from './testing/MemoryTrain';

const ANA = 'user:default/ana';
const BEN = 'user:default/ben';
const SHOP_OWNER = 'group:default/team-shop';
const CHECKLIST = {
  id: 'docs',
  checklist: {
    items: [
      { id: 'written', title: 'Docs are written' },
      {
        id: 'legal',
        title: 'Legal has read them',
        owner: 'group:default/legal',
      },
    ],
  },
};

/** A train with something of everything that somebody can be asked for. */
function richTrain(): MemoryTrain {
  return new MemoryTrain(
    trainManifest({
      products: [
        productOf('vault'),
        productOf('shop', {
          scope: ['A [new] basket'],
          runbooks: [
            {
              id: 'by-hand',
              title: 'By hand',
              steps: [
                { id: 'one', title: 'One' },
                { id: 'two', title: 'Two' },
              ],
            },
          ],
          activation: [
            { id: 'switch', manual: { runbook: 'by-hand' } },
            { id: 'look', manual: { instructions: 'Look at it' } },
          ],
        }),
      ],
      dependencies: [{ from: 'shop', to: 'vault', reason: 'cards' }],
      milestones: [
        { id: 'freeze', title: 'Code freeze', at: 'D-10', deadline: true },
        { id: 'party', title: 'Party', at: 'D+2' },
      ],
      windows: [
        {
          kind: 'deny',
          ranges: [{ from: '2030-03-20T00:00', to: '2030-03-21T00:00' }],
          reason: 'Quarter end',
        },
        {
          kind: 'allow',
          rrule: 'FREQ=DAILY;BYHOUR=8;BYMINUTE=0;BYSECOND=0',
          duration: '10h',
        },
      ],
      rehearsals: [
        { id: 'stage', title: 'On stage', environment: 'staging', due: 'D-5' },
      ],
      gates: [
        {
          id: 'go',
          title: 'Go or no-go',
          criteria: [
            { ...CHECKLIST, products: ['shop'] },
            {
              id: 'eyes',
              products: ['shop'],
              signOff: { from: [BEN] },
            },
            { id: 'rehearsed', rehearsal: { rehearsals: ['stage'] } },
            {
              id: 'news',
              scope: 'train',
              communications: { communications: ['hello'] },
            },
            { id: 'people', scope: 'train', onCall: {} },
          ],
          signOffs: [{ id: 'release', from: [BEN] }],
        },
      ],
      communications: [
        {
          id: 'hello',
          persona: 'customers',
          moment: 'before',
          milestone: 'freeze',
          channels: [{ kind: 'email', to: ['all@example.com'] }],
          subject: 'Something new',
          body: 'It comes',
          approvers: ['group:default/marketing'],
        },
        {
          id: 'bye',
          persona: 'internal',
          moment: 'after',
          wave: 'all',
          channels: [{ kind: 'notification', to: ['group:default/all'] }],
          subject: 'It is there',
          body: 'Look',
        },
      ],
      success: [
        {
          id: 'adoption',
          title: 'Adoption',
          kind: 'adoption',
          target: '>=20',
          unit: '%',
        },
        { id: 'errors', title: 'Errors', kind: 'error', target: '<1' },
      ],
    }),
  );
}

function inboxOf(train: MemoryTrain, ref: string, ...groups: string[]) {
  return trainInbox(train, { ref, ownershipRefs: [ref, ...groups] }, train.now);
}

const questions = (items: { question: string }[]) =>
  items.map(({ question }) => question);

function completeEvidence(train: MemoryTrain): void {
  answerAllButSignatures(train);
  const [board] = trainBoard(train, train.now);
  train.product('shop', {
    type: 'signCriterion',
    gate: 'go',
    criterion: 'eyes',
    decision: 'approved',
    evidenceDigest: board.parts.find(({ part }) => part === 'shop')!
      .subjectDigest,
    by: BEN,
    ownershipRefs: [BEN],
  });
}

function answerAllButSignatures(train: MemoryTrain): void {
  for (const [item, owner] of [
    ['written', SHOP_OWNER],
    ['legal', 'group:default/legal'],
  ]) {
    train.product('shop', {
      type: 'tick',
      gate: 'go',
      criterion: 'docs',
      item,
      done: true,
      note: 'Done',
      evidence: [],
      by: ANA,
      ownershipRefs: [owner],
    });
  }
  train.command({ type: 'startRehearsal', rehearsal: 'stage', by: ANA });
  train.command({
    type: 'finishRehearsal',
    rehearsal: 'stage',
    result: 'passed',
    by: ANA,
    notes: 'Went well',
    evidence: [],
    rollback: true,
  });
  const hello = train.train.communications.find(({ id }) => id === 'hello')!;
  train.command({
    type: 'approveCommunication',
    id: 'hello',
    by: BEN,
    ownershipRefs: ['group:default/marketing'],
    digest: hello.digest,
  });
  for (const asked of askedCriteria(train.train)) {
    const result = derivedResult(train.train, asked);
    const place = { gate: asked.gate.id, criterion: asked.criterion.id };
    if (result && asked.product !== undefined) {
      train.product(asked.product, {
        type: 'record',
        ...place,
        result,
        by: 'system',
      });
    } else if (result) {
      train.gate('go', { type: 'record', ...place, result, by: 'system' });
    }
  }
  train.gate('go', {
    type: 'record',
    gate: 'go',
    criterion: 'people',
    result: PASS,
    by: 'system',
  });
}

describe('milestones', () => {
  it('are announced a day before, once, and once more when they are moved', () => {
    const train = richTrain();
    const announced = () =>
      train.log.filter(({ event }) => event.type === 'milestone.announced');
    train.at('2030-03-15T08:59:00.000Z');
    expect(announced()).toEqual([]);
    train.at('2030-03-15T09:00:00.000Z');
    train.at('2030-03-15T10:00:00.000Z');
    expect(announced()).toHaveLength(1);
    expect(train.train.announced).toEqual([
      { id: 'freeze', at: '2030-03-16T09:00:00.000Z' },
    ]);
    const { spec } = train.train.manifest;
    train.revise({
      ...train.train.manifest,
      spec: { ...spec, departure: '2030-03-27T10:00' },
    });
    train.at('2030-03-16T10:00:00.000Z');
    expect(announced()).toHaveLength(2);
  });

  it('wake the train up in time', () => {
    const train = new MemoryTrain(
      trainManifest({
        milestones: [{ id: 'freeze', title: 'Code freeze', at: 'D-10' }],
      }),
    );
    expect(train.wakeAt).toBe('2030-03-15T09:00:00.000Z');
  });
});

describe('a communication', () => {
  const ofBody = (body: string) =>
    renderCommunication(richTrain().train, {
      id: 'bye',
      subject: '${{ wave.id }} of ${{ train.id }}',
      body,
    });

  it('is rendered with the values of the train and of its wave', () => {
    expect(ofBody('Since ${{ milestones.freeze }}')).toEqual({
      subject: 'all of train-1',
      body: 'Since 2030-03-16T09:00:00.000Z',
    });
  });

  it('is not rendered with a value that the train does not have', () => {
    expect(() => ofBody('${{ milestones.nonsense }}')).toThrow(/nonsense/);
  });
});

describe('the inbox of a train', () => {
  it('asks each for what is theirs, and nobody for what is not', () => {
    const train = richTrain();
    expect(inboxOf(train, ANA, SHOP_OWNER)).toEqual([]);
    train.at('2030-03-19T09:00:00.000Z');
    expect(questions(inboxOf(train, ANA, SHOP_OWNER))).toEqual([
      'Code freeze: is shop ready?',
      'Docs are written: is it done for shop?',
    ]);
    expect(questions(inboxOf(train, ANA, 'group:default/legal'))).toEqual([
      'Legal has read them: is it done for shop?',
    ]);
    expect(questions(inboxOf(train, ANA, 'group:default/marketing'))).toEqual([
      'May “Something new” go out?',
    ]);
    expect(questions(inboxOf(train, ANA, 'group:default/commerce'))).toEqual([
      'May “It is there” go out?',
    ]);
    expect(inboxOf(train, 'user:default/eve')).toEqual([]);
  });

  it('asks for each item of a checklist until it is ticked', () => {
    const train = richTrain();
    train.at('2030-03-19T09:00:00.000Z');
    const checks = () =>
      inboxOf(train, ANA, SHOP_OWNER, 'group:default/legal').filter(
        ({ kind }) => kind === 'checklist',
      );
    expect(checks()).toMatchObject([
      { subject: 'written', answerable: true },
      { subject: 'legal', answerable: true },
    ]);
    train.product('shop', {
      type: 'tick',
      gate: 'go',
      criterion: 'docs',
      item: 'written',
      done: true,
      note: 'Done',
      evidence: [],
      by: ANA,
      ownershipRefs: [SHOP_OWNER],
    });
    expect(checks().map(({ subject }) => subject)).toEqual(['legal']);
  });

  it('asks for a signature of a criterion when the rest is there, of who has not signed what there is now', () => {
    const train = richTrain();
    train.at('2030-03-19T09:00:00.000Z');
    expect(inboxOf(train, BEN)).toEqual([]);
    answerAllButSignatures(train);
    expect(questions(inboxOf(train, BEN))).toEqual([
      'eyes: do you sign for shop?',
    ]);
    completeEvidence(train);
    expect(questions(inboxOf(train, BEN))).toEqual([
      'Go or no-go: Go or no-go?',
    ]);
  });

  it('asks for a go when all evidence is there, of who may sign and has not', () => {
    const train = richTrain();
    train.at('2030-03-19T09:00:00.000Z');
    completeEvidence(train);
    const [gate] = inboxOf(train, BEN);
    expect(gate).toMatchObject({
      kind: 'gate',
      question: 'Go or no-go: Go or no-go?',
      digest: train.digest('go'),
      until: expect.any(String),
    });
    train.gate('go', {
      type: 'sign',
      decision: 'approved',
      evidenceDigest: gate.digest!,
      by: BEN,
      ownershipRefs: [BEN],
    });
    expect(train.gates.get('go')?.status).toBe('go');
    expect(inboxOf(train, BEN)).toEqual([]);
  });

  it('asks for a verdict on what is inconclusive, on a criterion as on a wave', () => {
    const train = richTrain();
    train.at('2030-03-19T09:00:00.000Z');
    train.gate('go', {
      type: 'record',
      gate: 'go',
      criterion: 'people',
      result: { ...PASS, status: 'inconclusive' },
      by: 'system',
    });
    expect(questions(inboxOf(train, ANA, 'group:default/commerce'))).toContain(
      'people is inconclusive for train: does it pass?',
    );

    const asked = {
      ...train.train.waves[0],
      status: 'awaitingVerdict' as const,
    };
    train.train = {
      ...train.train,
      phase: 'departing',
      currentWave: 0,
      waves: [asked, train.train.waves[1]],
    };
    expect(
      inboxOf(train, ANA, 'group:default/commerce').find(
        ({ wave }) => wave === 'pilot',
      ),
    ).toMatchObject({ kind: 'verdict', summary: 'Nothing was measured' });
    train.train = {
      ...train.train,
      waves: [
        {
          ...asked,
          returnTo: 'analysing',
          after: {
            phase: 'Inconclusive',
            message: 'Too few samples',
            metrics: {},
            evidence: [],
            at: train.now,
          },
        },
        train.train.waves[1],
      ],
    };
    expect(
      inboxOf(train, ANA, 'group:default/commerce').map(
        ({ summary }) => summary,
      ),
    ).toContain('Too few samples');
  });

  it('asks who owns a product for its steps by hand', () => {
    const train = departed();
    train.finishAll();
    expect(inboxOf(train, ANA, SHOP_OWNER)).toMatchObject([
      {
        kind: 'manualStep',
        question: 'shop: switch',
        summary: '0 of 2 steps are ticked',
      },
    ]);
    for (const runbookStep of ['one', 'two']) {
      train.product('shop', {
        type: 'tickRunbook',
        wave: 'pilot',
        step: 'switch',
        runbookStep,
        result: 'done',
        by: ANA,
        onCall: [],
      });
    }
    expect(inboxOf(train, ANA, SHOP_OWNER)).toMatchObject([
      { question: 'shop: look', summary: 'To be done by hand' },
    ]);
  });

  it('says until when, and whom it asks where nobody is named', () => {
    const train = richTrain();
    train.at('2030-03-15T10:00:00.000Z');
    expect(inboxOf(train, ANA, SHOP_OWNER)).toMatchObject([
      { summary: 'The deadline is 2030-03-16T09:00:00.000Z' },
    ]);
    train.train = {
      ...train.train,
      plan: {
        ...train.train.plan,
        products: train.train.plan.products.map(
          ({ owner: _owner, ...product }) => product,
        ),
      },
      communications: [
        ...train.train.communications,
        { ...train.train.communications[0], id: 'unknown' },
      ],
    };
    const asked = inboxOf(train, ANA, 'group:default/commerce');
    expect(asked.map(({ product, subject }) => product ?? subject)).toEqual(
      expect.arrayContaining(['vault', 'shop', 'unknown', 'bye']),
    );
  });

  it('is empty once a train has ended', () => {
    const train = richTrain();
    train.command({ type: 'cancel', by: ANA, reason: 'Not now' });
    expect(inboxOf(train, ANA, 'group:default/commerce')).toEqual([]);
  });
});

/** The rich train, on its way. */
function departed(): MemoryTrain {
  const train = richTrain();
  train.at('2030-03-15T09:00:00.000Z');
  for (const product of ['vault', 'shop']) {
    train.command({
      type: 'confirmReady',
      product,
      milestone: 'freeze',
      by: ANA,
      ownershipRefs: [`group:default/team-${product}`],
      evidence: [],
    });
  }
  train.at('2030-03-19T09:00:00.000Z');
  completeEvidence(train);
  train.gate('go', {
    type: 'sign',
    decision: 'approved',
    comment: 'Looks | good',
    evidenceDigest: train.digest('go'),
    by: BEN,
    ownershipRefs: [BEN],
  });
  train.at(DEPARTURE);
  expect(train.command({ type: 'depart', by: ANA })).toBeUndefined();
  return train;
}

/** The log of a train as a reader of events has it. */
function eventsOf(train: MemoryTrain): TimelineEvent[] {
  return train.log.map(({ stream, event, at }) => {
    const { by, openedBy } = event.data as { by?: string; openedBy?: string };
    // Of a gate's decision it is a list.
    const ref = String(by ?? openedBy ?? 'system');
    return {
      type: event.type,
      data: event.data,
      stream:
        stream === 'train' ? 'run/train-1' : stream.replace('/', '/train-1/'),
      actor: { kind: ref.startsWith('user:') ? 'user' : 'system', ref },
      occurredAt: at,
    };
  });
}

/** On its way, with a fire that was put out, and one that burns. */
function burning(): MemoryTrain {
  const train = departed();
  const incident = { products: ['shop'], by: ANA, pause: false };
  train.command({
    type: 'openIncident',
    id: 'smoke',
    title: 'Smoke | dark',
    severity: 'sev3',
    ...incident,
  });
  train.command({
    type: 'noteIncident',
    id: 'smoke',
    text: 'It comes from *below*',
    by: BEN,
  });
  train.at('2030-03-26T10:30:00.000Z');
  train.command({
    type: 'resolveIncident',
    id: 'smoke',
    by: ANA,
    resolution: 'Window opened',
  });
  return train;
}

describe('a train as an entity sees it', () => {
  const ofShop = (train: MemoryTrain) =>
    entityTrain(train, 'component:default/shop', train.now);

  it('asks of its own product alone, and names its flags', () => {
    const train = richTrain();
    train.at('2030-03-19T09:00:00.000Z');
    const [standing, ...more] = ofShop(train);
    expect(more).toEqual([]);
    expect(standing).toMatchObject({
      train: 'train-1',
      product: 'shop',
      flags: ['shop'],
    });
    expect(standing.blocking).toContainEqual(
      expect.objectContaining({
        gate: 'go',
        gateTitle: 'Go or no-go',
        criterion: 'docs',
      }),
    );
    expect(standing.waiting.map(({ question }) => question)).toContain(
      'Docs are written: is it done for shop?',
    );
    expect(
      entityTrain(train, 'component:default/vault', train.now)[0].blocking,
    ).not.toContainEqual(expect.objectContaining({ criterion: 'docs' }));
    expect(entityTrain(train, 'component:default/other', train.now)).toEqual(
      [],
    );
  });

  it('is nothing to a product that has left it', () => {
    const train = richTrain();
    train.command({
      type: 'dropProduct',
      product: 'shop',
      by: ANA,
      reason: 'Too late',
      dependents: true,
    });
    expect(ofShop(train)).toEqual([]);
  });
});

describe('a call for help at a runbook', () => {
  it('waits for whose runbook it is and who is on call, until the step is done', () => {
    const train = departed();
    train.finishAll();
    const step = { wave: 'pilot', step: 'switch', runbookStep: 'one', by: ANA };
    const call = (result: 'helpNeeded' | 'done') =>
      train.product('shop', {
        type: 'tickRunbook',
        ...step,
        result,
        note: 'It is dark',
        onCall: [BEN],
      });
    const helpFor = (ref: string, ...groups: string[]) =>
      inboxOf(train, ref, ...groups).filter(({ kind }) => kind === 'help');
    expect(call('helpNeeded')).toBeUndefined();
    expect(helpFor(BEN)).toMatchObject([
      {
        question: 'shop: help is needed at “One”',
        summary: 'user:default/ana: It is dark',
        product: 'shop',
        wave: 'pilot',
        subject: 'switch',
        answerable: false,
      },
    ]);
    expect(helpFor('user:default/eve', SHOP_OWNER)).toHaveLength(1);
    expect(helpFor(ANA, SHOP_OWNER)).toEqual([]);
    expect(helpFor('user:default/eve')).toEqual([]);
    expect(call('done')).toBeUndefined();
    expect(helpFor(BEN)).toEqual([]);
  });
});

describe('the timeline of a train', () => {
  const textsOf = (train: MemoryTrain) =>
    trainTimeline(train.train, eventsOf(train)).map(({ text }) => text);

  it('tells of the departure, of waves, incidents with their notes, halts and rollbacks, in their order', () => {
    const train = burning();
    train.command({ type: 'pause', by: ANA, reason: 'To look' });
    train.command({ type: 'halt', by: ANA, reason: 'Fire' });
    train.command({
      type: 'rollback',
      by: ANA,
      reason: 'Fire',
      scope: 'wave',
    });
    const told = textsOf(train);
    const places = [
      'Go or no-go is a GO',
      'The train departed.',
      'Wave pilot started.',
      'Incident (sev3) opened: Smoke | dark',
      'Incident “Smoke | dark”: It comes from *below*',
      'Incident “Smoke | dark” resolved: Window opened',
      'Paused: To look',
      'Wave pilot halted: Fire',
      'Rollback of ',
    ].map(start => told.findIndex(text => text.startsWith(start)));
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  it('names who did it, and nobody where it followed by itself', () => {
    const train = burning();
    const told = trainTimeline(train.train, eventsOf(train));
    const byOf = (start: string) =>
      told.find(({ text }) => text.startsWith(start))?.by;
    expect(byOf('The train departed')).toBe(ANA);
    expect(byOf('Wave pilot started')).toBeUndefined();
  });

  it('has flags that were killed, and passes over what went as it should', () => {
    const { train } = departed();
    const event = (type: string, data: object, stream: string) => ({
      type,
      data,
      stream,
      actor: { kind: 'user' as const, ref: ANA },
      occurredAt: DEPARTURE,
    });
    const product = 'product/train-1/shop';
    expect(
      trainTimeline(train, [
        event('flag.killed', { reason: 'Errors', by: ANA }, 'flag/new-shop'),
        event('flag.updated', {}, 'flag/new-shop'),
        event(
          'activation.finished',
          { wave: 'pilot', status: 'active' },
          product,
        ),
        event(
          'activation.finished',
          { wave: 'pilot', status: 'rollbackFailed' },
          product,
        ),
        event(
          'runbook.ticked',
          {
            wave: 'pilot',
            step: 'switch',
            tick: { step: 'one', result: 'helpNeeded', note: 'It is dark' },
          },
          product,
        ),
      ]).map(({ text }) => text),
    ).toEqual([
      'Flag new-shop killed: Errors',
      'shop in wave pilot: rollback failed.',
      'shop: one of the runbook of switch: help needed. It is dark',
    ]);
  });
});

describe('the draft of a post-mortem', () => {
  it('tells what is recorded, and asks for what is not', () => {
    const train = burning();
    const draft = postMortemDraft(train, eventsOf(train));
    expect(draft).toContain('# Post-mortem of spring');
    expect(draft).toContain(
      'There was one incident, sev3. From 2030-03-26T09:00:00.000Z to 2030-03-26T10:30:00.000Z: 1h30m.',
    );
    expect(draft).toContain('- Products that incidents name: shop');
    expect(draft).toContain('## Timeline');
    expect(draft).toContain('Smoke \\| dark');
    expect(draft).toContain('user:default/ben: It comes from \\*below\\*');
    expect(draft).toContain('  - Resolved: Window opened');
    expect(draft).toMatch(
      /## What went well\n\n- \n\n## What went badly\n\n- \n/,
    );
    expect(draft).toMatch(/## Follow-ups\n\n- \[ \] \n$/);
  });

  it('says that an incident is not over, what was taken back, and what is left to do', () => {
    const train = burning();
    train.command({
      type: 'openIncident',
      id: 'fire',
      title: 'Fire',
      severity: 'sev1',
      products: [],
      by: ANA,
      pause: false,
    });
    train.command({
      type: 'addFollowUp',
      followUp: {
        id: 'f',
        title: 'Buy an extinguisher',
        owner: ANA,
        due: '2030-04-01',
        source: 'person',
      },
    });
    const [pilot, ...rest] = train.train.waves;
    const draft = postMortemDraft(
      {
        gates: train.gates,
        products: train.products,
        train: {
          ...train.train,
          waves: [{ ...pilot, rolledBack: ['shop'] }, ...rest],
        },
      },
      [],
    );
    expect(draft).toContain('There were 2 incidents, the worst sev1.');
    expect(draft).toContain('and is not over.');
    expect(draft).toContain('to now, taken back: shop');
    expect(draft).toContain('- [ ] Buy an extinguisher');
    expect(draft).not.toContain('## Timeline');
  });

  it('says that there was no incident', () => {
    expect(postMortemDraft(richTrain(), [])).toContain('None was opened.');
  });
});

describe('the report of a train', () => {
  it('tells of a train that has not left yet', () => {
    const report = trainReport(richTrain(), DEPARTURE);
    expect(report).toContain('# spring');
    expect(report).toContain('Departed: not yet');
    expect(report).toContain(
      '| adoption | Adoption |  | \\>\\=20 % | not measured | open |',
    );
    expect(report).toContain('- **shop 1.0.0**\n  - A \\[new\\] basket');
    expect(report).not.toContain('## Waves');
    expect(report).not.toContain('## Incidents');
  });

  it('tells what it rested on, what went wrong, and what is left', () => {
    const train = departed();
    train.command({
      type: 'openIncident',
      id: 'smoke',
      title: 'Smoke',
      severity: 'sev3',
      products: [],
      by: ANA,
      pause: false,
    });
    train.command({
      type: 'resolveIncident',
      id: 'smoke',
      by: ANA,
      resolution: 'Window opened',
    });
    train.command({
      type: 'openIncident',
      id: 'fire',
      title: 'Fire',
      severity: 'sev1',
      wave: 'pilot',
      products: [],
      by: ANA,
      pause: false,
    });
    train.command({ type: 'halt', by: ANA, reason: 'Fire' });
    train.command({
      type: 'addFollowUp',
      followUp: {
        id: 'f',
        title: 'Buy an extinguisher',
        owner: ANA,
        due: '2030-04-01',
        source: 'person',
        carriedFrom: 'winter-1',
      },
    });
    train.command({
      type: 'recordSuccess',
      id: 'adoption',
      value: 31,
      by: ANA,
    });
    train.command({
      type: 'recordPostMortem',
      by: ANA,
      url: 'https://wiki.example.com/fire',
    });
    const report = trainReport(train, train.now, eventsOf(train));
    expect(report).toContain('## Timeline\n\n| When | What | Who |');
    expect(report).toContain(
      '| 2030-03-26T09:00:00.000Z | Wave pilot halted: Fire | user:default/ana |',
    );
    expect(report).toContain('- **GO** at 2030-03-19T09:00:00.000Z');
    expect(report).toContain('user:default/ben: approved, “Looks \\| good”');
    expect(report).toContain('Window opened');
    expect(report).toContain('now, it is open');
    expect(report).toContain('user:default/ana: Fire');
    expect(report).toContain('- [ ] Buy an extinguisher');
    expect(report).toContain('from winter-1');
    expect(report).toContain('| 31 % | yes |');
    expect(report).toContain('## Post-mortem');
  });

  it('tells who missed the train, and what was let go by', () => {
    const train = richTrain();
    train.at('2030-03-17T09:00:00.000Z');
    train.command({
      type: 'grantException',
      product: 'vault',
      milestone: 'freeze',
      by: ANA,
      ownershipRefs: [],
      reason: 'Small change',
    });
    train.command({
      type: 'dropProduct',
      product: 'shop',
      by: ANA,
      reason: 'Too late',
      dependents: true,
    });
    const report = trainReport(train, train.now);
    expect(report).toContain('2 products, 1 of which missed it.');
    expect(report).toContain('missed the train: Too late');
    expect(report).toContain('- vault missed freeze');
  });
});

describe('the report of a train that has ended', () => {
  it('tells its outcome, its analyses, its rejections and what is done', () => {
    const train = new MemoryTrain(
      trainManifest({
        gates: [
          {
            id: 'go',
            criteria: [{ id: 'people', scope: 'train', onCall: {} }],
            signOffs: [{ id: 'release', from: [BEN] }],
          },
        ],
        success: [
          { id: 'errors', title: 'Errors', kind: 'error', target: '<1' },
        ],
      }),
    );
    train.at('2030-03-20T00:00:00.000Z');
    const sign = (decision: 'approved' | 'rejected', comment?: string) =>
      train.gate('go', {
        type: 'sign',
        decision,
        comment,
        evidenceDigest: train.digest('go'),
        by: BEN,
        ownershipRefs: [BEN],
      });
    sign('rejected', 'Not yet');
    train.gate('go', { type: 'reopen', by: ANA, reason: 'Now' });
    train.gate('go', {
      type: 'waive',
      gate: 'go',
      criterion: 'people',
      reason: 'Everybody is here',
      expiresAt: '2030-03-27T00:00:00.000Z',
      by: BEN,
    });
    sign('approved');
    train.at(DEPARTURE);
    expect(train.command({ type: 'depart', by: ANA })).toBeUndefined();
    train.finishAll();
    train.command({ type: 'recordSuccess', id: 'errors', value: 2, by: ANA });
    train.command({
      type: 'addFollowUp',
      followUp: {
        id: 'f',
        title: 'Sweep up',
        owner: ANA,
        due: '2030-04-01',
        source: 'person',
      },
    });
    train.command({ type: 'finishFollowUp', id: 'f', by: ANA });
    expect(train.command({ type: 'close', by: ANA })).toBeUndefined();
    const told = trainTimeline(train.train, eventsOf(train)).map(
      ({ text }) => text,
    );
    expect(told).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^go is a NO-GO: /),
        'go reopened: Now',
        'go: people waived until 2030-03-27T00:00:00.000Z: Everybody is here',
        'Wave pilot done.',
      ]),
    );
    expect(told[told.length - 1]).toBe('Closed: succeeded.');
    const analysis = {
      phase: 'Successful' as const,
      message: 'All well',
      metrics: {},
      evidence: [],
      at: train.now,
    };
    const [pilot, all] = train.train.waves;
    train.train = {
      ...train.train,
      waves: [{ ...pilot, during: analysis, after: analysis }, all],
    };
    const report = trainReport(train, train.now);
    expect(report).toContain('The train is closed: ');
    expect(report).toContain('- **NO-GO** at');
    expect(report).toContain('train: people waived by user:default/ben until');
    expect(report).toContain('- [x] Sweep up');
    expect(report).toContain('Successful: All well');
    expect(report).toContain('| no |');
    expect(
      calendarEntries([train.train], {
        from: '2030-01-01T00:00:00.000Z',
        to: '2031-01-01T00:00:00.000Z',
      }).find(({ title }) => title === 'pilot'),
    ).toMatchObject({ to: train.now });
  });

  it('tells of what is not known yet in words, too', () => {
    const train = richTrain();
    const report = trainReport(
      {
        train: {
          ...train.train,
          plan: {
            ...train.train.plan,
            products: train.train.plan.products.map(
              ({ owner: _owner, ...product }) => product,
            ),
          },
        },
        products: new Map(),
        gates: new Map(),
      },
      train.now,
    );
    expect(report).toContain('not activated');
    expect(report).not.toContain('## Decisions');
  });
});

describe('the calendar of trains', () => {
  it('names what has no name of its own', () => {
    const train = new MemoryTrain(
      trainManifest({
        gates: [
          {
            id: 'untitled',
            criteria: [{ id: 'people', scope: 'train', onCall: {} }],
          },
        ],
        windows: [
          {
            kind: 'deny',
            ranges: [{ from: '2030-03-20T00:00', to: '2030-03-21T00:00' }],
          },
        ],
      }),
    );
    const found = calendarEntries([train.train], {
      from: '2030-03-01T00:00:00.000Z',
      to: '2030-04-01T00:00:00.000Z',
    });
    expect(found.map(({ title }) => title)).toEqual(
      expect.arrayContaining(['untitled', 'Freeze']),
    );
    const unplanned = {
      ...train.train,
      plan: { ...train.train.plan, gatesOpen: {}, wavesNotBefore: {} },
    };
    expect(
      calendarEntries([unplanned], {
        from: '2030-03-01T00:00:00.000Z',
        to: '2030-04-01T00:00:00.000Z',
      }).map(({ kind }) => kind),
    ).toEqual(['window', 'departure']);
  });

  it('has nothing of a train that has ended after its last instant in it', () => {
    const { train } = richTrain();
    const ended = {
      ...train,
      phase: 'closed' as const,
      finishedAt: '2030-03-27T12:00:00.000Z',
    };
    const until = calendarUntil(ended);
    const all = calendarEntries([ended], {
      from: '2029-01-01T00:00:00.000Z',
      to: '2031-01-01T00:00:00.000Z',
    });
    expect(all.length).toBeGreaterThan(3);
    for (const entry of all) {
      expect((entry.to ?? entry.from) <= until).toBe(true);
    }
    expect(calendarUntil({ plan: train.plan, manifest: train.manifest })).toBe(
      calendarUntil({ ...train, finishedAt: train.plan.departure }),
    );
  });

  const entries = (from: string, to: string) =>
    calendarEntries([richTrain().train], { from, to });

  it('has departures, milestones, gates and waves, by date', () => {
    const found = entries(
      '2030-03-16T00:00:00.000Z',
      '2030-04-01T00:00:00.000Z',
    ).filter(({ kind }) => kind !== 'window');
    expect(found.map(({ kind, title }) => `${kind} ${title}`)).toEqual([
      'milestone Code freeze',
      'gate Go or no-go',
      'departure spring',
      'wave pilot',
      'wave all',
      'milestone Party',
    ]);
    expect(found.every(({ train }) => train === 'train-1')).toBe(true);
  });

  it('has the stretches of windows that lie in the time, those that began before included', () => {
    const found = entries(
      '2030-03-20T12:00:00.000Z',
      '2030-03-22T00:00:00.000Z',
    ).filter(({ kind }) => kind === 'window');
    expect(found).toMatchObject([
      {
        window: 'deny',
        title: 'Quarter end',
        from: '2030-03-19T23:00:00.000Z',
        to: '2030-03-20T23:00:00.000Z',
      },
      { window: 'allow', title: 'Window', to: '2030-03-20T17:00:00.000Z' },
      {
        window: 'allow',
        from: '2030-03-21T07:00:00.000Z',
        to: '2030-03-21T17:00:00.000Z',
      },
    ]);
  });

  it('says of each occurrence of a window which rule it is of, and follows the clocks of its zone', () => {
    const found = entries(
      '2030-03-30T00:00:00.000Z',
      '2030-04-02T00:00:00.000Z',
    ).filter(({ window }) => window === 'allow');
    // In Berlin clocks go forward on the 31st.
    expect(found.map(({ from }) => from)).toEqual([
      '2030-03-30T07:00:00.000Z',
      '2030-03-31T06:00:00.000Z',
      '2030-04-01T06:00:00.000Z',
    ]);
    expect(found).toEqual(
      found.map(entry => ({
        ...entry,
        timezone: 'Europe/Berlin',
        repeats: { rrule: expect.stringContaining('FREQ='), duration: '10h' },
      })),
    );
  });

  it('has no windows of a train after its end', () => {
    const windows = (finishedAt?: string) =>
      calendarEntries([{ ...richTrain().train, finishedAt }], {
        from: '2030-03-20T00:00:00.000Z',
        to: '2030-03-23T00:00:00.000Z',
      })
        .filter(({ window }) => window === 'allow')
        .map(({ from }) => from.slice(0, 10));
    expect(windows()).toEqual(['2030-03-20', '2030-03-21', '2030-03-22']);
    expect(windows('2030-03-21T12:00:00.000Z')).toEqual([
      '2030-03-20',
      '2030-03-21',
    ]);
    expect(windows('2030-03-19T12:00:00.000Z')).toEqual([]);
  });

  it('leaves out what is cancelled, and says when a wave really was', () => {
    const train = richTrain();
    train.command({ type: 'cancel', by: ANA, reason: 'Not now' });
    const year = {
      from: '2030-01-01T00:00:00.000Z',
      to: '2031-01-01T00:00:00.000Z',
    };
    expect(calendarEntries([train.train], year)).toEqual([]);
    const moving = departed();
    expect(
      calendarEntries([moving.train], year).find(
        ({ kind, title }) => kind === 'wave' && title === 'pilot',
      ),
    ).toMatchObject({ from: moving.train.waves[0].startedAt });
  });
});

describe('the parts of a train', () => {
  it('refuse what is not there', () => {
    const train = richTrain();
    expect(() => criterionContextOf(train, 'nowhere', train.now)).toThrow(
      /no gate nowhere/,
    );
    expect(() => criterionContextOf(train, 'go', train.now, 'ghost')).toThrow(
      /no product ghost/,
    );
    expect(() => trainStreamOf('target/a/b')).toThrow(/no stream of a train/);
    expect(() => new TrainFold('x').train).toThrow(/no events of its own/);
    expect(new TrainFold('x').begun).toBe(false);
    const missing = new Map(train.products);
    missing.delete('shop');
    expect(() =>
      trainBoard(
        { train: train.train, products: missing, gates: train.gates },
        train.now,
      ),
    ).toThrow(/no product shop/);
  });

  it('are told apart by the names of their streams', () => {
    expect(trainStreamOf('run/a')).toEqual({ kind: 'train', id: '' });
    expect(trainStreamOf('product/a/shop')).toEqual({
      kind: 'product',
      id: 'shop',
    });
    expect(trainStreamOf('gate/a/go')).toEqual({ kind: 'gate', id: 'go' });
  });

  it('say when a gate opens, expires, or loses its evidence', () => {
    const train = richTrain();
    expect(gatesWakeAt(train, train.now)).toBe('2030-03-19T09:00:00.000Z');
    train.at('2030-03-19T09:00:00.000Z');
    expect(gatesWakeAt(train, train.now)).toBe(
      train.gates.get('go')?.expiresAt,
    );
    train.gate('go', {
      type: 'waive',
      gate: 'go',
      criterion: 'people',
      reason: 'Everybody is here',
      expiresAt: '2030-03-22T09:00:00.000Z',
      by: BEN,
    });
    expect(gatesWakeAt(train, train.now)).toBe('2030-03-22T09:00:00.000Z');
  });

  it('leave a gate out of the board that has no stream yet', () => {
    const train = richTrain();
    expect(
      trainBoard(
        { train: train.train, products: train.products, gates: new Map() },
        train.now,
      ),
    ).toEqual([]);
  });
});
