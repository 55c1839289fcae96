import { screen } from '@testing-library/react';
import { gateOpen, renderInPortal } from '../../../__testUtils__';
import type { BoardCell, TrainSummary } from '../../../data';
import { boardRows } from './boardRows';
import { BoardTable } from './BoardTable';

const CRITERIA = Array.from({ length: 10 }, (_, index) => `criterion-${index}`);

function manyProducts(count: number): TrainSummary['products'] {
  return Array.from({ length: count }, (_, index) => ({
    id: `product-${index}`,
    title: `Product ${index}`,
    entityRef: `component:default/product-${index}`,
    release: '1.0.0',
    criticality: 'medium',
    aboard: true,
  }));
}

const cellOf = (criterion: string): BoardCell => ({
  criterion,
  title: criterion,
  kind: 'ci',
  status: 'pass',
  blocks: false,
  summary: 'All well',
  evidence: [],
  at: '2030-03-26T06:00:00.000Z',
});

describe('BoardTable', () => {
  it('holds 50 products with 10 criteria each, with one stop for the Tab key', async () => {
    const { manifest } = gateOpen().state;
    const products = manyProducts(50);
    const table = boardRows(
      [
        {
          id: 'go-no-go',
          title: 'Go or no-go',
          parts: products.map(({ id }) => ({
            part: id,
            subjectDigest: 'sha256:1',
            cells: CRITERIA.map(cellOf),
          })),
        },
      ],
      {
        spec: {
          ...manifest.spec,
          gates: [
            {
              ...manifest.spec.gates[0],
              criteria: CRITERIA.map(id => ({
                ...manifest.spec.gates[0].criteria[0],
                id,
              })),
            },
          ],
        },
      },
      products,
      'The train as a whole',
    );
    const { container } = await renderInPortal(
      <BoardTable
        label="Board"
        {...table}
        now="2030-03-26T09:00:10.000Z"
        linkTo={cell => `/cell/${cell}`}
      />,
      '/',
    );
    // Nothing is asked of the train as a whole, so it has no row.
    expect(screen.getByRole('grid').querySelectorAll('tbody tr')).toHaveLength(
      50,
    );
    expect(container.querySelectorAll('td a')).toHaveLength(500);
    expect(container.querySelectorAll('td [tabindex="0"]')).toHaveLength(1);
    expect(
      container.querySelector('[data-cell="product-49/go-no-go/criterion-9"]'),
    ).toHaveAccessibleName('Product 49, criterion-9: Pass, 3 hours ago');
  });
});
