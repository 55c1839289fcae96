import { formatDuration, parseDuration, quoteFound } from '../pacing';
import type { FieldFinding } from './describeIssue';
import { badTemplate, finding, unknownReference } from './fieldChecks';
import type { FieldPath } from './fieldPath';
import { isRefName, staysInside } from './gitNames';
import { noteSegments } from './noteSegments';
import type { TrainManifest } from './train';
import { REF_VALUE_NAMES, TRAIN_VALUE_NAMES } from './trainValueNames';

/** Code hosts count requests. */
const LEAST_CI_INTERVAL_MS = 10_000;

/** What is asked of code hosts: which repository is meant, texts that can be read, and no host asked all the time. */
export function checkChecksAndWorkflows(
  spec: TrainManifest['spec'],
): FieldFinding[] {
  const text = (template: string, path: FieldPath) =>
    badTemplate(template, path, TRAIN_VALUE_NAMES);
  const checks = spec.gates.flatMap((gate, index) =>
    gate.criteria.flatMap(({ ci, scope }, place) => {
      const at = ['spec', 'gates', index, 'criteria', place, 'ci'];
      return ci
        ? [
            ...text(ci.ref, [...at, 'ref']),
            ...(scope === 'train' && ci.repository === undefined
              ? [
                  finding(
                    [...at, 'repository'],
                    'nothing',
                    'a repository, as the criterion is asked once for the whole train',
                  ),
                ]
              : []),
            ...(parseDuration(ci.interval) < LEAST_CI_INTERVAL_MS
              ? [
                  finding(
                    [...at, 'interval'],
                    quoteFound(ci.interval),
                    `a duration of ${formatDuration(
                      LEAST_CI_INTERVAL_MS,
                    )} or more`,
                  ),
                ]
              : []),
          ]
        : [];
    }),
  );
  const workflows = spec.products.flatMap((product, index) =>
    (['activation', 'rollback'] as const).flatMap(list =>
      product[list].flatMap(({ workflow }, place) => {
        const at = ['spec', 'products', index, list, place, 'workflow'];
        const { correlationInput: own } = workflow ?? {};
        return workflow
          ? [
              ...text(workflow.ref, [...at, 'ref']),
              ...Object.entries(workflow.inputs).flatMap(([name, value]) =>
                text(value, [...at, 'inputs', name]),
              ),
              ...(own !== undefined && Object.hasOwn(workflow.inputs, own)
                ? [
                    finding(
                      [...at, 'correlationInput'],
                      quoteFound(own),
                      'an input that inputs does not set',
                    ),
                  ]
                : []),
            ]
          : [];
      }),
    ),
  );
  return [...checks, ...workflows];
}

/** Where commits are read, and whom notes are for. */
export function checkNotes(spec: TrainManifest['spec']): FieldFinding[] {
  const segments = noteSegments({ spec });
  return spec.products.flatMap(({ changelog, notes = [] }, index) => {
    const at = ['spec', 'products', index];
    return [
      ...(['from', 'to'] as const).flatMap(field =>
        badRef(changelog?.[field], [...at, 'changelog', field]),
      ),
      ...(changelog?.path !== undefined && !staysInside(changelog.path)
        ? [
            finding(
              [...at, 'changelog', 'path'],
              quoteFound(changelog.path),
              'a folder inside of the repository, such as services/payments',
            ),
          ]
        : []),
      ...notes.flatMap((note, place) =>
        note.segments.flatMap((segment, position) =>
          segments.includes(segment)
            ? []
            : [
                unknownReference(
                  [...at, 'notes', place, 'segments', position],
                  segment,
                  segments,
                  'wave or a persona',
                ),
              ],
        ),
      ),
    ];
  });
}

function badRef(ref: string | undefined, path: FieldPath): FieldFinding[] {
  if (ref === undefined) {
    return [];
  }
  const findings = badTemplate(ref, path, REF_VALUE_NAMES);
  return findings.length > 0 || isRefName(ref.replace(/\$\{\{.*?\}\}/g, 'x'))
    ? findings
    : [
        finding(
          path,
          quoteFound(ref),
          'a branch, a tag or the full id of a commit, such as v2.8.0',
        ),
      ];
}
