import fc from 'fast-check';
import { trainGateSchema } from '../manifest/trainGates';
import type { CriterionState, CriterionStates } from '../model';
import { gatePart, type StandingContext } from './standing';
import { DEFAULT_STRICTNESS } from './strictness';

const START_MS = Date.parse('2030-01-01T00:00:00.000Z');
const HOUR_MS = 60 * 60 * 1000;
const at = (hour: number) => new Date(START_MS + hour * HOUR_MS).toISOString();

const gate = trainGateSchema.parse({
  id: 'go',
  criteria: [
    { id: 'ci', ci: {}, validFor: '4h' },
    { id: 'on-call', onCall: {}, validFor: '2h' },
    { id: 'ready', checklist: { items: [{ id: 'notes', title: 'Notes' }] } },
    { id: 'cleared', checks: {} },
    { id: 'signed', signOff: { from: ['group:default/leads'] } },
  ],
});

const context: StandingContext = {
  now: at(0),
  planRevision: 1,
  product: { id: 'shop', criticality: 'high' },
  checks: [
    {
      id: 'check/terms',
      kind: 'legal',
      title: 'Terms',
      owner: 'group:default/legal',
      evidence: true,
      due: at(6),
    },
  ],
  criticality: 'high',
  strictness: DEFAULT_STRICTNESS,
  authors: [],
};

const hour = fc.integer({ min: 0, max: 12 });
const criterionState: fc.Arbitrary<CriterionState> = fc.record(
  {
    result: fc.record({
      at: hour.map(at),
      status: fc.constantFrom('pass', 'warning', 'fail', 'pending'),
      summary: fc.constant('Looked at'),
      facts: fc.constant({}),
      evidence: fc.constant([]),
      by: fc.constant('system'),
    }),
    waiver: fc.record({
      by: fc.constant('user:default/ana'),
      at: fc.constant(at(0)),
      reason: fc.constant('Agreed'),
      expiresAt: hour.map(at),
    }),
    ticks: fc.constant({}),
    signOffs: fc.constant([]),
  },
  { requiredKeys: ['ticks', 'signOffs'] },
) as fc.Arbitrary<CriterionState>;

const states: fc.Arbitrary<CriterionStates> = fc.record(
  Object.fromEntries(
    gate.criteria.map(({ id }) => [`${gate.id}/${id}`, criterionState]),
  ),
  { requiredKeys: [] },
) as fc.Arbitrary<CriterionStates>;

describe('what a product brings to a gate', () => {
  it('is the same whether it was asked before or not, at any time and in any order', () => {
    fc.assert(
      fc.property(
        states,
        fc.array(
          fc.record({
            // Between the hours, too: something ends on them.
            now: fc.integer({ min: 0, max: 34 }).map(half => at(half / 2)),
            version: fc.integer({ min: 1, max: 2 }),
            planRevision: fc.integer({ min: 1, max: 2 }),
          }),
          { minLength: 1, maxLength: 12 },
        ),
        (known, questions) => {
          for (const { version, ...asked } of questions) {
            const now = { ...context, ...asked };
            expect(gatePart(gate, known, version, now)).toEqual(
              gatePart(gate, { ...known }, version, now),
            );
          }
        },
      ),
    );
  });

  it('is worked out once for what has not changed', () => {
    const known: CriterionStates = {};
    const first = gatePart(gate, known, 1, context);
    expect(gatePart(gate, known, 1, { ...context, now: at(1) })).toBe(first);
    const later = gatePart(gate, known, 2, context);
    expect(later.standings).toBe(first.standings);
    expect([first.part.version, later.part.version]).toEqual([1, 2]);
  });
});
