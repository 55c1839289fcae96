import type { Figure, MeasuredFigures } from '../model';
import {
  MemoryTrain,
  PASS,
  productOf,
  trainManifest,
} from './testing/MemoryTrain';
import { trainReport } from './trainReport';

const BEN = 'user:default/ben';

/** The report of a train whose GO rests on something that was measured. */
function reported(measured: MeasuredFigures): string {
  const train = new MemoryTrain(
    trainManifest({
      products: [productOf('shop')],
      dependencies: [],
      gates: [
        {
          id: 'go',
          title: 'Go or no-go',
          criteria: [
            {
              id: 'health',
              title: 'Health',
              analysis: {
                metrics: [{ name: 'errors', prometheus: { query: 'x' } }],
              },
            },
          ],
          signOffs: [{ id: 'release', from: [BEN] }],
        },
      ],
      waves: [{ id: 'all' }],
    }),
    '2030-03-20T00:00:00.000Z',
  );
  train.product('shop', {
    type: 'record',
    gate: 'go',
    criterion: 'health',
    result: { ...PASS, measured },
    by: 'system:metrics',
  });
  train.gate('go', {
    type: 'sign',
    decision: 'approved',
    evidenceDigest: train.digest('go'),
    by: BEN,
    ownershipRefs: [BEN],
  });
  expect(train.gates.get('go')?.status).toBe('go');
  return trainReport(train, train.now);
}

const figure = (patch: Partial<Figure>): Figure => ({
  name: 'errors',
  status: 'Successful',
  ...patch,
});

describe('the report of a decision', () => {
  it.each<[string, MeasuredFigures, string]>([
    [
      'a value with what was asked of it',
      { figures: [figure({ value: 0.2, asked: 'below 1' })] },
      'Health: errors 0.2, Successful \\(below 1\\)',
    ],
    [
      'why there is no value',
      { figures: [figure({ status: 'Pending', message: 'no samples' })] },
      'Health: errors no samples, Pending',
    ],
    [
      'that there is none, where nobody knows why',
      { figures: [figure({ status: 'Pending' })] },
      'Health: errors no value, Pending',
    ],
    [
      'a score with one decimal, and all of its figures',
      {
        score: 87.256,
        figures: [figure({ value: 3 }), figure({ name: 'p95', value: '1 s' })],
      },
      'Health 87.3: errors 3, Successful; p95 1 s, Successful',
    ],
  ])('tells of what it rests on %s', (_, measured, text) => {
    expect(reported(measured)).toContain(`\n  - shop: ${text}\n`);
  });
});
