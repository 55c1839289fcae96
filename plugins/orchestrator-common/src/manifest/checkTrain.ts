import { isError } from '@backstage/errors';
import { findMetricProblems } from '../analysis';
import { validateSchedule } from '../calendar';
import { misplacedDates } from '../contracts';
import { findCycle } from '../dependencies';
import { quoteFound } from '../pacing';
import { validateWindows, type Window } from '../windows';
import type { FieldFinding } from './describeIssue';
import { checkChecksAndWorkflows, checkNotes } from './checkTrainCode';
import {
  badCondition,
  badTemplate,
  duplicateIds,
  finding,
  unknownReference,
} from './fieldChecks';
import type { FieldPath } from './fieldPath';
import { noteSegments } from './noteSegments';
import type { TrainManifest } from './train';
import type { TrainMetric } from './trainFields';
import type { TrainProduct } from './trainProducts';
import { NOTES_VALUE_NAMES, TRAIN_VALUE_NAMES } from './trainValueNames';

/** The milestone that every train has. */
export const DEPARTURE = 'departure';

/** Checks what a schema can't say: ids, references, dates in order, and texts that can't be read. */
export function checkTrain({ spec }: TrainManifest): FieldFinding[] {
  return [
    ...checkIds(spec),
    ...checkReferences(spec),
    ...checkTimes(spec),
    ...spec.products.flatMap(checkContracts),
    ...checkMetrics(spec),
    ...checkTexts(spec),
    ...checkChecksAndWorkflows(spec),
    ...checkNotes(spec),
    ...checkOrder(spec),
  ];
}

function checkIds(spec: TrainManifest['spec']): FieldFinding[] {
  const lists: [{ id?: string }[], FieldPath, string][] = [
    [spec.products, ['spec', 'products'], 'product'],
    [spec.milestones, ['spec', 'milestones'], 'milestone'],
    [spec.gates, ['spec', 'gates'], 'gate'],
    [spec.waves, ['spec', 'waves'], 'wave'],
    [spec.rehearsals, ['spec', 'rehearsals'], 'rehearsal'],
    [spec.communications, ['spec', 'communications'], 'communication'],
    [spec.success, ['spec', 'success'], 'success metric'],
    ...spec.gates.flatMap((gate, index): typeof lists => {
      const at = ['spec', 'gates', index];
      return [
        [gate.criteria, [...at, 'criteria'], 'criterion'],
        [gate.signOffs, [...at, 'signOffs'], 'sign-off rule'],
      ];
    }),
    ...spec.products.flatMap((product, index): typeof lists => {
      const at = ['spec', 'products', index];
      return [
        [product.activation, [...at, 'activation'], 'step'],
        [product.rollback, [...at, 'rollback'], 'step'],
        [product.runbooks, [...at, 'runbooks'], 'runbook'],
        [product.risks, [...at, 'risks'], 'risk'],
        [product.checks, [...at, 'checks'], 'check'],
        ...product.runbooks.map((runbook, place): (typeof lists)[number] => [
          runbook.steps,
          [...at, 'runbooks', place, 'steps'],
          'step',
        ]),
      ];
    }),
  ];
  const reserved = (['milestones', 'waves'] as const).flatMap(list =>
    spec[list].flatMap(({ id }, index) =>
      id === DEPARTURE
        ? [
            finding(
              ['spec', list, index, 'id'],
              quoteFound(id),
              'another id: this one stands for the departure itself',
            ),
          ]
        : [],
    ),
  );
  return [
    ...lists.flatMap(([items, path, word]) => duplicateIds(items, path, word)),
    ...reserved,
  ];
}

function checkReferences(spec: TrainManifest['spec']): FieldFinding[] {
  const ids = (list: { id: string }[]) => list.map(({ id }) => id);
  const products = ids(spec.products);
  const waves = ids(spec.waves);
  const rehearsals = ids(spec.rehearsals);
  const communications = ids(spec.communications);
  const milestones = [...ids(spec.milestones), DEPARTURE];
  const found: FieldFinding[] = [];
  const check = (
    values: (string | undefined)[],
    known: string[],
    path: FieldPath,
    word: string,
  ) => {
    values.forEach((value, index) => {
      if (value !== undefined && !known.includes(value)) {
        const at = Array.isArray(valuesIn(spec, path))
          ? [...path, index]
          : path;
        found.push(unknownReference(at, value, known, word));
      }
    });
  };
  spec.dependencies.forEach(({ from, to }, index) => {
    const at = ['spec', 'dependencies', index];
    check([from], products, [...at, 'from'], 'product');
    check([to], products, [...at, 'to'], 'product');
  });
  spec.coupled.forEach((group, index) =>
    check(group, products, ['spec', 'coupled', index], 'product'),
  );
  spec.waves.forEach((wave, index) =>
    check(
      wave.products,
      products,
      ['spec', 'waves', index, 'products'],
      'product',
    ),
  );
  spec.rehearsals.forEach((rehearsal, index) =>
    check(
      rehearsal.products,
      products,
      ['spec', 'rehearsals', index, 'products'],
      'product',
    ),
  );
  spec.communications.forEach(({ milestone, wave }, index) => {
    const at = ['spec', 'communications', index];
    check([milestone], milestones, [...at, 'milestone'], 'milestone');
    check([wave], waves, [...at, 'wave'], 'wave');
  });
  spec.success.forEach(({ product }, index) =>
    check(
      [product],
      products,
      ['spec', 'success', index, 'product'],
      'product',
    ),
  );
  spec.gates.forEach((gate, index) => {
    const at = ['spec', 'gates', index];
    check([gate.before], [DEPARTURE, ...waves], [...at, 'before'], 'wave');
    gate.criteria.forEach((criterion, place) => {
      const inside = [...at, 'criteria', place];
      if (criterion.checks && criterion.scope === 'train') {
        found.push(
          finding(
            [...inside, 'scope'],
            quoteFound(criterion.scope),
            'product: checks and risks are those of a product',
          ),
        );
      }
      check(criterion.products, products, [...inside, 'products'], 'product');
      check(
        criterion.communications?.communications ?? [],
        communications,
        [...inside, 'communications', 'communications'],
        'communication',
      );
      for (const kind of ['rehearsal', 'dataMigration'] as const) {
        check(
          criterion[kind]?.rehearsals ?? [],
          rehearsals,
          [...inside, kind, 'rehearsals'],
          'rehearsal',
        );
      }
    });
  });
  spec.products.forEach((product, index) => {
    for (const list of ['activation', 'rollback'] as const) {
      product[list].forEach((step, place) =>
        check(
          [step.manual?.runbook],
          ids(product.runbooks),
          ['spec', 'products', index, list, place, 'manual', 'runbook'],
          'runbook of this product',
        ),
      );
    }
  });
  return found;
}

/** What stands at a path of the manifest, to tell a list of references from a single one. */
function valuesIn(spec: TrainManifest['spec'], path: FieldPath): unknown {
  return path
    .slice(1)
    .reduce<unknown>(
      (value, key) => (value as Record<string | number, unknown>)[key],
      spec,
    );
}

function checkTimes(spec: TrainManifest['spec']): FieldFinding[] {
  const { timezone, schedule, calendar } = spec;
  return [
    ...complaint(['spec', 'windows'], () =>
      validateWindows(trainWindows(spec), 'spec.windows'),
    ),
    ...(schedule
      ? complaint(['spec', 'schedule', 'rrule'], () =>
          validateSchedule({
            rrule: schedule.rrule,
            calendar: { timezone, weekend: calendar.weekend },
          }),
        )
      : []),
  ];
}

/** The windows of a train, each with its zone. @public */
export function trainWindows({
  windows,
  timezone,
}: Pick<TrainManifest['spec'], 'windows' | 'timezone'>): Window[] {
  return windows.map(window => ({ timezone, ...window }));
}

function checkContracts(product: TrainProduct, index: number): FieldFinding[] {
  const at = ['spec', 'products', index, 'contracts', 'offers'];
  return product.contracts.offers.flatMap((offer, place) => {
    const { breaking, compatibility } = offer;
    if ((compatibility === 'breaking') !== (breaking !== undefined)) {
      return [
        finding(
          [...at, place, 'compatibility'],
          quoteFound(compatibility),
          breaking
            ? 'breaking, as there are dates of a breaking change'
            : 'breaking together with its dates in the field breaking',
        ),
      ];
    }
    return breaking
      ? misplacedDates(breaking).map(([earlier, later]) =>
          finding(
            [...at, place, 'breaking', later],
            quoteFound(breaking[later]),
            `a date that is not before ${earlier}, ${breaking[earlier]}`,
          ),
        )
      : [];
  });
}

function checkMetrics(spec: TrainManifest['spec']): FieldFinding[] {
  const products = spec.products.map(({ id }) => id);
  const lists: [TrainMetric[], FieldPath][] = [
    ...spec.waves.flatMap((wave, index): typeof lists =>
      (['during', 'after'] as const).map(part => [
        wave.analysis[part],
        ['spec', 'waves', index, 'analysis', part],
      ]),
    ),
    ...spec.gates.flatMap((gate, index) =>
      gate.criteria.map((criterion, place): (typeof lists)[number] => [
        criterion.analysis?.metrics ?? [],
        ['spec', 'gates', index, 'criteria', place, 'analysis', 'metrics'],
      ]),
    ),
  ];
  return lists
    .filter(([metrics]) => metrics.length > 0)
    .flatMap(([metrics, path]) => [
      ...metricFindings(metrics, path),
      ...metrics.flatMap((metric, index) => [
        ...(['successCondition', 'failureCondition'] as const).flatMap(field =>
          badCondition(
            metric[field],
            [...path, index, field],
            ['result', ...TRAIN_VALUE_NAMES],
          ),
        ),
        ...(metric.product === undefined || products.includes(metric.product)
          ? []
          : [
              unknownReference(
                [...path, index, 'product'],
                metric.product,
                products,
                'product',
              ),
            ]),
      ]),
    ]);
}

/** Problems of metrics but for their conditions, which are checked with the names that they may read. */
function metricFindings(
  metrics: TrainMetric[],
  path: FieldPath,
): FieldFinding[] {
  return findMetricProblems(metrics).flatMap(({ finding: found }) =>
    found
      ? [
          finding(
            [...path, found.metric, found.field],
            found.found,
            found.accepted,
          ),
        ]
      : [],
  );
}

function checkTexts(spec: TrainManifest['spec']): FieldFinding[] {
  const members = {
    notesOf: spec.products.map(({ id }) => id),
    notesFor: noteSegments({ spec }),
  };
  return spec.communications.flatMap(({ subject, body }, index) => {
    const at = ['spec', 'communications', index];
    return [
      ...badTemplate(subject, [...at, 'subject'], TRAIN_VALUE_NAMES),
      ...badTemplate(
        body,
        [...at, 'body'],
        [...TRAIN_VALUE_NAMES, ...NOTES_VALUE_NAMES],
        members,
      ),
    ];
  });
}

/** Products that no wave activates, and commercial dependencies in a circle. */
function checkOrder(spec: TrainManifest['spec']): FieldFinding[] {
  const products = spec.products.map(({ id }) => id);
  const carried = new Set(
    spec.waves.flatMap(wave =>
      wave.products.length === 0 ? products : wave.products,
    ),
  );
  const cycle = findCycle(
    products,
    spec.dependencies.map(edge => ({ ...edge, kind: 'commercial' })),
  );
  return [
    ...products.flatMap((id, index) =>
      carried.has(id)
        ? []
        : [
            finding(
              ['spec', 'products', index, 'id'],
              quoteFound(id),
              'a product that at least one wave activates',
            ),
          ],
    ),
    ...(cycle
      ? [
          finding(
            ['spec', 'dependencies'],
            `a circle: ${cycle.join(' needs ')}`,
            'dependencies without a circle',
          ),
        ]
      : []),
  ];
}

function complaint(path: FieldPath, check: () => void): FieldFinding[] {
  try {
    check();
    return [];
  } catch (error) {
    // All complaints about input have the one form: "field: found x, accepted is y".
    const match = isError(error)
      ? /: found (.+?), accepted is (.+)$/s.exec(error.message)
      : undefined;
    if (!match) {
      throw error;
    }
    return [finding(path, match[1], match[2])];
  }
}
