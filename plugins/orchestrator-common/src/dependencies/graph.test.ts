import fc from 'fast-check';
import {
  activationLayers,
  coupledProducts,
  directDependencies,
  findCycle,
  rollbackLayers,
  type DependencyEdge,
} from '.';

const edge = (from: string, to: string, reason?: string): DependencyEdge => ({
  from,
  to,
  kind: 'technical',
  ...(reason !== undefined && { reason }),
});

/** Edges from later to earlier products only, so that there is no cycle. */
const acyclic = fc
  .integer({ min: 1, max: 12 })
  .chain(count =>
    fc.record({
      products: fc.constant(Array.from({ length: count }, (_, i) => `p${i}`)),
      pairs: fc.array(fc.tuple(fc.nat(count - 1), fc.nat(count - 1)), {
        maxLength: 30,
      }),
    }),
  )
  .map(({ products, pairs }) => ({
    products,
    edges: pairs
      .filter(([a, b]) => a !== b)
      .map(([a, b]) => edge(`p${Math.max(a, b)}`, `p${Math.min(a, b)}`)),
  }));

describe('activationLayers', () => {
  it('puts each product behind all that it needs', () => {
    expect(
      activationLayers(
        ['shop', 'checkout', 'payments', 'estimates'],
        [
          edge('shop', 'checkout'),
          edge('checkout', 'payments'),
          edge('shop', 'payments'),
        ],
      ),
    ).toEqual([['payments', 'estimates'], ['checkout'], ['shop']]);
  });

  it('leaves out what is no product, and what needs itself', () => {
    expect(
      activationLayers(['a'], [edge('a', 'a'), edge('a', 'x'), edge('x', 'a')]),
    ).toEqual([['a']]);
  });

  it('names the path of a cycle, with kinds and reasons', () => {
    expect(() =>
      activationLayers(
        ['a', 'b', 'c', 'd'],
        [
          edge('d', 'a'),
          edge('a', 'b', 'calls it'),
          edge('b', 'c'),
          { ...edge('c', 'a'), kind: 'commercial' },
        ],
      ),
    ).toThrow(
      'Products need each other in a circle: a needs b (technical: calls it), b needs c (technical), c needs a (commercial)',
    );
  });

  it('keeps every dependency, and its reverse keeps them the other way', () => {
    fc.assert(
      fc.property(acyclic, ({ products, edges }) => {
        const layers = activationLayers(products, edges);
        const place = (order: string[][], id: string) =>
          order.findIndex(layer => layer.includes(id));
        const back = rollbackLayers(layers);
        expect(layers.flat().sort()).toEqual([...products].sort());
        expect(back.flat()).toEqual([...layers.flat()].reverse());
        for (const { from, to } of edges) {
          expect(place(layers, to)).toBeLessThan(place(layers, from));
          expect(place(back, from)).toBeLessThan(place(back, to));
        }
        expect(findCycle(products, edges)).toBeUndefined();
      }),
    );
  });

  it('names the first product that is in a circle, whatever only leads to it', () => {
    expect(
      findCycle(
        ['shop', 'payments', 'vault', 'ledger'],
        [
          edge('shop', 'payments'),
          edge('vault', 'ledger'),
          edge('ledger', 'vault'),
          edge('payments', 'vault'),
        ],
      ),
    ).toEqual(['vault', 'ledger', 'vault']);
    expect(
      findCycle(['shop', 'payments'], [edge('shop', 'payments')]),
    ).toBeUndefined();
  });

  it('takes a chain of thousands', () => {
    const products = Array.from({ length: 3000 }, (_, i) => `p${i}`);
    const chain = products.slice(1).map((id, i) => edge(id, products[i]));
    expect(findCycle(products, chain)).toBeUndefined();
    expect(findCycle(products, [...chain, edge('p0', 'p2999')])).toHaveLength(
      3001,
    );
  });
});

describe('coupledProducts', () => {
  const products = ['vault', 'payments', 'checkout', 'shop', 'estimates'];
  const edges = [
    edge('payments', 'vault'),
    edge('checkout', 'payments'),
    edge('shop', 'checkout'),
  ];

  it('takes back what depends on a product, at any distance, and nothing that it needs', () => {
    expect([...coupledProducts(products, edges, [], ['payments'])]).toEqual([
      'payments',
      'checkout',
      'shop',
    ]);
    expect([...coupledProducts(products, edges, [], ['shop'])]).toEqual([
      'shop',
    ]);
  });

  it('takes the members of a group with it, and what depends on these', () => {
    expect(
      [
        ...coupledProducts(
          products,
          edges,
          [['estimates', 'checkout']],
          ['estimates'],
        ),
      ].sort(),
    ).toEqual(['checkout', 'estimates', 'shop']);
  });

  it('knows no product that is not there', () => {
    expect(
      coupledProducts(products, edges, [['shop', 'gone']], ['gone', 'shop']),
    ).toEqual(new Set(['shop']));
  });

  it('is closed: asking again for all that was found finds nothing more', () => {
    fc.assert(
      fc.property(
        acyclic,
        fc.nat(11),
        ({ products: all, edges: some }, pick) => {
          const found = coupledProducts(
            all,
            some,
            [],
            [all[pick % all.length]],
          );
          expect(coupledProducts(all, some, [], [...found])).toEqual(found);
          for (const { from, to } of some) {
            expect(!found.has(to) || found.has(from)).toBe(true);
          }
        },
      ),
    );
  });
});

describe('rollbackLayers and directDependencies', () => {
  it('keep to the products asked for', () => {
    expect(
      rollbackLayers([['a', 'b'], ['c'], ['d']], new Set(['a', 'd'])),
    ).toEqual([['d'], ['a']]);
  });

  it('name each neighbour once', () => {
    expect(
      directDependencies('b', [
        edge('b', 'a'),
        edge('b', 'a', 'twice'),
        edge('c', 'b'),
      ]),
    ).toEqual({
      needs: ['a'],
      neededBy: ['c'],
    });
  });
});
